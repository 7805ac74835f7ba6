"""The glossary: one word a term and language, words to avoid, and what is never said."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kljuc import glossary
from kljuc.glossary import Glossary, Term
from kljuc.site import HOME

CODES = sorted(path.stem for path in (HOME / 'locales').glob('*.po'))


@pytest.fixture(scope='module')
def rows() -> list[dict[str, str]]:
    """Our own, by column."""
    with (HOME / glossary.NAME).open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def one(words: str, avoid: str = '') -> Glossary:
    """A glossary of one row: English words, words that Arabic avoids."""
    cells = {'en': tuple(words.split()), 'ar avoid': tuple(avoid.split())}
    return Glossary([Term(cells)], 'en')


@pytest.mark.parametrize(
    ('text', 'speaks'),
    [('A doctor came.', True), ('Doctor?', True), ('Two doctors.', False), ('Doc.', False)],
)
def test_a_source_text_speaks_of_whole_words(text: str, speaks: bool) -> None:
    assert bool(one('doctor').within(text)) == speaks


@pytest.mark.parametrize(
    ('words', 'text', 'found'),
    [
        (['tolmač'], 'Prosite za tolmača.', True),
        (['مترجم'], 'اطلب المُتَرْجِم', True),
        (['iltica'], 'İltica sürecinde', True),
        (['ILTICA'], 'ılticada', True),
        (['muganga'], 'Umuganga arafasha', True),
        (['lekarz'], 'Doktor', False),
    ],
)
def test_a_term_is_found_in_any_place_of_a_word(words: list[str], text: str, found: bool) -> None:
    assert glossary.said(words, glossary.folded(text)) == found


@pytest.mark.parametrize(
    ('text', 'found'), [('Ein Camp.', 'camp'), ('Der Campus.', ''), ('Das Wincamp.', '')]
)
def test_a_word_to_avoid_is_a_word_of_its_own(text: str, found: str) -> None:
    assert glossary.whole(['camp'], glossary.folded(text)) == found


@pytest.mark.parametrize(
    ('text', 'found'), [('مضمونة', True), ('المضمون', False), ('لا شيء', False)]
)
def test_what_is_never_said_is_found_where_a_word_begins(text: str, found: bool) -> None:
    assert bool(one('', 'مضمون').banned('ar').search(glossary.folded(text))) == found


def test_nothing_is_banned_where_no_list_exists() -> None:
    assert not one('', 'مضمون').banned('fr').search('anything')


def test_without_a_file_there_are_no_terms(tmp_path: Path) -> None:
    terms, found = glossary.load(tmp_path, ['en', 'ar'], 'en')
    assert (terms.within('anything'), found) == ([], [])


def test_ours_has_enough_terms_and_each_is_defined(rows: list[dict[str, str]]) -> None:
    terms = [row for row in rows if row['en']]
    assert 30 <= len(terms) <= 60
    assert [row['en'] for row in rows if not row['definition']] == []


@pytest.mark.parametrize('code', CODES)
def test_every_language_has_a_word_for_every_term(rows: list[dict[str, str]], code: str) -> None:
    assert [row['en'] for row in rows if row['en'] and not row[code]] == []


@pytest.mark.parametrize('code', CODES)
def test_every_language_knows_what_it_never_says(rows: list[dict[str, str]], code: str) -> None:
    never = [row for row in rows if not row['en']]
    assert len(never) >= 10
    assert [row['en avoid'] for row in never if not row[f'{code} avoid']] == []
