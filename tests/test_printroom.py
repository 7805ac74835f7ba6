"""What is printed, in which form, and what is taken again from before."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import NoReturn

import pikepdf
import pypdfium2
import pytest
from conftest import Edit, replace, run, snapshot
from PIL import Image
from pypdfium2 import raw

from kljuc import imposing, printing, printroom
from kljuc.printing import _Fit
from kljuc.printroom import unknown
from kljuc.sheets import Job
from kljuc.site import Sheet

TAGS = ('sl', 'en', 'ar')
AGES = ('adult', 'child')
A5, A4 = (148, 210), (297, 210)
CROP = 8  # millimetres around a sheet for a print shop: room for its crop marks
FORMS = {  # the size of its sides and how many they are
    '': (A5, 2), 'press': ((148 + 2 * CROP, 210 + 2 * CROP), 2), '2up': (A4, 2), 'single': (A4, 1),
    'with-sl': (A4, 2), 'with-en': (A4, 2),
}  # fmt: skip
MM = 72 / 25.4


def forms(tag: str) -> dict[str, str]:
    """Every variant that a language has, with what stands before it in its path."""
    made = {'': '', 'bw': '', 'press': ''}
    for form in ('2up', 'single', 'with-sl', 'with-en'):
        if form != f'with-{tag}':  # with itself it would be two up
            made |= {form: 'impose/', f'{form}-bw': 'impose/'}
    return made


def path_of(tag: str, age: str, variant: str) -> str:
    """Where a sheet lies in output/."""
    name = '-'.join(filter(None, ['pocket', age, variant, tag]))
    return f'print/{tag}/{forms(tag)[variant]}{name}.pdf'


def pdfs(output: dict[str, bytes]) -> set[str]:
    """The sheets of single languages."""
    return {path for path in output if path.endswith('.pdf') and '/all/' not in path}


def every(variant: str, *tags: str) -> set[str]:
    """The sheets of one variant."""
    return {path_of(tag, age, variant) for tag in tags or TAGS for age in AGES}


@pytest.fixture(scope='module')
def everything(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specimen in all its variants; to look at, not to change."""
    root = Path(shutil.copytree(built, tmp_path_factory.mktemp('everything') / 'specimen'))
    ran = run(root, '--all-variants')
    assert ran.code == 0, ran.err
    return root


@pytest.fixture
def again(built: Path, tmp_path: Path) -> Path:
    """A copy of the specimen that was built before, with what it printed kept."""
    return Path(shutil.copytree(built, tmp_path / 'again'))


# ------------------------------------------------------------ what is chosen


def test_a_choice_makes_what_was_chosen_and_nothing_else(specimen: Path) -> None:
    ran = run(specimen, 'sheets', '--lang', 'ar', '--sheet', 'pocket', '--variant', 'bw')
    assert (ran.code, 'print     2 sheets, 0 of them from the cache' in ran.err) == (0, True)
    assert pdfs(snapshot(specimen / 'output')) == every('bw', 'ar')


def test_a_choice_keeps_what_was_made_before(again: Path) -> None:
    before = snapshot(again / 'output')
    ran = run(again, 'sheets', '--lang', 'ar', '--sheet', 'pocket', '--variant', 'bw')
    assert (ran.code, 'publish   0 of' in ran.err, 'removed' in ran.last) == (0, True, False)
    assert snapshot(again / 'output') == before


def test_a_choice_makes_again_what_was_lost(again: Path) -> None:
    before = snapshot(again / 'output')
    for path in every('bw', 'ar'):
        (again / 'output' / path).unlink()
    assert run(again, 'sheets', '--lang', 'ar', '--variant', 'bw').code == 0
    assert snapshot(again / 'output') == before


def test_a_choice_leaves_nothing_that_is_out_of_date(again: Path) -> None:
    """The text of one sheet changed: it is made anew in what was chosen, its other looks go."""
    before = snapshot(again / 'output')
    replace(again / 'locales/ar.po', 'msgstr "طبيب."', 'msgstr "طبيبة."')
    assert run(again, 'sheets', '--lang', 'ar', '--variant', 'bw').code == 0
    after = snapshot(again / 'output')
    assert pdfs(before) - pdfs(after) == {path_of('ar', 'adult', '')}
    changed = {path for path in pdfs(after) if after[path] != before[path]}
    assert changed == {path_of('ar', 'adult', 'bw')}


