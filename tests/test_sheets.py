"""The sheets as a printer gets them: every one on paper as its template and its age promise.

Looked at are the specimen, a fixed sample of the real texts in whatever of it is translated, and,
marked as a proof, all of the real texts.
"""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from conftest import Edit, run
from PIL import Image, ImageFilter
from pypdfium2 import raw
from verapdf import validate

from kljuc import build
from kljuc.build import Project
from kljuc.editions import Edition
from kljuc.languages import Language
from kljuc.printing import STEP, print_job, warm_up
from kljuc.sheets import Job
from kljuc.site import HOME, PAPER
from kljuc.site import Sheet as Format

SAMPLE = ('en', 'sl', 'ar', 'ur', 'ti', 'zh_Hans')
SMALLEST = {'adult': 12.0, 'adolescent': 12.0, 'child': 14.0, 'helper': 11.0}
DUPLEX = {
    'simplex': '/Simplex', 'long-edge': '/DuplexFlipLongEdge',
    'short-edge': '/DuplexFlipShortEdge',
}  # fmt: skip
STAFF = 8.0  # the lines that staff read
DRAFT = 'OSNUTEK – NE DELITI · DRAFT – DO NOT HAND OUT'
HUGE = 40.0  # no sheet fits at this size, so the fit has to stop before


class Letter(NamedTuple):
    """A sign on paper: its size and the point where it begins, in points."""

    sign: str
    size: float
    x: float
    y: float


@dataclass(frozen=True)
class Sheet:
    """A sheet in output/ in one of its looks, and what it was made of."""

    file: Path
    job: Job
    look: str
    format: Format
    project: Project

    def __str__(self) -> str:
        return self.job.path(self.look)

    @property
    def language(self) -> Language:
        """Its own, or that of staff where all languages stand on it."""
        table = self.project.site.languages.values()
        return next((each for each in table if each.tag == self.job.tag), self.project.site.staff)

    @property
    def edition(self) -> Edition:
        """What it rests on; of many languages, the first."""
        assert self.project.shelf
        every = self.project.shelf.sheets
        wanted = (self.language.code, self.job.age, self.job.slug)
        return every.get(wanted) or next(e for k, e in every.items() if k[2] == self.job.slug)

    @property
    def card(self) -> bool:
        """Cut from a larger paper, small enough for a purse."""
        return self.format.paper in ('card', 'ID-1')

    @property
    def smallest(self) -> float:
        """The smallest type that a reader of it is shown, in points."""
        return self.format.smallest or SMALLEST[self.edition.name[1]]

    @cached_property
    def html(self) -> str:
        """What was placed on its sides."""
        return self.job.place.partition('<body')[2]

    @cached_property
    def numbers(self) -> list[str]:
        """Whatever has a digit and is kept apart from the text around it: telephones, hours."""
        isolated = re.findall(r'<bdi[^>]* ?dir="ltr"[^>]*>(.*?)</bdi>', self.html)
        return [words(text) for text in isolated if re.search(r'\d', words(text))]

    @cached_property
    def codes(self) -> int:
        """How many QR codes stand on it."""
        return self.html.count('src="data:image/svg+xml')

    @cached_property
    def texts(self) -> list[str]:
        """What poppler reads on each side."""
        command = ['pdftotext', str(self.file), '-']
        told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        return [words(side) for side in told.split('\f')[:-1]]

    @cached_property
    def letters(self) -> list[list[Letter]]:
        """The signs on each side."""
        with pypdfium2.PdfDocument(self.file) as document:
            return [list(letters(page)) for page in document]

    @cached_property
    def sides(self) -> int:
        """How many there are."""
        with pikepdf.open(self.file) as pdf:
            return len(pdf.pages)

    def picture(self, side: int, dpi: int) -> Image.Image:
        """A side as it comes out of a printer."""
        with pypdfium2.PdfDocument(self.file) as document:
            return document[side].render(scale=dpi / 72).to_pil().convert('L')


def words(text: str) -> str:
    """A text without tags, marks of direction and kinds of space."""
    plain = unescape(re.sub(r'<[^>]*>', '', text))
    shown = ''.join(sign for sign in plain if unicodedata.category(sign) != 'Cf')
    return ' '.join(shown.split())


def letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    """The signs that stand on a page; not the spaces and line ends that PDFium adds."""
    text = page.get_textpage()
    x, y, matrix = raw.c_double(), raw.c_double(), raw.FS_MATRIX()
    for at in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text, at))
        if raw.FPDFText_IsGenerated(text, at) or sign.isspace():
            continue
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetMatrix(text, at, matrix)
        size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
        yield Letter(sign, round(size, 2), x.value, y.value)


def sheets_of(root: Path) -> list[Sheet]:
    """The sheets that were built in a project, single ones in every look."""
    project = build.load(root)
    build.translate(project)
    _, jobs = build.render(project)
    formats = {each.slug: each for each in project.site.sheets}
    return [
        Sheet(file, job, look, formats[job.slug], project)
        for job in jobs for look in job.looks
        if (file := root / 'output' / job.path(look)).is_file()
    ]  # fmt: skip


def copied(folder: Path) -> Path:
    """The real texts, with no sheet printed before."""
    for name in ('content', 'locales'):
        shutil.copytree(HOME / name, folder / name)
    return folder


@pytest.fixture(scope='module')
def specimens(built: Path) -> list[Sheet]:
    """Two ages in three languages, in colour and in black and white."""
    found = sheets_of(built)
    assert len(found) == 12
    return found


