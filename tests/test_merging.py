"""New messages into old catalogs: nothing is lost, and no guess is shown as a translation."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kljuc.merging import Report, merge
from kljuc.po import Catalog, Entry
from kljuc.site import HOME

LOCALES = sorted([*HOME.glob('locales/*.po'), *HOME.glob('tests/specimen/locales/*.po')])
PLURAL = 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'
MAY, MUST_NOT = 'You may call the police.', 'You must not call the police.'


def catalog(*entries: Entry) -> Catalog:
    """A catalog as it is read from its file."""
    made = Catalog.new('locales/xx.po', 'xx')
    made.entries += entries
    return Catalog.parse(made.dump(), 'locales/xx.po')


def template(*keys: str | tuple[str, str | None]) -> Catalog:
    """A template that wants these messages."""
    pairs = [(key, None) if isinstance(key, str) else key for key in keys]
    return catalog(*(Entry(source, context=context) for source, context in pairs))


def gettext(*command: str | Path, text: str = '') -> str:
    """Run a program of GNU gettext; it has to be content."""
    done = subprocess.run(command, input=text.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def only(merged: Catalog) -> Entry:
    """The one living entry."""
    (entry,) = merged.index().values()
    return entry


def test_the_same_message_stays_as_it_is() -> None:
    known = catalog(Entry('Call us.', 'Pokličite nas.', comments=['? a doubt', 'machine draft']))
    before = known.dump()
    assert merge(known, template('Call us.')) == Report(kept=1)
    assert known.dump() == before


@pytest.mark.parametrize('end', ['\n', '\r\n'], ids=['unix', 'windows'])
@pytest.mark.parametrize('width', [20, 79, 10000])
@pytest.mark.parametrize('path', LOCALES, ids=lambda path: '/'.join(path.parts[-3:]))
def test_a_real_file_with_nothing_new_stays_as_any_editor_saved_it(
    path: Path, width: int, end: str
) -> None:
    text = gettext('msgcat', f'--width={width}', path).replace('\n', end)
    known = Catalog.parse(text, 'locales/xx.po')
    wanted = Catalog.read(path)
    assert merge(known, wanted) == Report(kept=len(wanted.index()))
    assert known.dump() == text


def test_an_entry_that_moves_in_the_file_keeps_its_lines() -> None:
    lines = '#\n# a doubt\n#\n#, md-text, fuzzy\n#| msgid "c"\nmsgid ""\n"a"\nmsgstr ""\n"ena"\n'
    header = catalog().dump()
    text = f'{header}\n{lines}\nmsgid "b"\nmsgstr "dva"'
    known = Catalog.parse(text, 'locales/xx.po')
    merge(known, template('b', 'a'))
    assert known.dump() == f'{header}\nmsgid "b"\nmsgstr "dva"\n\n{lines}'


def test_flags_of_the_sources_are_added_and_none_is_moved() -> None:
    known = catalog(Entry('{a}', '{a}', flags=['python-brace-format', 'md-text', 'fuzzy']))
    before = known.dump()
    wanted = catalog(Entry('{a}', flags=['python-brace-format']))
    merge(known, wanted)
    assert known.dump() == before
    only(wanted).flags.append('max-length:90')
    merge(known, wanted)
    assert only(known).flags == ['python-brace-format', 'md-text', 'fuzzy', 'max-length:90']


def test_what_the_sources_say_of_a_message_is_brought_up_to_date() -> None:
    known = catalog(Entry('Call us.', 'a', comments=['mine'], extracted=['old'], flags=['md-text']))
    wanted = catalog(Entry('Call us.', extracted=['new'], references=['a.md']))
    merge(known, wanted)
    entry = only(known)
    assert (entry.extracted, entry.references) == (['new'], ['a.md'])
    assert (entry.comments, entry.flags, entry.text) == (['mine'], ['md-text'], 'a')


def test_a_message_of_another_age_gets_its_text_as_a_guess() -> None:
    known = catalog(Entry('Call us.', 'Pokličite nas.'))
    report = merge(known, template('Call us.', ('Call us.', 'child')))
    twin = known.find('child', 'Call us.')
    assert report == Report(kept=1, moved=1)
    assert twin
    assert (twin.text, twin.fuzzy) == ('Pokličite nas.', True)
    assert (twin.previous, twin.previous_context) == ('Call us.', None)


def test_a_message_that_changed_is_a_guess_with_its_old_source() -> None:
    known = catalog(Entry(MAY, 'Lahko pokličete policijo.'))
    report = merge(known, template(MUST_NOT))
    entry = only(known)
    assert report == Report(similar=1)
    assert (entry.text, entry.fuzzy, entry.previous) == ('Lahko pokličete policijo.', True, MAY)


def test_a_guess_keeps_what_the_translator_said() -> None:
    known = catalog(Entry(MAY, 'a', comments=['machine draft', '? a doubt']))
    merge(known, template(MUST_NOT))
    assert only(known).comments == ['machine draft', '? a doubt']


def test_a_guess_of_a_guess_names_the_source_that_its_text_was_made_for() -> None:
    known = catalog(Entry(MAY, 'Lahko pokličete policijo.', 'child'))
    merge(known, template((MUST_NOT, 'child')))
    assert merge(known, template('You must not ever call the police.')) == Report(similar=1)
    entry = only(known)
    assert (entry.text, entry.fuzzy) == ('Lahko pokličete policijo.', True)
    assert (entry.previous, entry.previous_context) == (MAY, 'child')


@pytest.mark.parametrize('obsolete', [False, True])
def test_a_message_that_moved_leaves_nothing_behind(obsolete: bool) -> None:
    known = catalog(Entry('Call us.', 'a', 'child', obsolete=obsolete))
    assert merge(known, template('Call us.')) == Report(moved=1)
    assert [(e.source, e.context) for e in known.entries[1:]] == [('Call us.', None)]
    assert (only(known).previous, only(known).previous_context) == ('Call us.', 'child')


def test_the_same_words_are_a_better_guess_than_similar_ones() -> None:
    known = catalog(Entry(MAY, 'a'), Entry(MUST_NOT, 'b', 'child', obsolete=True))
    assert merge(known, template(MUST_NOT)) == Report(moved=1, obsolete=1)
    assert only(known).text == 'b'


def test_the_first_age_that_has_a_text_gives_it() -> None:
    known = catalog(
        Entry('a', 'fuzzy', 'helper', flags=['fuzzy']),
        Entry('a', 'ena'),
        Entry('a', 'dva', 'child'),
    )
    merge(known, template(('a', 'helper'), 'a', ('a', 'child'), ('a', 'adolescent')))
    assert [entry.text for entry in known.index().values()] == ['fuzzy', 'ena', 'dva', 'ena']


def test_a_fuzzy_text_is_no_guess_for_another_age() -> None:
    known = catalog(Entry('a', 'ena', flags=['fuzzy']))
    assert merge(known, template('a', ('a', 'child'))) == Report(kept=1, new=1)


def test_an_old_text_helps_one_new_message() -> None:
    known = catalog(Entry(MAY, 'a'))
    merge(known, template(MUST_NOT, 'You must never call the police.', 'You may call the police!'))
    assert [bool(entry.text) for entry in known.index().values()] == [True, False, False]


def test_a_message_like_no_other_is_new_and_empty() -> None:
    known = catalog(Entry(MAY, 'Lahko pokličete policijo.'))
    assert merge(known, template('Drink water.')) == Report(new=1, obsolete=1)
    assert (only(known).text, only(known).fuzzy) == ('', False)


def test_a_message_of_its_own_is_not_spent_on_another() -> None:
    known = catalog(Entry(MAY, 'a'), Entry(MUST_NOT, 'b'))
    merge(known, template(MAY, MUST_NOT, 'You must never call the police.'))
    assert [entry.text for entry in known.index().values()] == ['a', 'b', '']


def test_a_message_that_is_gone_is_kept_at_the_end() -> None:
    known = catalog(Entry('Gone.', 'Ni več.'), Entry('Call us.', 'a'))
    assert merge(known, template('Call us.')) == Report(kept=1, obsolete=1)
    assert [(e.source, e.text, e.obsolete) for e in known.entries[1:]] == [
        ('Call us.', 'a', False), ('Gone.', 'Ni več.', True),
    ]  # fmt: skip


@pytest.mark.parametrize('flags', [[], ['fuzzy']])
def test_a_message_that_comes_back_is_as_it_was(flags: list[str]) -> None:
    known = catalog(Entry('Call us.', 'a', flags=flags, obsolete=True))
    merge(known, template('Call us.'))
    assert (only(known).text, only(known).flags) == ('a', flags)


def test_an_empty_message_takes_its_obsolete_translation_back() -> None:
    known = catalog(Entry('a'), Entry('a', 'ena', obsolete=True))
    assert merge(known, template('a')) == Report(kept=1)
    assert [(e.text, e.obsolete) for e in known.entries[1:]] == [('ena', False)]


@pytest.mark.parametrize('wanted', ['a', 'other'])
@pytest.mark.parametrize('order', [1, -1])
def test_a_living_translation_wins_over_an_obsolete_one(wanted: str, order: int) -> None:
    two = Entry('a', 'ena', flags=['fuzzy']), Entry('a', 'dva', obsolete=True)
    known = catalog(*two[::order])
    merge(known, template(wanted))
    assert [(e.text, e.fuzzy) for e in known.entries if e.source == 'a'] == [('ena', True)]


def test_the_order_is_that_of_the_texts() -> None:
    known = catalog(Entry('b', '1'), Entry('a', '2'))
    merge(known, template('a', 'new', 'b'))
    assert [entry.source for entry in known.entries] == ['', 'a', 'new', 'b']


MARKS = pytest.mark.parametrize('mark', ['', '#~ '], ids=['living', 'obsolete'])


@MARKS
@pytest.mark.parametrize('text', ['', 'x'])
def test_the_header_and_plurals_stay(mark: str, text: str) -> None:
    plural = PLURAL.replace('"x"', f'"{text}"')
    lines = ''.join(mark + line for line in plural.splitlines(keepends=True))
    known = Catalog.parse(f'# by hand\n{catalog().dump()}\n{lines}', 'locales/xx.po')
    before = known.dump()
    assert merge(known, template('a')) == Report(new=1)
    assert known.dump() == before.replace(lines, f'msgid "a"\nmsgstr ""\n\n{lines}')


@MARKS
def test_a_plural_that_is_wanted_without_is_a_guess(mark: str) -> None:
    lines = ''.join(mark + line for line in PLURAL.splitlines(keepends=True))
    known = Catalog.parse(f'{catalog().dump()}\n{lines}', 'locales/xx.po')
    assert merge(known, template('one')) == Report(moved=1)
    assert (only(known).text, only(known).fuzzy) == ('x', True)
    assert Catalog.parse(known.dump(), 'locales/xx.po').find('', 'one')


@pytest.mark.parametrize('text', ['', '# Tigrinya', '#~ msgid ""\n#~ msgstr "X-Old: a\\n"\n'])
def test_a_file_without_header_gets_one(text: str) -> None:
    known = Catalog.parse(text, 'locales/ti.po')
    assert merge(known, template('a')) == Report(new=1)
    assert known.header
    assert 'Language: ti\n' in known.header.text
    gettext('msgfmt', '--check', '-o', '/dev/null', '-', text=known.dump())


def test_a_report_says_what_a_person_wants_to_know() -> None:
    told = str(Report(kept=5, moved=4, similar=3, new=2, obsolete=1))
    assert told == '5 kept, 4 moved, 3 similar (both fuzzy), 2 new, 1 no longer used'


# ------------------------------------------------------------ any catalog, any template

SOURCES = st.sampled_from([
    'Call us.', 'Call us now.', 'Call them.', MAY, MUST_NOT, 'Ask.', 'Drink water.', 'Ask "who".',
])  # fmt: skip
NOTES = st.sampled_from(['machine draft', '? a doubt', ''])
KEYS = st.tuples(SOURCES, st.sampled_from([None, 'child', 'adolescent']))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry; its text is like no other."""
    (source, context), obsolete = draw(KEYS), draw(st.booleans())
    text = f'{source} / {context} / {obsolete}' * (obsolete or draw(st.booleans()))
    fuzzy = bool(text) and draw(st.booleans())
    previous = draw(KEYS)[::-1] if fuzzy and draw(st.booleans()) else (None, None)
    return Entry(
        source, text, context, draw(st.lists(NOTES, max_size=2)),
        [] if obsolete else draw(st.lists(NOTES, max_size=1)),
        [] if obsolete else ['a.md'] * draw(st.booleans()), ['fuzzy'] * fuzzy, *previous, obsolete,
    )  # fmt: skip


