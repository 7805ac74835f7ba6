"""PO files: nothing is lost, and GNU gettext reads and writes the same as we do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kljuc.errors import KljucError
from kljuc.po import Catalog, Entry
from kljuc.site import HOME

FILES = sorted([*HOME.glob('locales/*.po*'), *HOME.glob('tests/specimen/locales/*.po')])
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"X-Generator: Poedit 3\\n"\n'
)
NASTY = {
    'no line at the end': HEADER + '\nmsgid "a"\nmsgstr "b"',
    'wrapped as Poedit does': HEADER + '\nmsgid ""\n"one "\n"two"\nmsgstr ""\n"ena\\n"\n"dva"\n',
    'previous': HEADER + '\n#, fuzzy\n#| msgctxt "c"\n#| msgid ""\n#| "old\\n"\n#| "text"\n'
    'msgctxt "d"\nmsgid "new"\nmsgstr "novo"\n',
    'obsolete': HEADER + '\n#~ msgid "a"\n#~ msgstr "b"\n\n#, fuzzy\n#~| msgid "x"\n'
    '#~ msgctxt "c"\n#~ msgid ""\n#~ "d"\n#~ msgstr "e"\n',
    'comments of all kinds': '# Title\n#\n# Names\n' + HEADER + '\n# said\n#\n#. seen\n'
    '#: a.md:1 b.md\n#, fuzzy, python-brace-format, md-text\nmsgid "{a}"\nmsgstr "{a}"\n',
    'a comment at the end': HEADER + '\nmsgid "a"\nmsgstr "b"\n\n# the end\n',
    'plural': HEADER + '\nmsgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n',
    'blank lines and none': HEADER + '\n\n\nmsgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"\n\n\n',
    'escapes': HEADER + '\nmsgid "\\"\\\\n\\t"\nmsgstr "\\\\\\n"\n',
    'another order of lines': HEADER + '\n#, fuzzy\n#: a.md\n#. seen\n# said\n'
    'msgid "a"\nmsgstr "b"\n',
    'signs that end lines elsewhere': HEADER + '\nmsgid "a"\nmsgstr "b\x85c\u2028d\x0be"\n',
    'marks without blanks': HEADER + '\n#said\n#.seen\n#:a.md\n#,fuzzy\n#|msgid "old"\n'
    'msgid"a"\nmsgstr"b"\n\n#~msgid "c"\n#~msgstr "d"\n',
    'lines set in': HEADER + '\n  # said\n\t#, fuzzy\n  msgid "a"\n  msgstr "b"  \n'
    ' #~ msgid "c"\n #~ msgstr "d"\n #~ "e"\n #~ msgid "f"\n #~ msgstr "g"\n',
    'a plural that was another': HEADER + '\n#, fuzzy\n#| msgid "o"\n#| msgid_plural "os"\n'
    'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n\n#~ msgid "d"\n'
    '#~ msgid_plural "ds"\n#~ msgstr[0] "e"\n#~ msgstr[1] "f"\n',
    'an empty mark': HEADER + '\n#~\nmsgid "a"\nmsgstr "b"\n#|\n',
    'a few lines of another system': HEADER + '\n# said\r\nmsgid "a"\r\nmsgstr "b"\n\r\n#\r',
    'nothing': '',
}  # fmt: skip

ENDS = pytest.mark.parametrize('end', ['\n', '\r\n'], ids=['unix', 'windows'])


def gettext(*command: str | Path, text: str = '') -> str:
    """Run a program of GNU gettext; it has to be content."""
    done = subprocess.run(command, input=text.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def seen(catalog: Catalog) -> list[tuple[object, ...]]:
    """All that is in a catalog."""
    return [entry.fields() for entry in catalog.entries]


# ------------------------------------------------------------ files as they are


@pytest.mark.parametrize('path', FILES, ids=lambda path: '/'.join(path.parts[-3:]))
def test_a_real_file_comes_back_byte_for_byte(path: Path) -> None:
    assert Catalog.read(path).dump().encode() == path.read_bytes()


@pytest.mark.parametrize('path', FILES, ids=lambda path: '/'.join(path.parts[-3:]))
def test_a_real_file_is_as_gettext_writes_it(path: Path) -> None:
    gettext('msgfmt', '--check-format', '--check-domain', '-o', '/dev/null', path)
    assert gettext('msgcat', '--no-wrap', path) == path.read_text('utf-8')


@ENDS
@pytest.mark.parametrize('start', ['', '\ufeff'], ids=['plain', 'bom'])
@pytest.mark.parametrize('name', NASTY)
def test_an_odd_file_comes_back_byte_for_byte(name: str, start: str, end: str) -> None:
    text = start + NASTY[name].replace('\n', end)
    assert Catalog.parse(text, 'locales/xx.po').dump() == text


@ENDS
def test_one_changed_translation_changes_nothing_else(end: str) -> None:
    text = NASTY['comments of all kinds'] + NASTY['obsolete'].removeprefix(HEADER)
    text = (text + '\nmsgid ""\n"one "\n"two"\nmsgstr "dve"\n').replace('\n', end)
    catalog = Catalog.parse(text, 'locales/xx.po')
    entry = catalog.find('', 'one two')
    assert entry
    entry.text = 'eno in dva'
    old = f'msgid ""{end}"one "{end}"two"{end}msgstr "dve"'
    assert catalog.dump() == text.replace(old, f'msgid "one two"{end}msgstr "eno in dva"')


@ENDS
def test_an_entry_behind_a_last_line_without_end_begins_its_own(end: str) -> None:
    text = NASTY['no line at the end'].replace('\n', end)
    catalog = Catalog.parse(text, 'locales/xx.po')
    catalog.entries.append(Entry('c', 'd'))
    assert catalog.dump() == text + end + f'{end}msgid "c"{end}msgstr "d"{end}'


def test_entries_in_another_order_stay_apart() -> None:
    catalog = Catalog.parse(
        HEADER + 'msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"', 'locales/xx.po'
    )
    catalog.entries.append(catalog.entries.pop(1))
    assert catalog.dump() == HEADER + 'msgid "c"\nmsgstr "d"\nmsgid "a"\nmsgstr "b"\n'


def test_a_change_in_lines_of_another_system_stays_where_it_is() -> None:
    text = NASTY['a few lines of another system']
    catalog = Catalog.parse(text, 'locales/xx.po')
    catalog.entries[1].text = 'c'
    changed = '# said\r\nmsgid "a"\r\nmsgstr "b"\n'
    assert catalog.dump() == text.replace(changed, '# said\nmsgid "a"\nmsgstr "c"\n')


@pytest.mark.parametrize('text', [NASTY['plural'], HEADER + '\nmsgid "a"\nmsgstr[0] "b"\n'])
def test_plural_entries_are_kept_and_never_looked_up(text: str) -> None:
    catalog = Catalog.parse(text, 'locales/xx.po')
    catalog.entries[1].flags.append('fuzzy')
    assert catalog.dump() == text
    assert catalog.index() == {}


def test_only_a_marked_message_is_obsolete() -> None:
    catalog = Catalog.parse(NASTY['an empty mark'], 'locales/xx.po')
    assert [entry.obsolete for entry in catalog.entries] == [False, False]


def test_an_obsolete_header_is_none() -> None:
    assert Catalog.parse('#~ msgid ""\n#~ msgstr "X-Old: a\\n"\n', 'locales/xx.po').header is None


def test_a_note_over_two_lines_stays_a_note() -> None:
    text = Entry('a', comments=['one\ntwo'], extracted=['three\n\nfour']).render()
    assert text == '# one\n# two\n#. three\n#.\n#. four\nmsgid "a"\nmsgstr ""\n'


@ENDS
@pytest.mark.parametrize(
    ('lines', 'line'),
    [
        ('msgid "a"\nmsgstr b', 2), ('msgid "a"\nmsgstr "b', 2), ('msgstr "b"', 1),
        ('msgid "a"\nmsgid "b"\nmsgstr ""', 2), ('"a"', 1), ('what\n', 1),
        ('msgid "a"\nmsgstr ""\n\nmsgid "a"\nmsgstr ""', 4), ('msgid "a', 1),
        ('msgid "a"\nmsgstr "C:\\dir"', 2), ('msgid "a"\n#~ msgstr "b"', 2),
        ('#~ msgid "a"\nmsgstr "b"', 2), ('#~ msgid "a"', 1), ('#, fuzzy\nmsgctxt "a"', 1),
        ('msgid "a" b\nmsgstr ""', 1), ('msgid "a"\nmsgstr[x] "b"', 2),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(lines: str, line: int, end: str) -> None:
    before = HEADER + '\nmsgid "right"\nmsgstr "prav"\n\n'
    with pytest.raises(KljucError) as caught:
        Catalog.parse((before + lines + '\n').replace('\n', end), 'locales/xx.po')
    told = [each.line - before.count('\n') for each in caught.value.findings]
    assert line in told
    assert all(each.message and each.hint for each in caught.value.findings)


# ------------------------------------------------------------ any catalog


# Signs of control are left out but for those with an escape: gettext warns of most.
LETTERS = st.characters(codec='utf-8', exclude_categories=['Cc', 'Cs'])
SIGNS = st.one_of(st.sampled_from('ab "\\čšي\u200cሀ。中{}#%~|\n\n\t\r\a\b\f\v'), LETTERS)
TEXTS = st.text(SIGNS, max_size=12)
SOURCES = st.text(SIGNS, min_size=1, max_size=12)
# Comments begin and end with a letter: gettext cuts blanks there.
WORDS = st.one_of(st.just(''), st.text(LETTERS, max_size=8).map(lambda text: f'a{text}b'))
KEYS = st.tuples(st.none() | st.sampled_from(['child', 'adolescent', 'c"d', 'é\n\\']), SOURCES)
PLACES = st.sampled_from(['a.md', 'b.md', 'c/d.html', 'content/' + 'long-' * 9 + 'name/adult.md'])


def fitting(source: str, text: str) -> str:
    """`msgfmt -c` wants a line's end at both ends of a text where its source has it."""
    if not text:
        return text
    return '\n' * source.startswith('\n') + text.strip('\n') + '\n' * source.endswith('\n')