def test_without_printing_what_is_still_right_is_kept(again: Path) -> None:
    before = snapshot(again / 'output')
    assert run(again, '--no-print').code == 0
    assert snapshot(again / 'output') == before


@pytest.mark.parametrize(
    ('variant', 'wanted'),
    [
        ('colour', {''}),
        ('press', {'press'}),
        ('2up', {'2up', '2up-bw'}),
        ('2up-bw', {'2up-bw'}),
        ('single,bw', {'single', 'single-bw', 'bw'}),
    ],
)
def test_a_variant_is_made_with_its_looks_alone(
    specimen: Path, variant: str, wanted: set[str]
) -> None:
    assert run(specimen, 'sheets', '--lang', 'en', '--variant', variant).code == 0
    made = pdfs(snapshot(specimen / 'output'))
    assert made == {path for each in wanted for path in every(each, 'en')}


def test_a_variant_that_one_of_two_sheets_lacks_is_made_of_the_other() -> None:
    two = [
        Sheet('card', 'Card', 1, 'card', {}),
        Sheet('pocket', 'P', 2, 'A5', {}, variants=('2up',)),
    ]
    (one,) = unknown(two, ['card', 'pocket'], ['2up'])
    assert (one.file, one.scope) == ('content/flyers/card/flyer.toml', 'sheet')
    assert [each.scope for each in unknown(two, ['card'], ['2up'])] == ['site']
    assert list(unknown(two, ['pocket'], ['2up-bw'])) == []


def test_a_build_makes_what_an_office_prints(built: Path) -> None:
    assert pdfs(snapshot(built / 'output')) == every('') | every('bw')


# ------------------------------------------------------------ what was printed before