# A living and an obsolete one of the same message: gettext refuses them, yet git makes them.
CATALOGS = st.lists(entries(), unique_by=lambda e: (e.key, e.obsolete)).map(
    lambda entries: catalog(*sorted(entries, key=lambda e: e.obsolete))
)
TEMPLATES = st.lists(KEYS, unique=True).map(lambda keys: template(*keys))


@given(CATALOGS, TEMPLATES)
def test_a_translation_is_never_lost_nor_changed(known: Catalog, wanted: Catalog) -> None:
    before = sorted((e for e in known.entries if e.text and e.source), key=lambda e: e.obsolete)
    texts = {entry.key: entry.text for entry in reversed(before)}
    states = {entry.text: (entry.key, entry.fuzzy, entry.comments) for entry in before}
    merge(known, wanted)
    after = {entry.key: entry for entry in known.entries}
    guesses = {entry.text: entry for entry in after.values() if entry.fuzzy}
    for key, text in texts.items():
        if key in after:
            entry = after[key]
            assert (entry.text, (key, entry.fuzzy, entry.comments)) == (text, states[text])
            assert entry.obsolete == (key not in wanted.index())
        else:
            assert guesses[text].comments == states[text][2]


@given(CATALOGS, TEMPLATES)
def test_a_guess_names_the_message_that_a_person_translated(
    known: Catalog, wanted: Catalog
) -> None:
    made_for = {
        e.text: (e.previous, e.previous_context) if e.fuzzy else (e.source, e.context)
        for e in known.entries
    }  # fmt: skip
    before = {entry.key for entry in known.entries if entry.text}
    merge(known, wanted)
    for key, entry in known.index().items():
        if entry.text and key not in before:
            assert entry.fuzzy
            assert (entry.previous, entry.previous_context) == made_for[entry.text]