@pytest.fixture(scope='module')
def sample(tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    """Every real sheet in some languages of several scripts."""
    root = copied(tmp_path_factory.mktemp('sample'))
    ran = run(root, '--lang', ','.join(SAMPLE))
    assert ran.code == 0, ran.err
    found = sheets_of(root)
    formats = {sheet.slug for sheet in found[0].project.site.sheets}
    assert {sheet.job.slug for sheet in found} == formats
    return found


@pytest.fixture(scope='module')
def real(tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    """Every real sheet."""
    root = copied(tmp_path_factory.mktemp('real'))
    ran = run(root)
    assert ran.code == 0, ran.err
    return sheets_of(root)


@pytest.fixture(params=['specimens', 'sample', pytest.param('real', marks=pytest.mark.proof)])
def sheets(request: pytest.FixtureRequest) -> list[Sheet]:
    """Each set of sheets."""
    return request.getfixturevalue(request.param)


# ------------------------------------------------------------ the file


def test_a_sheet_has_the_sides_and_the_size_of_its_format(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        width, height = (length / 25.4 * 72 for length in PAPER[sheet.format.paper])
        with pikepdf.open(sheet.file) as pdf:
            sizes = [tuple(map(float, page.mediabox)) for page in pdf.pages]
        assert sizes == [pytest.approx((0, 0, width, height), abs=0.1)] * len(sizes), sheet
        runs_on = not sheet.job.rooms
        assert runs_on or len(sizes) == (1 if sheet.format.duplex == 'simplex' else 2), sheet


@pytest.fixture
def untagged(specimens: list[Sheet], tmp_path: Path) -> Path:
    """A sheet that tells a screen reader nothing."""
    path = tmp_path / 'untagged.pdf'
    with pikepdf.open(specimens[0].file) as pdf:
        del pdf.Root.StructTreeRoot, pdf.Root.MarkInfo
        pdf.save(path)
    return path


def test_sheets_are_pdf_ua(specimens: list[Sheet], sample: list[Sheet], untagged: Path) -> None:
    plain = [sheet for sheet in [*specimens, *sample] if not sheet.look]
    bw = [sheet for sheet in sample if sheet.look and sheet.language.code == 'ar']
    files = [sheet.file for sheet in [*plain, *bw]]
    verdicts = validate([*files, untagged])
    assert verdicts.pop(untagged), 'nothing is told of a file without tags'
    assert verdicts == {file: [] for file in files}


@pytest.mark.proof
def test_every_real_sheet_is_pdf_ua(real: list[Sheet]) -> None:
    files = [sheet.file for sheet in real]
    assert validate(files) == {file: [] for file in files}


def test_a_printer_is_told_how_to_print(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        with pikepdf.open(sheet.file) as pdf:
            asked = {key: str(pdf.Root.ViewerPreferences[key]) for key in
                     ('/Direction', '/PrintScaling', '/Duplex')}  # fmt: skip
            rtl = sheet.language.dir == 'rtl'
            assert asked == {
                '/Direction': '/R2L' if rtl else '/L2R',
                '/PrintScaling': '/None',
                '/Duplex': DUPLEX[sheet.format.duplex],
            }, sheet
            labels = [str(number) for number in range(1, sheet.sides + 1)]
            assert [page.label for page in pdf.pages] == labels, sheet
            assert '/PageLabels' in pdf.Root


def test_a_file_says_its_language(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        with pikepdf.open(sheet.file) as pdf:
            assert str(pdf.Root.Lang) == sheet.language.tag, sheet


def tagged(element: pikepdf.Object) -> Iterator[str]:
    """The languages that parts of a structure tree say they are in."""
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from tagged(each)
    elif isinstance(element, pikepdf.Dictionary) and '/S' in element:
        if '/Lang' in element:
            yield str(element.Lang)
        if '/K' in element:
            yield from tagged(element.K)


def test_every_part_in_another_language_says_which(sheets: list[Sheet]) -> None:
    """A part that runs over two lines is two parts in the file."""
    for sheet in sheets:
        wanted = Counter(re.findall(r'<\w+[^>]* lang="([\w-]+)"', sheet.html))
        with pikepdf.open(sheet.file) as pdf:
            found = Counter(tagged(pdf.Root.StructTreeRoot.K))
        assert wanted['sl'] >= 1, sheet
        assert wanted <= found, sheet
        assert wanted.keys() == found.keys(), sheet


def test_fonts_are_our_own_and_whole(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        with pikepdf.open(sheet.file) as pdf:
            dictionaries = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
            used = [each for each in dictionaries if each.get('/Type') == '/Font']
            assert used, sheet
            assert {str(font.Subtype) for font in used} <= {
                '/Type0', '/CIDFontType0', '/CIDFontType2',
            }, sheet  # fmt: skip
            names = {str(font.BaseFont) for font in used}
            strange = [name for name in names if not re.match(r'/[A-Z]{6}\+(Kljuc|Noto)-', name)]
            assert strange == [], sheet
            described = [font.FontDescriptor for font in used if '/FontDescriptor' in font]
            assert len(described) * 2 == len(used), sheet
            for font in described:
                assert {'/FontFile2', '/FontFile3'} & set(font.keys()), sheet


# ------------------------------------------------------------ what is read


def test_numbers_are_copied_in_the_right_order(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        told = ' '.join(sheet.texts)
        assert [number for number in sheet.numbers if number not in told] == [], sheet


def seen(side: list[Letter]) -> list[str]:
    """The lines of a side as the eye meets them, from left to right, without spaces."""
    lines: dict[int, list[Letter]] = {}
    for letter in side:
        lines.setdefault(round(letter.y), []).append(letter)
    return [''.join(each.sign for each in sorted(line, key=lambda letter: letter.x))
            for line in lines.values()]  # fmt: skip


def test_numbers_are_printed_in_the_right_order(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        lines = [line for side in sheet.letters for line in seen(side)]
        for number in sheet.numbers:
            digits = number.replace(' ', '')
            assert any(digits in line for line in lines), f'{sheet}: {number}'


def test_the_number_to_call_is_on_the_front(sheets: list[Sheet]) -> None:
    first = {'pocket', 'card', 'numbers', 'poster', 'pictures', 'many'}
    for sheet in sheets:
        if sheet.job.slug in first:
            assert sheet.numbers[0] in sheet.texts[0], sheet


def test_a_draft_says_so_on_each_side(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        assert sheet.edition.draft, 'look at signed sheets too, then'
        slovenian, _, english = DRAFT.partition(' · ')
        for side in sheet.texts:
            assert slovenian in side, sheet
            assert english in side, sheet


def test_staff_read_which_sheet_it_is(sheets: list[Sheet]) -> None:
    """The language in Slovenian on the front, and the version on every side."""
    for sheet in sheets:
        if sheet.job.tag != 'all':
            assert sheet.language.sl in sheet.texts[0], sheet
        version = re.search(r'draft-[0-9a-f]{6}', sheet.html)
        assert version or not sheet.job.rooms, sheet
        told = version[0] if version else sheet.edition.version
        assert all(told in side for side in sheet.texts), sheet


def test_the_foot_is_in_slovenian_and_english(specimens: list[Sheet]) -> None:
    (sheet,) = [each for each in specimens if each.file.name == 'pocket-adult-ar.pdf']
    assert re.search(
        'arabščina · Odrasli · Žepni list — Arabic · Adults · Pocket sheet — draft-[0-9a-f]{6}$',
        sheet.texts[1],
    )


# ------------------------------------------------------------ the code


def read(picture: Image.Image) -> list[str]:
    """The addresses of the QR codes on a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def photocopied(scan: Image.Image) -> Image.Image:
    """What an old office copier makes of it: half the points, grey for white, soft edges."""
    grey = scan.resize((scan.width // 2, scan.height // 2)).point(lambda shade: 70 + shade // 2)
    return grey.filter(ImageFilter.GaussianBlur(0.7))


def test_codes_lead_to_the_publisher(sheets: list[Sheet]) -> None:
    """Read at the resolution of an office printer, and once more from a bad copy."""
    for sheet in sheets:
        settings = sheet.project.site.settings
        assert settings.base_url == '', 'codes lead to the site, then: see below'
        if sheet.codes:
            wanted = [settings.publisher_url] * sheet.codes
            sides = range(sheet.sides)
            assert [url for side in sides for url in read(sheet.picture(side, 200))] == wanted, (
                sheet
            )
            copies = [photocopied(sheet.picture(side, 300)) for side in sides]
            assert [url for copy in copies for url in read(copy)] == wanted, sheet


def test_sheets_that_stay_behind_have_a_code(sample: list[Sheet]) -> None:
    assert {sheet.job.slug for sheet in sample if sheet.codes} >= {'pocket', 'leaflet', 'many'}


def test_the_code_leads_to_the_language_where_the_site_has_an_address(
    specimen: Path, edit: Edit
) -> None:
    edit('content/site.toml', 'safety =', 'base_url = "https://lamp.example/site"\nsafety =')
    project = build.load(specimen)
    build.translate(project)
    (job,) = [job for job in build.render(project)[1] if job.name == 'ar pocket child']
    printed = print_job(job)
    assert printed.findings == ()
    with pypdfium2.PdfDocument(io.BytesIO(printed.pdfs[''])) as pdf:
        assert read(pdf[1].render(scale=300 / 72).to_pil()) == ['https://lamp.example/site/ar/']
        assert [line for line in seen(list(letters(pdf[1]))) if 'lamp.example/site/ar' in line]


# ------------------------------------------------------------ the paper


def test_nothing_is_printed_where_a_printer_cannot(sheets: list[Sheet]) -> None:
    """Cards are cut out of a larger paper: they keep 3 mm."""
    dpi = 100
    for sheet in sheets:
        edge = int((3 if sheet.card else 6) / 25.4 * dpi)
        for side in range(sheet.sides):
            picture = sheet.picture(side, dpi)
            width, height = picture.size
            assert picture.getextrema()[0] < 128, sheet
            for box in [
                (0, 0, width, edge), (0, height - edge, width, height),
                (0, 0, edge, height), (width - edge, 0, width, height),
            ]:  # fmt: skip
                assert picture.crop(box).getextrema() == (255, 255), f'{sheet} {side + 1} {box}'


def test_at_most_a_third_of_a_side_is_solid(sheets: list[Sheet]) -> None:
    """Office toner; pictures do not count as solid where they are light."""
    for sheet in sheets:
        for side in range(sheet.sides):
            dark = sum(sheet.picture(side, 30).histogram()[:110])
            width, height = sheet.picture(side, 30).size
            assert dark <= width * height / 3, f'{sheet} {side + 1}'


def test_no_text_is_smaller_than_its_reader_can_read(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        for number, side in enumerate(sheet.letters):
            staff = {letter.size for letter in side} & ({5.0} if sheet.card else {STAFF})
            sizes = {letter.size for letter in side} - staff
            small = sorted(size for size in sizes if size < sheet.smallest - 0.01)
            text = ''.join(letter.sign for letter in side if letter.size in small)
            assert small == [], f'{sheet} {number + 1}: {text}'


def test_lines_for_staff_are_short(sheets: list[Sheet]) -> None:
    """Little is printed small: names, version, the line to measure."""
    for sheet in sheets:
        for side in sheet.letters:
            few = 2600 if sheet.job.tag == 'all' else 260
            assert sum(letter.size <= STAFF for letter in side) <= few or sheet.card, sheet


def test_the_mark_of_a_draft_is_large(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        least = 7 if sheet.card else 14
        for side in sheet.letters:
            found = [letter for letter in side if letter.sign in DRAFT and letter.size >= least]
            assert Counter(letter.sign for letter in found) >= Counter(DRAFT.replace(' ', '')), (
                sheet
            )


def test_what_is_folded_or_cut_has_a_line_to_measure(sample: list[Sheet]) -> None:
    for sheet in sample:
        measured = sheet.job.slug in ('leaflet', 'poster')
        assert any('50 mm' in side for side in sheet.texts) == measured, sheet


# ------------------------------------------------------------ black and white


def inks(sheet: Sheet) -> Iterator[tuple[int, ...]]:
    """The colours that text is printed in."""
    red, green, blue, alpha = (raw.c_uint() for _ in range(4))
    with pypdfium2.PdfDocument(sheet.file) as document:
        for page in document:
            for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=9):
                raw.FPDFPageObj_GetFillColor(part, red, green, blue, alpha)
                yield red.value, green.value, blue.value


def test_black_and_white_has_no_colour_and_no_grey_text(sheets: list[Sheet]) -> None:
    for sheet in (sheet for sheet in sheets if sheet.look == 'bw'):
        assert set(inks(sheet)) <= {(0, 0, 0), (255, 255, 255)}, sheet
        with pypdfium2.PdfDocument(sheet.file) as document:
            for page in document:
                picture = page.render(scale=0.5).to_pil().convert('HSV')
                assert picture.getchannel('S').getextrema()[1] <= 2, sheet


def test_every_sheet_is_there_in_black_and_white(sheets: list[Sheet]) -> None:
    looks = Counter(sheet.look for sheet in sheets)
    assert looks[''] == looks['bw'] == len(sheets) / 2


# ------------------------------------------------------------ the fit


def too_large(job: Job, size: float) -> bool:
    """Whether a sheet holds its text at a size only when it is set closer, or not at all."""
    printed = print_job(replace(job, smallest=size, largest=size, looks=('',)))
    codes = {each.code for each in printed.findings}
    return bool(printed.closer) or (bool(codes) and codes <= {'sheet-fit', 'sheet-wide'})


def fitted(sheets: list[Sheet]) -> list[Sheet]:
    """Those whose type is looked for, once each."""
    return [sheet for sheet in sheets if sheet.job.rooms and not sheet.look]


def test_text_is_as_large_as_its_room_allows(specimens: list[Sheet]) -> None:
    """The specimen has little text, so it is let grow."""
    warm_up()
    for sheet in fitted(specimens):
        job = replace(sheet.job, looks=('',))
        size = print_job(replace(job, largest=HUGE)).size
        assert job.smallest < size < HUGE, sheet
        assert too_large(job, size + 2 * STEP), sheet


def test_text_is_not_larger_than_looks_well(sheets: list[Sheet]) -> None:
    for sheet in fitted(sheets):
        size = sheet.project.cache.size(sheet.job.key)
        largest = sheet.format.largest or sheet.smallest * 1.25
        assert sheet.smallest <= size <= largest, sheet


def test_two_steps_more_do_not_fit(sheets: list[Sheet]) -> None:
    warm_up()
    for sheet in fitted(sheets):
        size = sheet.project.cache.size(sheet.job.key)
        more = [size + step for step in (STEP, 2 * STEP) if size + 2 * STEP <= sheet.job.largest]
        assert not more or any(too_large(sheet.job, size) for size in more), sheet


def test_what_fits_only_when_set_closer_is_set_closer(specimens: list[Sheet]) -> None:
    warm_up()
    job = next(sheet.job for sheet in specimens if sheet.job.age == 'adult')
    job = replace(job, looks=('',))
    size = print_job(replace(job, largest=HUGE)).size + 2 * STEP
    printed = print_job(replace(job, smallest=size, largest=HUGE))
    assert (printed.closer, printed.size, printed.findings) == ('snug', size, ())


def test_a_sheet_printed_again_is_the_same(specimens: list[Sheet]) -> None:
    warm_up()
    for sheet in specimens:
        again = print_job(sheet.job).pdfs[sheet.look]
        assert again == sheet.file.read_bytes(), sheet


@pytest.mark.proof
def test_a_real_sheet_printed_again_is_the_same(real: list[Sheet]) -> None:
    for sheet in real:
        again = print_job(replace(sheet.job, looks=(sheet.look,))).pdfs[sheet.look]
        assert again == sheet.file.read_bytes(), sheet
