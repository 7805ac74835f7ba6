"""Signing, what is left to sign, the review sheet, and a release of what is wholly signed."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pypdfium2
import pytest
from conftest import Edit, replace, run, snapshot

from kljuc import build, signatures
from kljuc.editions import MACHINE

BY = ('--by', 'rev-07')
DAY, LATER = '2026-10-01', '2026-11-05'
FIRST = 'locales/sl.po'
STORE = 'locales/signatures'


def sign(root: Path, what: str, *more: str, day: str = DAY) -> str:
    """Sign on a day; gives what was told."""
    ran = run(root, 'sign', what, *BY, '--today', day, *more)
    assert ran.code == 0, ran.err
    return ran.err


def rows(root: Path, store: str) -> dict[str, list[str]]:
    """What a store holds, by key."""
    path = root / f'{STORE}/{store}.csv'
    if not path.is_file():
        return {}
    return {row[0]: row for row in list(csv.reader(path.read_text('utf-8').splitlines()))[1:]}


def row(root: Path, code: str = 'sl') -> dict[str, object]:
    """A language's row of the status."""
    found = run(root, 'status', '--json', '--today', LATER).json['languages']
    return next(each for each in found if each['language'] == code)


def release(root: Path, day: str = LATER) -> tuple[int, str]:
    """Release on a day, pages alone."""
    ran = run(root, '--release', '--no-print', '--today', day)
    return ran.code, ran.err


@pytest.fixture
def signed(specimen: Path) -> Path:
    """The specimen with everything signed in Slovenian."""
    for what in ('facts', 'en', 'sl'):
        sign(specimen, what)
    return specimen


# ------------------------------------------------------------ what a signature is


def test_a_signature_names_the_piece_the_reviewer_and_the_day(specimen: Path) -> None:
    told = sign(specimen, 'sl', '--message', 'Talk to us')
    (only,) = rows(specimen, 'sl').values()
    assert (only[2:], len(only[0]), len(only[1])) == (['rev-07', DAY], 12, 64)
    assert '1 signed by rev-07, 0 were signed before' in told


def test_all_that_is_translated_is_signed(specimen: Path) -> None:
    sign(specimen, 'sl')
    assert row(specimen)['signed'] == row(specimen)['messages']


def test_what_is_not_translated_cannot_be_signed(specimen: Path) -> None:
    replace(specimen / FIRST, 'msgstr "Vprašajte, kdo je tam."', 'msgstr ""')
    assert '1 are not translated, and not signed.' in sign(specimen, 'sl')


def test_what_a_check_refused_cannot_be_signed(specimen: Path) -> None:
    replace(specimen / FIRST, 'msgstr "Vprašajte, kdo je tam."', 'msgstr "Vprašajte <b>."')
    assert '1 are not translated' in sign(specimen, 'sl')


@pytest.mark.parametrize(
    ('choice', 'inside', 'outside'),
    [
        (['--tier', 'core'], 'Talk to us', 'Ask who is there.'),
        (['--topic', 'rights'], 'Ask who is there.', 'Talk to us'),
        (['--topic', 'call'], 'Talk to us', 'Ask who is there.'),
        (['--topic', 'pocket', '--age', 'adult'], 'A doctor.', 'Talk to us'),
        (['--age', 'adult'], 'Ask who is there.', 'Who can help'),
        (['--message', 'Talk to us'], 'Talk to us', 'Ask who is there.'),
    ],
    ids=' '.join,
)
def test_a_part_can_be_signed_alone(
    specimen: Path, choice: list[str], inside: str, outside: str
) -> None:
    sign(specimen, 'sl', *choice)
    site = build.load(specimen).site
    keys = {m.source: signatures.key_of(m) for m in site.messages()}
    assert keys[inside] in rows(specimen, 'sl')
    assert keys[outside] not in rows(specimen, 'sl')


def test_a_message_can_be_named_by_its_key(specimen: Path) -> None:
    sign(specimen, 'sl', '--message', 'Talk to us')
    (key,) = rows(specimen, 'sl')
    (specimen / f'{STORE}/sl.csv').unlink()
    sign(specimen, 'sl', '--message', key)
    assert list(rows(specimen, 'sl')) == [key]