@given(CATALOGS, TEMPLATES)
def test_what_was_not_translated_is_shown_only_after_a_person_looked(
    known: Catalog, wanted: Catalog
) -> None:
    before = {e.key for e in known.entries if e.text and not e.fuzzy}
    merge(known, wanted)
    shown = {key for key, entry in known.index().items() if entry.text and not entry.fuzzy}
    assert shown <= before


@given(CATALOGS, TEMPLATES)
def test_all_that_is_wanted_is_there_in_order(known: Catalog, wanted: Catalog) -> None:
    merge(known, wanted)
    assert list(known.index()) == list(wanted.index())


@given(CATALOGS, TEMPLATES)
def test_twice_is_as_once(known: Catalog, wanted: Catalog) -> None:
    merge(known, wanted)
    once = known.dump()
    again = Catalog.parse(once, 'locales/xx.po')
    report = merge(again, wanted)
    assert again.dump() == once
    assert report == Report(kept=len(wanted.index()))


@given(CATALOGS, TEMPLATES)
def test_the_report_counts_every_message_once(known: Catalog, wanted: Catalog) -> None:
    before = {entry.key for entry in known.entries if entry.source}
    living = {entry.key for entry in known.entries if entry.text and not entry.obsolete}
    report = merge(known, wanted)
    new = [entry for key, entry in known.index().items() if key not in before]
    guesses = [entry for entry in new if entry.text]
    assert report.kept == len(before & set(wanted.index()))
    assert report.moved + report.similar == len(guesses)
    assert report.new == len(new) - len(guesses)
    assert report.obsolete == sum(e.obsolete and e.key in living for e in known.entries)


