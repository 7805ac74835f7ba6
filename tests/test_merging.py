"""New messages into old catalogs: nothing is lost, and no guess is shown as a translation."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kljuc.merging import Report, merge
from kljuc.po import Catalog, Entry

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


def only(merged: Catalog) -> Entry:
    """The one living entry."""
    (entry,) = merged.index().values()
    return entry


def test_the_same_message_stays_as_it_is() -> None:
    known = catalog(Entry('Call us.', 'Pokličite nas.', comments=['? a doubt', 'machine draft']))
    before = known.dump()
    assert merge(known, template('Call us.')) == Report(kept=1)
    assert known.dump() == before


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


def test_the_order_is_that_of_the_texts() -> None:
    known = catalog(Entry('b', '1'), Entry('a', '2'))
    merge(known, template('a', 'new', 'b'))
    assert [entry.source for entry in known.entries] == ['', 'a', 'new', 'b']


def test_the_header_and_plurals_stay() -> None:
    text = catalog(Entry('a', 'b')).dump() + (
        '\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'
    )
    known = Catalog.parse('# by hand\n' + text, 'locales/xx.po')
    merge(known, template('a'))
    assert known.dump().startswith('# by hand\nmsgid ""\n')
    assert 'msgid_plural "many"\nmsgstr[0] "x"\nmsgstr[1] "y"\n' in known.dump()


# ------------------------------------------------------------ any catalog, any template

SOURCES = st.sampled_from([
    'Call us.', 'Call us now.', 'Call them.', MAY, MUST_NOT, 'Ask.', 'Drink water.', 'Ask "who".',
])  # fmt: skip
KEYS = st.tuples(SOURCES, st.sampled_from([None, 'child', 'adolescent']))
ENTRIES = st.builds(
    lambda key, text, fuzzy, gone: Entry(
        key[0], text, key[1], flags=['fuzzy'] * bool(text and fuzzy), obsolete=bool(text and gone)
    ),
    KEYS, st.sampled_from(['', 'ena', 'dva', 'tri']), st.booleans(), st.booleans(),
)  # fmt: skip
CATALOGS = st.lists(ENTRIES, unique_by=lambda e: e.key).map(
    lambda entries: catalog(*sorted(entries, key=lambda e: e.obsolete))
)
TEMPLATES = st.lists(KEYS, unique=True).map(lambda keys: template(*keys))


@given(CATALOGS, TEMPLATES)
def test_a_translation_is_never_lost_nor_changed(known: Catalog, wanted: Catalog) -> None:
    before = {e.key: e for e in Catalog.parse(known.dump(), '').entries if e.text and e.source}
    merge(known, wanted)
    after = {entry.key: entry for entry in known.entries if entry.source}
    taken = {entry.previous for entry in after.values() if entry.fuzzy}
    for key, entry in before.items():
        if key in after:
            assert (after[key].text, after[key].fuzzy) == (entry.text, entry.fuzzy)
        else:
            assert entry.source in taken


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
def test_the_report_counts_every_wanted_message_once(known: Catalog, wanted: Catalog) -> None:
    report = merge(known, wanted)
    counted = report.kept + report.moved + report.similar + report.new
    assert counted == len(wanted.index())


def test_gettext_keeps_and_drops_the_same(tmp_path: Path) -> None:
    known = catalog(
        Entry('Call us.', 'Pokličite nas.'), Entry('Drink water.', 'Pijte vodo.'), Entry(MAY, 'a'),
        Entry('Ask.', 'b', 'child'), Entry('Sleep.', 'Spite.', obsolete=True),
    )  # fmt: skip
    wanted = template('Call us.', 'Sleep.', 'Nothing like it at all.', MUST_NOT, ('Ask.', 'child'))
    (tmp_path / 'xx.po').write_text(known.dump(), 'utf-8')
    (tmp_path / 'all.pot').write_text(wanted.dump(), 'utf-8')
    command = ['msgmerge', '--previous', '--no-wrap', '--quiet', '--compendium=/dev/null']
    done = subprocess.run(
        [*command, tmp_path / 'xx.po', tmp_path / 'all.pot'], capture_output=True, check=True
    )
    theirs = Catalog.parse(done.stdout.decode(), 'locales/xx.po')
    merge(known, wanted)
    living = {key: (e.text, e.fuzzy, e.previous) for key, e in known.index().items()}
    assert living == {key: (e.text, e.fuzzy, e.previous) for key, e in theirs.index().items()}
    assert {e.key for e in known.entries if e.obsolete} == {
        e.key for e in theirs.entries if e.obsolete
    }


@given(CATALOGS, TEMPLATES)
def test_a_merged_catalog_reads_as_it_was_written(known: Catalog, wanted: Catalog) -> None:
    merge(known, wanted)
    again = Catalog.parse(known.dump(), 'locales/xx.po')
    assert [e.fields() for e in again.entries] == [e.fields() for e in known.entries]