def test_the_source_text_is_signed_as_a_language_is(specimen: Path) -> None:
    sign(specimen, 'en')
    assert row(specimen, 'en')['signed'] == row(specimen, 'en')['messages']


def test_a_fact_can_be_signed_alone(specimen: Path) -> None:
    sign(specimen, 'facts', '--message', 'phone_lamp')
    assert list(rows(specimen, 'facts')) == ['phone_lamp']


# ------------------------------------------------------------ what changes one


def test_an_edit_unsigns_what_it_touched_and_nothing_else(signed: Path, edit: Edit) -> None:
    before = row(signed)
    edit(FIRST, 'Vprašajte, kdo je tam.', 'Vprašajte, kdo je tukaj.')
    assert before['signed'] - row(signed)['signed'] == 1


def test_a_changed_source_text_unsigns_it_in_every_language(signed: Path, edit: Edit) -> None:
    edit('content/topics/rights/adult.md', 'Ask who is there.', 'Ask who is here.')
    run(signed, 'update')
    for code in ('en', 'sl'):
        assert row(signed, code)['messages'] - row(signed, code)['signed'] == 1


def test_a_save_that_changes_no_wording_unsigns_nothing(signed: Path) -> None:
    path = signed / FIRST
    text = path.read_text('utf-8').replace('msgstr "Vprašajte, kdo', 'msgstr ""\n"Vprašajte, kdo')
    text = text.replace(
        'msgid ""\nmsgstr ""\n', 'msgid ""\nmsgstr ""\n"X-Generator: Poedit\\n"\n', 1
    )
    path.write_text(text, 'utf-8')
    assert row(signed)['signed'] == row(signed)['messages']


def test_signing_again_changes_nothing(signed: Path) -> None:
    before = snapshot(signed / 'locales')
    assert '0 signed by rev-07' in sign(signed, 'sl', day=LATER)
    assert snapshot(signed / 'locales') == before


def test_a_fact_is_confirmed_anew(signed: Path) -> None:
    sign(signed, 'facts', day=LATER)
    assert {each[3] for each in rows(signed, 'facts').values()} == {LATER}


def test_a_new_signature_takes_the_place_of_the_old_one(signed: Path, edit: Edit) -> None:
    edit(FIRST, 'Vprašajte, kdo je tam.', 'Vprašajte, kdo je tukaj.')
    count = len(rows(signed, 'sl'))
    assert '1 signed by rev-07' in sign(signed, 'sl', day=LATER)
    assert len(rows(signed, 'sl')) == count


def test_other_signatures_stay_as_they_are(signed: Path) -> None:
    before = (signed / f'{STORE}/sl.csv').read_text('utf-8')
    replace(signed / FIRST, 'Vprašajte, kdo je tam.', 'Vprašajte, kdo je tukaj.')
    sign(signed, 'sl', day=LATER)
    after = (signed / f'{STORE}/sl.csv').read_text('utf-8')
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    assert sum(old != new for old, new in pairs) == 1


def test_signing_takes_off_the_mark_of_the_machine(specimen: Path) -> None:
    path = specimen / 'locales/ar.po'
    text = path.read_text('utf-8')
    assert f'# {MACHINE}\n' in text
    path.write_text(f'# Machine draft of 2026: nobody read it.\n# Keep.\n{text}', 'utf-8')
    sign(specimen, 'ar', '--message', 'Talk to us')
    left = path.read_text('utf-8')
    assert (left.count(f'# {MACHINE}\n'), 'Machine draft of' in left) == (
        text.count(f'# {MACHINE}\n') - 1, True,
    )  # fmt: skip
    sign(specimen, 'ar')
    left = path.read_text('utf-8')
    assert (f'# {MACHINE}' in left, 'Machine draft of' in left, '# Keep.' in left) == (
        False, False, True,
    )  # fmt: skip