@settings(max_examples=60)
@given(CATALOGS, TEMPLATES)
def test_gettext_accepts_what_was_merged(known: Catalog, wanted: Catalog) -> None:
    merge(known, wanted)
    text = known.dump()
    gettext('msgfmt', '--check', '-o', '/dev/null', '-', text=text)
    assert gettext('msgcat', '--no-wrap', '--force-po', '-', text=text) == text


def msgmerge(known: Path, wanted: Path, how: str) -> str:
    """What GNU gettext makes of it."""
    return gettext('msgmerge', '--no-wrap', '--quiet', how, known, wanted)


def test_gettext_keeps_and_drops_the_same(tmp_path: Path) -> None:
    known = catalog(
        Entry('Call us.', 'Pokličite nas.'), Entry('Drink water.', 'Pijte vodo.'), Entry(MAY, 'a'),
        Entry('Ask.', 'b', 'child'), Entry('Sleep.', 'Spite.', obsolete=True),
    )  # fmt: skip
    wanted = template('Call us.', 'Sleep.', 'Nothing like it at all.', MUST_NOT, ('Ask.', 'child'))
    (tmp_path / 'xx.po').write_text(known.dump(), 'utf-8')
    (tmp_path / 'all.pot').write_text(wanted.dump(), 'utf-8')
    theirs = msgmerge(tmp_path / 'xx.po', tmp_path / 'all.pot', '--previous')
    merge(known, wanted)
    assert known.dump() == theirs


@pytest.mark.parametrize('path', LOCALES, ids=lambda path: '/'.join(path.parts[-3:]))
def test_gettext_merges_a_real_file_the_same(path: Path, tmp_path: Path) -> None:
    known, wanted = Catalog.read(path), Catalog.read(path)
    for entry in wanted.entries[1:]:
        entry.text, entry.comments, entry.flags = '', [], [f for f in entry.flags if f != 'fuzzy']
    gone = wanted.entries[3::7]
    wanted.entries = [e for e in wanted.entries if e not in gone and not e.obsolete]
    wanted.entries[1:] = reversed(wanted.entries[1:])
    (tmp_path / 'all.pot').write_text(wanted.dump(), 'utf-8')
    theirs = msgmerge(path, tmp_path / 'all.pot', '--no-fuzzy-matching')
    report = merge(known, wanted)
    assert known.dump() == theirs
    assert (report.kept, report.moved, report.similar) == (len(wanted.index()), 0, 0)
    assert report.obsolete <= len(gone)


@given(CATALOGS, TEMPLATES)
def test_a_merged_catalog_reads_as_it_was_written(known: Catalog, wanted: Catalog) -> None:
    merge(known, wanted)
    again = Catalog.parse(known.dump(), 'locales/xx.po')
    assert [e.fields() for e in again.entries] == [e.fields() for e in known.entries]