def test_what_was_made_before_is_not_made_again(
    everything: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(shutil.copytree(everything, tmp_path / 'it'))
    before = snapshot(root / 'output')
    shutil.rmtree(root / 'output')

    def fail(*_: object) -> NoReturn:
        pytest.fail('it is printed again')

    monkeypatch.setattr(printing, 'print_job', fail)
    monkeypatch.setattr(imposing, 'impose', fail)
    monkeypatch.setattr(printroom, 'workers', fail)
    ran = run(root, '--all-variants')
    assert (ran.code, '58 sheets, 58 of them from the cache' in ran.err) == (0, True), ran.err
    assert snapshot(root / 'output') == before


def test_an_imposed_sheet_is_made_of_what_was_printed_before(
    again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, 'print_job', lambda job: pytest.fail(f'{job.name} is printed'))
    ran = run(again, 'sheets', '--lang', 'en', '--variant', '2up')
    assert (ran.code, '4 sheets, 0 of them from the cache' in ran.err) == (0, True), ran.err


def test_what_cannot_be_printed_is_not_counted(specimen: Path, edit: Edit) -> None:
    edit('locales/ar.po', 'msgstr "طبيب."', f'msgstr "{"خطر " * 700}."')
    told = run(specimen, '--lang', 'ar').err
    assert 'print     2 sheets, 0 of them from the cache' in told
    assert 'print     2 sheets, 2 of them from the cache' in run(specimen, '--lang', 'ar').err


def test_where_the_library_breaks_off_one_sheet_is_withheld(
    specimen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = printing._measured

    def breaking(job: Job, size: float) -> _Fit:
        if job.name == 'ar pocket adult':
            raise RuntimeError('no such box')
        return real(job, size)

    monkeypatch.setattr(printing, '_measured', breaking)
    ran = run(specimen, '--json')
    (found,) = ran.json['findings']
    assert (ran.code, found['code'], found['scope']) == (1, 'weasyprint', 'sheet')
    assert 'ar pocket adult: it broke off with RuntimeError: no such box' in found['message']
    lost = {path_of('ar', 'adult', ''), path_of('ar', 'adult', 'bw')}
    assert pdfs(snapshot(specimen / 'output')) == (every('') | every('bw')) - lost


def test_the_same_input_gives_the_same_bytes_in_any_folder(
    everything: Path, tmp_path: Path
) -> None:
    """PDF, ZIP, PNG and HTML, by one process or by many."""
    root = tmp_path / 'another folder, with a longer name'
    shutil.copytree(everything, root, ignore=shutil.ignore_patterns('.cache', 'output'))
    assert run(root, '--all-variants', '--jobs', '1').code == 0
    before, after = snapshot(everything / 'output'), snapshot(root / 'output')
    endings = {path.rpartition('.')[2] for path in before}
    assert endings >= {'pdf', 'zip', 'png', 'html'}
    assert [path for path in before if after.get(path) != before[path]] == []
    assert after.keys() == before.keys()


# ------------------------------------------------------------ each variant


def test_all_variants_of_every_sheet_are_made(everything: Path) -> None:
    wanted = {path_of(tag, age, variant) for tag in TAGS for age in AGES for variant in forms(tag)}
    assert pdfs(snapshot(everything / 'output')) == wanted


@pytest.mark.parametrize('tag', TAGS)
def test_a_variant_has_its_size_and_sides(everything: Path, tag: str) -> None:
    for age in AGES:
        for variant in forms(tag):
            size, sides = FORMS[variant.removesuffix('bw').removesuffix('-')]
            with pikepdf.open(everything / 'output' / path_of(tag, age, variant)) as pdf:
                boxes = [[float(edge) / MM for edge in page.mediabox] for page in pdf.pages]
            found = [(right - left, top - bottom) for left, bottom, right, top in boxes]
            assert found == [pytest.approx(size, abs=0.1)] * sides, f'{tag} {age} {variant}'


def test_a_print_shop_gets_bleed_and_marks(everything: Path) -> None:
    """The ground goes 3 mm beyond the trimmed edge, crop marks stand outside of that."""
    for tag in TAGS:
        path = everything / 'output' / path_of(tag, 'adult', 'press')
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                media, trim, bleed = (
                    [float(edge) / MM for edge in box]
                    for box in (page.mediabox, page.trimbox, page.obj.BleedBox)
                )
                assert trim == pytest.approx([0, 0, *A5], abs=0.1)
                assert bleed == pytest.approx([-3, -3, A5[0] + 3, A5[1] + 3], abs=0.1)
                assert media == pytest.approx([-CROP, -CROP, A5[0] + CROP, A5[1] + CROP], abs=0.1)
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                ground(page.render(scale=10 / MM).to_pil().convert('L'))


def ground(picture: Image.Image) -> None:
    """A sheet for a print shop, ten points a millimetre: ground, white paper, marks at the trim."""
    width, height = (10 * (edge + 2 * CROP) for edge in A5)
    low, far = 10 * (CROP - 3), 10 * (CROP - 4)  # just inside of the bleed, and outside of it
    for middle, edge in [
        ((low + 5, height // 2), (far, height // 2)),
        ((width - low - 5, height // 2), (width - far, height // 2)),
        ((width // 2, low + 5), (width // 2, far)),
        ((width // 2, height - low - 5), (width // 2, height - far)),
    ]:
        assert 200 < picture.getpixel(middle) < 253, middle
        assert picture.getpixel(edge) == 255, edge
    for x in (10 * CROP, width - 10 * CROP):
        for y in (10, height - 10):
            assert picture.crop((x - 3, y, x + 3, y + 1)).getextrema()[0] < 128, (x, y)
    for y in (10 * CROP, height - 10 * CROP):
        for x in (10, width - 10):
            assert picture.crop((x, y - 3, x + 1, y + 3)).getextrema()[0] < 128, (x, y)


def test_imposed_sheets_do_not_claim_to_be_read_aloud(everything: Path) -> None:
    for tag in TAGS:
        for variant, folder in forms(tag).items():
            with pikepdf.open(everything / 'output' / path_of(tag, 'child', variant)) as pdf:
                claims = {'/MarkInfo', '/StructTreeRoot'} & set(pdf.Root.keys())
                told = (
                    b'pdfuaid' in pdf.Root.Metadata.read_bytes() if '/Metadata' in pdf.Root else 0
                )
                title = str(pdf.docinfo['/Title'])
            if folder:
                assert (claims, bool(told), title) == (set(), False, 'Lamp · print only'), variant
            else:
                assert (len(claims), bool(told), title) == (2, True, 'Lamp'), variant


def test_a_printer_is_told_how_to_turn_each_form(everything: Path) -> None:
    asked = {'': 'DuplexFlipLongEdge', 'press': 'DuplexFlipLongEdge', 'single': 'Simplex'}
    for tag in TAGS:
        for variant in forms(tag):
            form = variant.removesuffix('bw').removesuffix('-')
            with pikepdf.open(everything / 'output' / path_of(tag, 'adult', variant)) as pdf:
                told = pdf.Root.ViewerPreferences
                duplex = asked.get(form, 'DuplexFlipShortEdge')
                assert str(told.Duplex) == f'/{duplex}', variant
                assert str(told.PrintScaling) == '/None'
                assert str(told.Direction) == ('/R2L' if tag == 'ar' else '/L2R')


def where(path: Path, side: int, wanted: str) -> list[float]:
    """Where a text that is read from left to right begins on a side, in millimetres, each time."""
    x, y, found = raw.c_double(), raw.c_double(), []
    lines: dict[int, list[tuple[float, str]]] = {}
    with pypdfium2.PdfDocument(path) as document:
        text = document[side].get_textpage()
        for at in range(text.count_chars()):
            if not raw.FPDFText_IsGenerated(text, at):
                raw.FPDFText_GetCharOrigin(text, at, x, y)
                sign = chr(raw.FPDFText_GetUnicode(text, at))
                lines.setdefault(round(y.value), []).append((x.value / MM, sign))
    for line in map(sorted, lines.values()):
        told = ''.join(sign for _, sign in line)
        found += [line[match.start()][0] for match in re.finditer(re.escape(wanted), told)]
    return found


@pytest.mark.parametrize(('tag', 'front_left'), [('ar', True), ('en', False), ('sl', False)])
def test_a_folded_sheet_has_its_front_where_it_opens(
    everything: Path, tag: str, front_left: bool
) -> None:
    """The number to call stands on the front, the address of the publisher on the back."""
    for age in AGES:
        for look in ('', '-bw'):
            path = everything / 'output' / path_of(tag, age, f'single{look}')
            (back,) = where(path, 0, 'lamp.example')
            front = where(path, 0, '080')
            assert front
            assert {x < 148.5 for x in front} == {front_left}
            assert (back > 148.5) == front_left


@pytest.mark.parametrize(
    ('tag', 'form', 'left', 'right'),
    [
        ('ar', 'with-sl', 'slovenščina', 'arabščina'),
        ('ar', 'with-en', 'angleščina', 'arabščina'),
        ('en', 'with-sl', 'angleščina', 'slovenščina'),
        ('sl', 'with-en', 'slovenščina', 'angleščina'),
    ],
)
def test_beside_another_language_the_own_stands_where_reading_begins(
    everything: Path, tag: str, form: str, left: str, right: str
) -> None:
    for look in ('', '-bw'):
        path = everything / 'output' / path_of(tag, 'adult', form + look)
        for side in (0, 1):
            (one,), (other,) = where(path, side, left)[:1], where(path, side, right)[:1]
            assert one < 148.5 < other, (form, side)


def test_two_on_one_paper_are_the_same_on_both_halves(everything: Path) -> None:
    path = everything / 'output' / path_of('ar', 'adult', '2up')
    for side, text in ((0, '080'), (1, 'lamp.example')):
        places = sorted(where(path, side, text))
        half = len(places) // 2
        assert half
        assert places[half:] == pytest.approx([x + 148.5 for x in places[:half]], abs=0.1)


def test_imposed_black_and_white_has_no_colour(everything: Path) -> None:
    for variant, folder in forms('ar').items():
        if not folder and variant != 'bw':
            continue
        for age in AGES:
            with pypdfium2.PdfDocument(everything / 'output' / path_of('ar', age, variant)) as pdf:
                strongest = max(
                    page.render(scale=0.5).to_pil().convert('HSV').getchannel('S').getextrema()[1]
                    for page in pdf
                )
            assert (strongest <= 2) == variant.endswith('bw'), f'{variant} {age}'


def test_what_cannot_be_printed_in_one_language_stands_beside_no_other(
    specimen: Path, edit: Edit
) -> None:
    edit('locales/sl.po', 'msgstr "Zdravnika."', 'msgstr "Zdravnika 漢."')
    assert run(specimen, 'sheets', '--lang', 'ar', '--variant', 'with-sl,with-en').code == 1
    wanted = {
        path_of('ar', age, f'{form}{look}')
        for age in AGES for form in ('with-sl', 'with-en') for look in ('', '-bw')
        if (age, form) != ('adult', 'with-sl')
    }  # fmt: skip
    assert pdfs(snapshot(specimen / 'output')) == wanted


# ------------------------------------------------------------ many sheets in one file


@pytest.mark.parametrize('tag', TAGS)
@pytest.mark.parametrize('name', ['built', 'everything'])
def test_the_zip_of_a_language_holds_its_sheets(
    request: pytest.FixtureRequest, name: str, tag: str
) -> None:
    output = snapshot(request.getfixturevalue(name) / 'output')
    home = f'print/{tag}/'
    with zipfile.ZipFile(io.BytesIO(output[f'{home}sheets-{tag}.zip'])) as archive:
        held = {f'{home}{each}': archive.read(each) for each in archive.namelist()}
        assert archive.testzip() is None
        days = {each.date_time for each in archive.infolist()}
    assert held == {path: output[path] for path in pdfs(output) if path.startswith(home)}
    assert days == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize('age', AGES)
def test_one_sheet_in_all_languages_has_a_bookmark_for_each(built: Path, age: str) -> None:
    path = built / f'output/print/all/pocket-{age}-all.pdf'
    with pikepdf.open(path) as pdf:
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert len(pdf.pages) == 2 * len(TAGS)
        assert '/StructTreeRoot' not in pdf.Root
    assert titles == ['slovenščina · Slovenian', 'angleščina · English', 'arabščina · Arabic']
    with pypdfium2.PdfDocument(path) as document:
        starts = {item.get_title(): item.get_dest().get_index() for item in document.get_toc()}
    assert starts == {title: 2 * number for number, title in enumerate(titles)}
    for title, start in starts.items():
        assert where(path, start, title.partition(' ')[0]), title
        assert where(path, start, '080'), title
        assert where(path, start + 1, 'lamp.example'), title


def test_one_sheet_in_all_languages_shows_those_that_are_there(specimen: Path, edit: Edit) -> None:
    edit('locales/ar.po', 'msgstr "طبيب."', 'msgstr "طبيب 漢."')
    assert run(specimen).code == 1
    with pikepdf.open(specimen / 'output/print/all/pocket-adult-all.pdf') as pdf:
        assert len(pdf.pages) == 4


def test_small_pictures_show_the_fronts(built: Path) -> None:
    for tag in TAGS:
        for age in AGES:
            data = (built / f'output/print/{tag}/pictures/pocket-{age}.png').read_bytes()
            assert data.startswith(b'\x89PNG\r\n\x1a\n')
            width, height = (int.from_bytes(data[at : at + 4], 'big') for at in (16, 20))
            assert height == 240
            assert width == pytest.approx(240 * 148 / 210, abs=1)
            assert len(data) < 25_000


# ------------------------------------------------------------ recalls


def test_what_must_be_thrown_away_is_told_where_it_is_printed(specimen: Path) -> None:
    """On the page for all, and on those of the languages that it concerns."""
    (specimen / 'content/recalls.toml').write_text(
        '[[recall]]\nbefore = "2026-11-05"\nwhy = "The number was wrong."\nlanguages = ["ar"]\n'
        'sheets = ["pocket"]\n', 'utf-8',
    )  # fmt: skip
    assert run(specimen).code == 0
    told = {
        path: bool(re.search(r'The number was wrong\.', (specimen / 'output' / path).read_text()))
        for path in ['print/index.html', *(f'print/{tag}/index.html' for tag in TAGS)]
    }
    assert told == {
        'print/index.html': True, 'print/ar/index.html': True, 'print/sl/index.html': False,
        'print/en/index.html': False,
    }  # fmt: skip
    assert '2026-11-05' in (specimen / 'output/print/ar/index.html').read_text('utf-8')