def test_the_page_calls_itself_no_machine_draft_any_more(specimen: Path) -> None:
    page = specimen / 'output/ar/adult/rights/index.html'
    told = []
    for what in (None, 'ar'):
        if what:
            sign(specimen, what)
        assert run(specimen, '--no-print').code == 0
        told.append('ترجم حاسوب' in page.read_text('utf-8'))
    assert told == [True, False]


# ------------------------------------------------------------ wrong use


@pytest.mark.parametrize(
    ('words', 'says'),
    [
        (['sl', '--by', 'Ana Novak'], 'never a name'),
        (['sl', '--by', 'Ana'], 'such as rev-07'),
        (['xx', *BY], 'there is no language "xx". Known are sl, en, ar, facts.'),
        (['sl', *BY, '--topic', 'rihgts'], 'Known are call, help, rights, pocket.'),
        (['sl', *BY, '--age', 'old'], 'Known are adult, child'),
        (['sl', *BY, '--message', 'No such text'], 'nothing is chosen'),
    ],
)
def test_a_wrong_use_is_told_and_signs_nothing(specimen: Path, words: list[str], says: str) -> None:
    before = snapshot(specimen)
    ran = run(specimen, 'sign', *words)
    assert (ran.code, says in ran.err) == (1, True), ran.err
    assert snapshot(specimen) == before


@pytest.mark.parametrize(
    'words', [['sign'], ['sign', 'sl'], ['review'], ['check', 'sl'], ['--today', 'now']]
)
def test_what_cannot_be_understood_ends_with_2(specimen: Path, words: list[str]) -> None:
    assert run(specimen, *words).code == 2


def test_no_name_gets_into_output(signed: Path) -> None:
    assert run(signed, '--no-print').code == 0
    assert all(b'rev-07' not in data for data in snapshot(signed / 'output').values())


# ------------------------------------------------------------ status


def test_the_status_counts_what_is_signed(specimen: Path) -> None:
    sign(specimen, 'sl', '--tier', 'core')
    found = row(specimen)
    assert 0 < found['core_signed'] == found['core'] == found['signed'] < found['messages']


def test_the_status_counts_questions_and_machine_drafts(specimen: Path) -> None:
    replace(specimen / 'locales/ar.po', 'msgid "Ask who is there."',
            '# ? which word\nmsgid "Ask who is there."')  # fmt: skip
    found = row(specimen, 'ar')
    assert (found['questions'], found['machine'] > 0) == (1, True)


def test_the_status_says_what_is_withheld_and_why(specimen: Path) -> None:
    replace(specimen / FIRST, 'msgstr "Zdravnika."', 'msgstr ""')
    assert any('sheet pocket adult: 1 of' in why for why in row(specimen)['withheld'])


@pytest.mark.parametrize(
    ('day', 'due'), [('2026-10-02', False), ('2027-02-27', False), ('2027-02-28', True)]
)
def test_a_number_is_to_be_called_from_day_150_on(signed: Path, day: str, due: bool) -> None:
    told = run(signed, 'status', '--today', day).out
    assert ('call for a test: 080 17 22' in told) == due


def test_a_number_that_nobody_confirmed_is_to_be_called(specimen: Path) -> None:
    told = run(specimen, 'status').out
    assert re.search(r'call for a test: 080 17 22 \(.*\), not confirmed yet', told)


def test_the_status_is_a_page_for_people_too(specimen: Path) -> None:
    assert run(specimen, 'status').code == 0
    page = (specimen / 'status/index.html').read_text('utf-8')
    assert all(word in page for word in ('slovenščina', 'العربية', '080 17 22', 'sign facts'))
    assert not (specimen / 'output').exists()


# ------------------------------------------------------------ the review sheet


def test_a_review_sheet_has_every_message_and_room_to_write(specimen: Path) -> None:
    assert run(specimen, 'review', 'ar').code == 0
    page = (specimen / 'status/review-ar.html').read_text('utf-8')
    assert page.count('<td class="n">') == row(specimen, 'ar')['messages']
    assert all(word in page for word in ('Remark', 'Back-translation', 'Date', 'Ask who is there.'))
    assert 'lang="ar" dir="rtl"' in page


