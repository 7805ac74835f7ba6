"""The sheets as a printer gets them: every one on paper as its template and its age promise.

Looked at are the specimen, a fixed sample of the real texts in whatever of it is translated, and,
marked as a proof, all of the real texts.
"""

from __future__ import annotations

import io
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
from kljuc.model import Message
from kljuc.printing import STEP, print_job, warm_up
from kljuc.sheets import Job, path_of
from kljuc.site import HELPER, HOME

SAMPLE = ('en', 'sl', 'ar', 'ur', 'ti', 'zh_Hans')
A5 = 148 / 25.4 * 72, 210 / 25.4 * 72  # in points
CLEAR = 6 / 25.4  # inches that an office printer leaves white along every edge
SMALLEST = {'adult': 12.0, 'adolescent': 12.0, 'child': 14.0}
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
    """A sheet in output/, and what it was made of."""

    file: Path
    job: Job
    edition: Edition
    project: Project

    def __str__(self) -> str:
        return self.job.path

    @property
    def age(self) -> str:
        """The age it is for."""
        return self.edition.name[1]

    @cached_property
    def html(self) -> str:
        """What was placed on its sides."""
        return self.job.place.partition('<body')[2]

    @cached_property
    def numbers(self) -> list[str]:
        """Whatever has a digit and is kept apart from the text around it: telephones, hours."""
        isolated = re.findall(r'<bdi[^>]* ?dir="ltr"[^>]*>(.*?)</bdi>', self.html)
        found = [words(text) for text in isolated if re.search(r'\d', words(text))]
        assert found, f'{self} has no number'
        return found

    @cached_property
    def staff_lines(self) -> list[str]:
        """What staff read on the front and on the back."""
        site, language = self.edition.site, self.edition.language
        (format_,) = [each for each in site.sheets if each.slug == self.edition.name[0]]
        names = [site.audiences[self.age].name, format_.name]
        own = [language.sl, *map(self.slovenian, names)]
        english = ' · '.join([language.en, *names])
        return [' · '.join(own[:2]), f'{" · ".join(own)} — {english} — {self.edition.version}']

    def slovenian(self, name: str) -> str:
        """A name as far as it is translated."""
        locale = self.edition.shelf.locales['sl']
        found = [locale.translate(Message(name, context)) for context in (HELPER, '')]
        return next(filter(None, found), name)

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
        size = raw.FPDFText_GetFontSize(text, at) * abs(matrix.d)
        yield Letter(sign, round(size, 2), x.value, y.value)


def sheets_of(root: Path) -> list[Sheet]:
    """The sheets that were built in a project."""
    project = build.load(root)
    shelf = build.translate(project)
    _, jobs = build.render(project)
    editions = {path_of(edition): edition for edition in shelf.sheets.values()}
    return [
        Sheet(root / 'output' / job.path, job, editions[job.path], project)
        for job in jobs if (root / 'output' / job.path).is_file()
    ]  # fmt: skip


def copied(folder: Path) -> Path:
    """The real texts, with no sheet printed before."""
    for name in ('content', 'locales'):
        shutil.copytree(HOME / name, folder / name)
    return folder


@pytest.fixture(scope='module')
def specimens(built: Path) -> list[Sheet]:
    """Two ages in three languages."""
    found = sheets_of(built)
    assert len(found) == 6
    return found


