// Leaving: the page goes at once, and Back does not bring it again. Loaded in <head>, before
// anything is shown; keeps one flag in this tab and nothing else.
(function () {
  'use strict';
  var exit = document.currentScript.getAttribute('data-exit');
  var root = document.documentElement;

  function flag(value) {
    try {
      if (value === undefined) return sessionStorage.getItem('left');
      if (value) sessionStorage.setItem('left', '1');
      else sessionStorage.removeItem('left');
    } catch (error) { /* storage is off: leaving works, Back is not guarded */ }
  }
  function away() {
    root.style.display = 'none';
    document.title = '\u200b';
    location.replace(exit);
  }
  function leave(event) {
    if (event) event.preventDefault();
    flag(true);
    away();
  }

  var visit = performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
  if (visit && visit.type === 'back_forward' && flag()) away();
  else flag(false);
  addEventListener('pageshow', function (event) {
    if (event.persisted && flag()) away();
  });

  addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a.leave');
    if (link) leave(event);
  });
  var presses = [];
  addEventListener('keyup', function (event) {
    if (event.key !== 'Shift') { presses = []; return; }
    presses = presses.concat(Date.now()).slice(-3);
    if (presses.length === 3 && presses[2] - presses[0] < 5000) leave();
  });
})();
