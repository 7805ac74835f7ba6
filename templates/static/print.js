// The page where staff choose a language: a field that narrows the list while one types.
(function () {
  'use strict';
  var words = document.getElementById('find');
  var list = document.getElementById('choose');
  if (!words || !list || !String.prototype.normalize) return;

  // Without case and accents; Arabic and Persian keyboards write two letters differently.
  function plain(text) {
    return text.normalize('NFD').replace(/[\u0300-\u036f\u064b-\u065f]/g, '').toLowerCase()
      .replace(/\u06cc/g, '\u064a').replace(/\u06a9/g, '\u0643').replace(/\u0131/g, 'i')
      .replace(/\s+/g, ' ').trim();
  }

  list.parentNode.insertBefore(words.content.cloneNode(true), list);
  var find = list.parentNode.querySelector('.find');
  var field = find.querySelector('input');
  var some = find.querySelector('.some');
  var none = find.querySelector('.none');
  var rows = Array.prototype.map.call(list.children, function (row) {
    return { row: row, link: row.querySelector('a'), names: plain(row.textContent) };
  });
  var wait;

  function hits() {
    var asked = plain(field.value);
    return rows.filter(function (each) { return each.names.indexOf(asked) >= 0; });
  }
  function tell(found) {
    some.hidden = !field.value.trim() || !found.length;
    none.hidden = found.length > 0;
    some.querySelector('b').textContent = found.length;
  }
  function narrow() {
    var found = hits();
    rows.forEach(function (each) { each.row.hidden = found.indexOf(each) < 0; });
    clearTimeout(wait); // told when the typing rests, not at every letter
    wait = setTimeout(tell, 400, found);
  }

  field.addEventListener('input', narrow);
  field.addEventListener('keydown', function (event) {
    var found = hits();
    if (event.key === 'Enter' && found.length === 1) found[0].link.click();
    if (event.key === 'Escape') { field.value = ''; narrow(); }
  });
  if (field.value) narrow(); // kept by the browser on the way back
})();