@pytest.fixture(scope='module')
def sample(tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    """The real sheets in some languages of several scripts; English at the least."""
    root = copied(tmp_path_factory.mktemp('sample'))
    known = [code for code in SAMPLE if code == 'en' or (root / f'locales/{code}.po').is_file()]
    ran = run(root, '--lang', ','.join(known))
    found = sheets_of(root)
    english = {sheet.age for sheet in found if sheet.edition.language.code == 'en'}
    assert english == {'adult', 'adolescent', 'child'}, ran.err
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


def test_a_sheet_has_two_sides_of_a5(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        with pikepdf.open(sheet.file) as pdf:
            sizes = [tuple(map(float, page.mediabox)) for page in pdf.pages]
        assert sizes == [pytest.approx((0, 0, *A5), abs=0.1)] * 2, sheet


@pytest.fixture
def untagged(specimens: list[Sheet], tmp_path: Path) -> Path:
    """A sheet that tells a screen reader nothing."""
    path = tmp_path / 'untagged.pdf'
    with pikepdf.open(specimens[0].file) as pdf:
        del pdf.Root.StructTreeRoot, pdf.Root.MarkInfo
        pdf.save(path)
    return path


def test_sheets_are_pdf_ua(specimens: list[Sheet], sample: list[Sheet], untagged: Path) -> None:
    files = [sheet.file for sheet in [*specimens, *sample]]
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
            rtl = sheet.edition.language.dir == 'rtl'
            assert asked == {
                '/Direction': '/R2L' if rtl else '/L2R',
                '/PrintScaling': '/None',
                '/Duplex': '/DuplexFlipLongEdge',
            }, sheet
            assert [page.label for page in pdf.pages] == ['1', '2']
            assert '/PageLabels' in pdf.Root


def test_a_file_says_its_language(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        with pikepdf.open(sheet.file) as pdf:
            assert str(pdf.Root.Lang) == sheet.edition.language.tag, sheet


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
        assert wanted['sl'] >= 2, sheet
        assert wanted['en'] >= 2, sheet
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


def test_the_first_number_is_on_the_front(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        assert sheet.numbers[0] in sheet.texts[0], sheet


def test_a_draft_says_so_on_each_side(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        assert sheet.edition.draft, 'look at signed sheets too, then'
        slovenian, _, english = DRAFT.partition(' · ')
        for side in sheet.texts:
            assert slovenian in side, sheet
            assert english in side, sheet


def test_staff_read_which_sheet_it_is(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        for line, side in zip(sheet.staff_lines, sheet.texts, strict=True):
            assert line in side, sheet


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


def test_the_code_leads_to_the_publisher(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        settings = sheet.edition.site.settings
        assert settings.base_url == '', 'codes lead to the site, then: see below'
        assert read(sheet.picture(1, 300)) == [settings.publisher_url], sheet
        assert read(sheet.picture(0, 300)) == [], sheet


def test_the_code_can_be_read_from_a_photocopy(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        scan = sheet.picture(1, 300)
        grey = scan.resize((scan.width // 2, scan.height // 2)).point(lambda shade: 70 + shade // 2)
        copy = grey.filter(ImageFilter.GaussianBlur(0.7))
        assert read(copy) == [sheet.edition.site.settings.publisher_url], sheet


def test_the_code_leads_to_the_language_where_the_site_has_an_address(
    specimen: Path, edit: Edit
) -> None:
    edit('content/site.toml', 'safety =', 'base_url = "https://lamp.example/site"\nsafety =')
    project = build.load(specimen)
    build.translate(project)
    (job,) = [job for job in build.render(project)[1] if job.name == 'ar pocket child']
    printed = print_job(job)
    assert printed.findings == ()
    with pypdfium2.PdfDocument(io.BytesIO(printed.pdf)) as pdf:
        assert read(pdf[1].render(scale=300 / 72).to_pil()) == ['https://lamp.example/site/ar/']
        assert [line for line in seen(list(letters(pdf[1]))) if 'lamp.example/site/ar' in line]


# ------------------------------------------------------------ the paper


def test_nothing_is_printed_where_a_printer_cannot(sheets: list[Sheet]) -> None:
    dpi = 100
    edge = int(CLEAR * dpi)
    for sheet in sheets:
        for side in (0, 1):
            picture = sheet.picture(side, dpi)
            width, height = picture.size
            assert picture.getextrema()[0] < 128, sheet
            for box in [
                (0, 0, width, edge), (0, height - edge, width, height),
                (0, 0, edge, height), (width - edge, 0, width, height),
            ]:  # fmt: skip
                assert picture.crop(box).getextrema() == (255, 255), f'{sheet} {side + 1} {box}'


def test_no_text_is_smaller_than_its_age_can_read(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        for side in sheet.letters:
            sizes = {letter.size for letter in side} - {STAFF}
            small = sorted(size for size in sizes if size < SMALLEST[sheet.age])
            text = ''.join(letter.sign for letter in side if letter.size in small)
            assert small == [], f'{sheet}: {text}'


def test_only_the_lines_for_staff_are_small(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        for line, side in zip(sheet.staff_lines, sheet.letters, strict=True):
            small = Counter(letter.sign for letter in side if letter.size == STAFF)
            assert small == Counter(line.replace(' ', '')), sheet


def test_the_mark_of_a_draft_is_large(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        for side in sheet.letters:
            found = [letter for letter in side if letter.sign in DRAFT and letter.size >= 14]
            assert Counter(letter.sign for letter in found) >= Counter(DRAFT.replace(' ', ''))


# ------------------------------------------------------------ the fit


def too_large(job: Job, size: float) -> bool:
    """Whether a sheet holds its text at a size only when it is set closer, or not at all."""
    printed = print_job(replace(job, smallest=size, largest=size))
    return bool(printed.closer) or {each.code for each in printed.findings} == {'sheet-fit'}


def test_text_is_as_large_as_its_room_allows(specimens: list[Sheet]) -> None:
    """The specimen has little text, so it is let grow."""
    warm_up()
    for sheet in specimens:
        job = sheet.job
        size = print_job(replace(job, largest=HUGE)).size
        assert job.smallest < size < HUGE, sheet
        assert too_large(job, size + STEP), sheet


def test_text_is_not_larger_than_looks_well(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        size = build.size_of(sheet.project, sheet.job)
        smallest = SMALLEST[sheet.age]
        assert smallest <= size <= smallest * 1.25, sheet


def test_one_step_more_does_not_fit(sheets: list[Sheet]) -> None:
    warm_up()
    for sheet in sheets:
        more = build.size_of(sheet.project, sheet.job) + STEP
        if more <= sheet.job.largest:
            assert too_large(sheet.job, more), sheet


def test_what_fits_only_when_set_closer_is_set_closer(specimens: list[Sheet]) -> None:
    warm_up()
    job = next(sheet.job for sheet in specimens if sheet.age == 'adult')
    size = print_job(replace(job, largest=HUGE)).size + STEP
    printed = print_job(replace(job, smallest=size, largest=HUGE))
    assert (printed.closer, printed.size, printed.findings) == ('snug', size, ())


def test_a_sheet_printed_again_is_the_same(specimens: list[Sheet]) -> None:
    warm_up()
    for sheet in specimens:
        assert print_job(sheet.job).pdf == sheet.file.read_bytes(), sheet


@pytest.mark.proof
def test_a_real_sheet_printed_again_is_the_same(real: list[Sheet]) -> None:
    for sheet in real:
        assert print_job(sheet.job).pdf == sheet.file.read_bytes(), sheet
