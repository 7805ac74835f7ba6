"""PO files: nothing is lost, and GNU gettext reads and writes the same as we do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kljuc.content import HOME
from kljuc.errors import KljucError
from kljuc.po import Catalog, Entry

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
    'nothing': '',
}  # fmt: skip


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


@pytest.mark.parametrize('end', ['\n', '\r\n'], ids=['unix', 'windows'])
@pytest.mark.parametrize('start', ['', '\ufeff'], ids=['plain', 'bom'])
@pytest.mark.parametrize('name', NASTY)
def test_an_odd_file_comes_back_byte_for_byte(name: str, start: str, end: str) -> None:
    text = start + NASTY[name].replace('\n', end)
    assert Catalog.parse(text, 'locales/xx.po').dump() == text


@pytest.mark.parametrize('end', ['\n', '\r\n'], ids=['unix', 'windows'])
def test_one_changed_translation_changes_nothing_else(end: str) -> None:
    text = NASTY['comments of all kinds'] + NASTY['obsolete'].removeprefix(HEADER)
    text = (text + '\nmsgid ""\n"one "\n"two"\nmsgstr "dve"\n').replace('\n', end)
    catalog = Catalog.parse(text, 'locales/xx.po')
    entry = catalog.find('', 'one two')
    assert entry
    entry.text = 'eno in dva'
    old = f'msgid ""{end}"one "{end}"two"{end}msgstr "dve"'
    assert catalog.dump() == text.replace(old, f'msgid "one two"{end}msgstr "eno in dva"')


def test_plural_entries_are_kept_and_never_looked_up() -> None:
    assert Catalog.parse(NASTY['plural'], 'locales/xx.po').index() == {}


@pytest.mark.parametrize('end', ['\n', '\r\n'], ids=['unix', 'windows'])
@pytest.mark.parametrize(
    ('lines', 'line'),
    [
        ('msgid "a"\nmsgstr b', 2), ('msgid "a"\nmsgstr "b', 2), ('msgstr "b"', 1),
        ('msgid "a"\nmsgid "b"\nmsgstr ""', 2), ('"a"', 1), ('what\n', 1),
        ('msgid "a"\nmsgstr ""\n\nmsgid "a"\nmsgstr ""', 4), ('msgid "a', 1),
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


SIGNS = 'ab "\\čšي‌ሀ。中{}#%\n\t'
TEXTS = st.text(SIGNS, max_size=12)
SOURCES = st.text(SIGNS, min_size=1, max_size=12)
# Comments begin and end with a letter: gettext cuts blanks there.
WORDS = st.text('abč中 ሀ', min_size=1, max_size=8).map(lambda text: f'a{text}b')
KEYS = st.tuples(st.none() | st.sampled_from(['child', 'adolescent', 'c"d']), SOURCES)


@st.composite
def entries(draw: st.DrawFn, obsolete: bool) -> Entry:
    """Any entry, as Poedit, Weblate and we write it."""
    context, source = draw(KEYS)
    text = draw(SOURCES if obsolete else TEXTS)
    fuzzy = bool(text) and draw(st.booleans())
    previous = draw(KEYS) if fuzzy and draw(st.booleans()) else (None, None)
    return Entry(
        source, text, context, draw(st.lists(WORDS, max_size=2)),
        [] if obsolete else draw(st.lists(WORDS, max_size=2)),
        [] if obsolete else draw(st.lists(st.sampled_from('a.md b.md c/d.html'.split()),
                                          max_size=2, unique=True)),
        ['fuzzy'] * fuzzy + draw(st.sampled_from([[], ['python-brace-format']])) * (not obsolete),
        *previous, obsolete,
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
    assert gettext('msgcat', '--no-wrap', '--force-po', '-', text=text) == text


@settings(max_examples=60)
@given(catalogs())
def test_we_read_what_gettext_wraps(catalog: Catalog) -> None:
    wrapped = gettext('msgcat', '--width=20', '--force-po', '-', text=catalog.dump())
    assert seen(Catalog.parse(wrapped, 'locales/xx.po')) == seen(catalog)


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
    if not wrong(text) and '\r' not in text:
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