@st.composite
def entries(draw: st.DrawFn, obsolete: bool) -> Entry:
    """Any entry, as Poedit, Weblate and we write it; msgcat drops flags that it does not know."""
    context, source = draw(KEYS)
    text = fitting(source, draw(TEXTS)) or 'a' * obsolete
    text = fitting(source, text)
    fuzzy = bool(text) and draw(st.booleans())
    previous = draw(KEYS) if fuzzy and draw(st.booleans()) else (None, None)
    plain = not set('{}') & set(source + text)
    flags = draw(st.sampled_from([[], ['python-brace-format'] * plain, ['no-c-format']]))
    return Entry(
        source, text, context, draw(st.lists(WORDS, max_size=2)),
        [] if obsolete else draw(st.lists(WORDS, max_size=2)),
        [] if obsolete else draw(st.lists(PLACES, max_size=4, unique=True)),
        ['fuzzy'] * fuzzy + flags, *previous, obsolete,
    )  # fmt: skip


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Any catalog; as gettext has it: obsolete entries last, not empty, and no empty one fuzzy."""
    living = draw(st.lists(entries(obsolete=False), max_size=5, unique_by=lambda e: e.key))
    gone = draw(st.lists(entries(obsolete=True), max_size=3, unique_by=lambda e: e.key))
    catalog = Catalog.new('locales/xx.po', 'xx')
    keys = {entry.key for entry in living}
    catalog.entries += living + [entry for entry in gone if entry.key not in keys]
    return catalog


@given(catalogs())
def test_what_we_write_we_read(catalog: Catalog) -> None:
    again = Catalog.parse(catalog.dump(), 'locales/xx.po')
    assert seen(again) == seen(catalog)
    assert again.dump() == catalog.dump()


@settings(max_examples=60)
@given(catalogs())
def test_gettext_writes_what_we_write(catalog: Catalog) -> None:
    text = catalog.dump()
    gettext('msgfmt', '--check', '-o', '/dev/null', '-', text=text)
    assert gettext('msgcat', '--no-wrap', '--force-po', '-', text=text) == text


@settings(max_examples=60)
@given(catalogs())
def test_we_read_what_gettext_wraps(catalog: Catalog) -> None:
    wrapped = gettext('msgcat', '--width=20', '--force-po', '-', text=catalog.dump())
    assert seen(Catalog.parse(wrapped, 'locales/xx.po')) == seen(catalog)


@settings(max_examples=60)
@given(catalogs(), st.data())
def test_a_change_touches_its_own_entry_alone(catalog: Catalog, data: st.DataObject) -> None:
    wrapped = gettext('msgcat', '--width=20', '--force-po', '-', text=catalog.dump())
    read = Catalog.parse(wrapped, 'locales/xx.po')
    at = data.draw(st.integers(1, len(read.entries) - 1)) if read.entries[1:] else 0
    before = [entry.dump() for entry in read.entries]
    read.entries[at].text = 'something else'
    after = [entry.dump() for entry in read.entries]
    assert [n for n, part in enumerate(after) if part != before[n]] == [at]
    assert read.dump() == ''.join(after).removeprefix('\n')


def wrong(text: str) -> list[int]:
    """The lines that are no PO."""
    try:
        Catalog.parse(text, 'locales/xx.po')
    except KljucError as error:
        return [each.line for each in error.findings]
    return []


@given(st.text('msgid tr"\\#~|,.:[01]\n\r\x85\u2028\ufeffač', max_size=60))
def test_any_text_is_a_catalog_or_an_error_with_its_place(text: str) -> None:
    assert set(wrong(text)) <= set(range(1, text.count('\n') + 2))
    if not wrong(text):
        assert Catalog.parse(text, 'locales/xx.po').dump() == text


@pytest.mark.parametrize('data', [b'', b'\xff\xfe', b'msgid "a"\n\xe8', b'\x00'])
def test_any_bytes_are_a_catalog_or_an_error(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / 'xx.po'
    path.write_bytes(data)
    if data:
        with pytest.raises(KljucError, match=r'xx\.po:\d: error po-'):
            Catalog.read(path)
    else:
        assert Catalog.read(path).entries == []


@pytest.fixture(scope='module')
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where damaged files are."""
    return tmp_path_factory.mktemp('locales') / 'xx.po'


@given(st.sampled_from(sorted(NASTY)), st.data())
def test_a_damaged_file_is_a_catalog_or_an_error(
    damaged: Path, name: str, data: st.DataObject
) -> None:
    whole = NASTY[name].encode()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    damaged.write_bytes(whole[:start] + data.draw(st.binary(max_size=4)) + whole[end:])
    try:
        told = Catalog.read(damaged).dump().encode()
    except KljucError as error:
        places = [(each.file, each.line > 0) for each in error.findings]
    else:
        places = [(f'{damaged.parent.name}/xx.po', told == damaged.read_bytes())]
    assert set(places) == {(f'{damaged.parent.name}/xx.po', True)}
