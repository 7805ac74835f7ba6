"""Who signed what: a page is a draft until a person has signed every piece that it rests on."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

import pytest
from conftest import Edit, replace, run

from kljuc import build
from kljuc.model import Message
from kljuc.signatures import COLUMNS, digest, key_of

DAY, LATER = '2026-10-01', '2026-11-05'
PAGE = 'sl/adult/rights/index.html'
STORES = 'locales/signatures'


def pieces(root: Path, slug: str = 'rights') -> dict[str, list[tuple[str, str]]]:
    """Everything that the Slovenian page for adults rests on: store -> (key, sha256)."""
    shelf = build.translate(build.load(root))
    edition = shelf.pages['sl', 'adult', slug]
    facts = [shelf.site.facts[name] for name in edition.facts]
    messages = list(dict.fromkeys([*edition.messages, *edition.words]))

    def signed(message: Message, text: str) -> tuple[str, str]:
        return key_of(message), digest(message.context, message.source, text)

    return {
        'sl': [signed(m, edition.locale.translate(m) or '') for m in messages],
        'en': [signed(m, m.source) for m in messages],
        'facts': [(fact.id, digest(*map(str, astuple(fact)))) for fact in facts],
    }


def sign(root: Path, store: str, rows: Iterable[tuple[str, str]], day: str = DAY) -> None:
    """Write a store."""
    path = root / STORES / f'{store}.csv'
    path.parent.mkdir(exist_ok=True)
    with path.open('w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((key, sha256, 'rev-07', day) for key, sha256 in rows)


@pytest.fixture
def signed(specimen: Path) -> Path:
    """The specimen with one page wholly signed, the facts last."""
    for store, rows in pieces(specimen).items():
        sign(specimen, store, rows, LATER if store == 'facts' else DAY)
    return specimen


def is_draft(root: Path, page: str = PAGE) -> bool:
    """Whether a page tells that it is a draft, to readers and to search engines alike."""
    assert run(root, '--no-print', '-q').code in (0, 1)
    text = (root / 'output' / page).read_text('utf-8')
    notice, noindex = 'To besedilo še ni potrjeno.' in text, 'content="noindex' in text
    assert notice == noindex
    return noindex


def version(root: Path, page: str = PAGE) -> str:
    """What a page calls its version."""
    assert run(root, '--no-print', '-q').code == 0
    text = (root / 'output' / page).read_text('utf-8')
    return re.findall(r'<bdi dir="ltr">([^<]*)</bdi></p>\n</div></footer>', text)[0]


def test_a_page_is_a_draft_until_it_is_signed(specimen: Path) -> None:
    assert is_draft(specimen)


def test_a_page_that_is_wholly_signed_is_no_draft(signed: Path) -> None:
    assert not is_draft(signed)


def test_other_pages_stay_drafts(signed: Path) -> None:
    assert is_draft(signed, 'sl/adult/help/index.html')


def test_the_version_is_the_date_of_the_newest_signature(signed: Path) -> None:
    assert version(signed) == LATER


def test_the_version_of_a_draft_says_so(specimen: Path) -> None:
    assert re.fullmatch(r'draft-[0-9a-f]{6}', version(specimen))


def test_the_version_of_a_draft_follows_its_text(specimen: Path, edit: Edit) -> None:
    before = version(specimen)
    edit('locales/sl.po', 'Vprašajte, kdo je tam.', 'Vprašajte, kdo je tukaj.')
    assert version(specimen) != before


@pytest.mark.parametrize('store', ['sl', 'en', 'facts'])
def test_translation_source_and_facts_must_all_be_signed(signed: Path, store: str) -> None:
    (signed / STORES / f'{store}.csv').unlink()
    assert is_draft(signed)


@pytest.mark.parametrize('store', ['sl', 'en', 'facts'])
def test_one_unsigned_piece_makes_a_draft(signed: Path, store: str) -> None:
    sign(signed, store, pieces(signed)[store][1:])
    assert is_draft(signed)


@pytest.mark.parametrize(
    ('file', 'old', 'new'),
    [
        ('locales/sl.po', 'Vprašajte, kdo je tam.', 'Vprašajte, kdo je tukaj.'),
        ('content/facts.toml', '080 17 22', '080 17 23'),
        ('content/facts.toml', '+386801722', '+386801723'),
        ('content/topics/rights/adult.md', 'Ask who is there.', 'Ask who is here.'),
    ],
)
def test_what_changed_after_it_was_signed_is_a_draft(
    signed: Path, file: str, old: str, new: str
) -> None:
    replace(signed / file, old, new)
    assert is_draft(signed)


def test_every_field_of_a_fact_is_signed(signed: Path) -> None:
    text = (signed / 'content/facts.toml').read_text('utf-8')
    text = text.replace('source = "a specimen"', 'source = "hearsay"', 1)
    (signed / 'content/facts.toml').write_text(text, 'utf-8')
    assert is_draft(signed)


def test_a_text_signed_for_adults_is_not_signed_for_children() -> None:
    adult, child = Message('Call us.'), Message('Call us.', 'child')
    assert key_of(adult) != key_of(child)


def test_parts_do_not_run_together() -> None:
    assert digest('ab', 'c') != digest('a', 'bc')


@pytest.mark.parametrize(
    'line',
    ['abc', 'a,b,c', 'a,b,c,d', 'a,b,rev-07,5. 11. 2026', 'a,b,rev-07,2026-13-01', 'a,b,c,d,e', ''],
)
def test_a_line_that_is_no_signature_is_told_with_its_place(signed: Path, line: str) -> None:
    path = signed / STORES / 'sl.csv'
    rows = path.read_text('utf-8').splitlines()
    path.write_text('\n'.join([*rows, line, '']), 'utf-8')
    ran = run(signed, 'check')
    assert ran.code == 1
    assert f'locales/signatures/sl.csv:{len(rows) + 1}: error signature' in ran.err


def test_a_bad_line_holds_back_no_other_signature(signed: Path) -> None:
    path = signed / STORES / 'sl.csv'
    path.write_text(path.read_text('utf-8') + 'what\n', 'utf-8')
    assert not is_draft(signed)


def test_a_store_without_its_heading_signs_nothing(signed: Path) -> None:
    path = signed / STORES / 'sl.csv'
    path.write_text(path.read_text('utf-8').partition('\n')[2], 'utf-8')
    assert is_draft(signed)