def test_a_review_sheet_can_be_printed(specimen: Path) -> None:
    assert run(specimen, 'review', 'ar', '--tier', 'core').code == 0
    pdf = pypdfium2.PdfDocument(specimen / 'status/review-ar-core.pdf')
    width, height = pdf[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    assert 'Talk to us' in pdf[0].get_textpage().get_text_bounded()
    pdf.close()


def test_a_review_sheet_shows_questions_and_numbers(specimen: Path) -> None:
    replace(specimen / 'locales/ar.po', 'msgid "Ask who is there."',
            '# ? which word\nmsgid "Ask who is there."')  # fmt: skip
    assert run(specimen, 'review', 'ar').code == 0
    page = (specimen / 'status/review-ar.html').read_text('utf-8')
    assert ('? which word' in page, 'tel:113' in page) == (True, True)


def test_a_review_of_an_unknown_language_says_which_there_are(specimen: Path) -> None:
    ran = run(specimen, 'review', 'xx')
    assert (ran.code, 'Known are sl, en, ar' in ran.err) == (1, True)


# ------------------------------------------------------------ release


def test_with_nothing_signed_nothing_is_released(built: Path, tmp_path: Path) -> None:
    before = snapshot(built / 'output')
    code, told = release(built)
    assert (code, snapshot(built / 'output') == before) == (1, True)
    steps = [told.index(f'{n}. ') for n in (1, 2, 3)]
    assert steps == sorted(steps)
    assert 'sign facts' in told.splitlines()[-4]


def test_what_is_wholly_signed_is_released_and_nothing_else(signed: Path) -> None:
    code, told = release(signed)
    made = snapshot(signed / 'output')
    assert (code, 'sl/adult/rights/index.html' in made) == (0, True), told
    assert not any(path.startswith('ar/') for path in made)
    assert b'hreflang="ar"' not in made['index.html']
    assert all(b'noindex' not in data for path, data in made.items() if path.startswith('sl/'))


def test_an_unsigned_word_holds_back_its_page_alone(signed: Path, edit: Edit) -> None:
    edit(FIRST, 'Vprašajte, kdo je tam.', 'Vprašajte, kdo je tukaj.')
    _, told = release(signed)
    made = snapshot(signed / 'output')
    assert ('sl/adult/help/index.html' in made, 'sl/adult/rights/index.html' in made) == (
        True, False,
    )  # fmt: skip
    assert 'pieces are not signed' in told


@pytest.mark.parametrize(('day', 'code'), [('2027-03-30', 0), ('2027-03-31', 1)])
def test_a_confirmation_holds_180_days(signed: Path, day: str, code: int) -> None:
    assert release(signed, day)[0] == code


def test_a_fact_may_hold_longer(signed: Path) -> None:
    facts = signed / 'content/facts.toml'
    text = facts.read_text('utf-8')
    facts.write_text(text.replace('source =', 'confirm_days = 400\nsource ='), 'utf-8')
    sign(signed, 'facts')
    assert release(signed, '2027-10-01')[0] == 0


def test_a_draft_does_not_write_over_a_release(signed: Path) -> None:
    assert release(signed)[0] == 0
    before = snapshot(signed / 'output')
    ran = run(signed, '--no-print')
    assert (ran.code, snapshot(signed / 'output') == before) == (1, True)
    assert f'the release of {LATER}' in ran.err
    assert run(signed, '--no-print', '--draft').code == 0
    assert run(signed, '--no-print').code == 0


def test_a_release_takes_no_help_offline(signed: Path, edit: Edit) -> None:
    assert release(signed)[0] == 0
    before = snapshot(signed / 'output')
    edit(FIRST, 'Vprašajte, kdo je tam.', 'Vprašajte, kdo je tukaj.')
    code, told = release(signed)
    assert (code, snapshot(signed / 'output') == before) == (1, True)
    assert 'sl/adult/rights/index.html' in told
    sign(signed, 'sl', day=LATER)
    assert release(signed)[0] == 0
