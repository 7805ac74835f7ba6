"""Sheets -> what an office prints at once: cards on A4, two A5 on A4, two languages side by side.

Imposed files are for printing only: their text has no tags. Lengths are millimetres from the upper
left corner.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from .engine import print_plain
from .sheets import Job, Maker, path_of
from .site import HOME, PAPER, Sheet
from .words import Words, render

GUTTER = 4  # between cards
CLEAR = 12  # left free at the edges of a sheet of cards: marks, and what a printer cannot reach
MM = 72 / 25.4
WORK = 'imposing.py', 'finish.py', 'engine.py'


class Slot(NamedTuple):
    """Where a side of a sheet lies on the paper."""

    sheet: int
    side: int
    x: float
    y: float
    width: float
    height: float


class Line(NamedTuple):
    """A mark where paper is cut or folded."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """How sheets lie on the sides of a paper."""

    paper: tuple[float, float]
    sides: tuple[tuple[Slot, ...], ...]
    lines: tuple[Line, ...] = ()
    check: tuple[float, float] | None = None  # where the line of 50 mm stands
    upright: bool = False  # that line
    scaled: bool = False  # sheets are not in their own size: a line of 50 mm would lie
    duplex: str = 'simplex'


@dataclass(frozen=True)
class Plan:
    """One imposed file, ready to be made in any process of the sheets it holds."""

    tag: str
    slug: str
    age: str
    form: str
    look: str
    sources: tuple[tuple[str, str], ...]  # key and look of the jobs that it holds
    layout: Layout
    marks: str
    styles: tuple[str, ...]
    rtl: bool
    root: str
    key: str = ''

    @property
    def variant(self) -> str:
        """What its name says behind the age."""
        return '-'.join(filter(None, [self.form, self.look]))

    @property
    def path(self) -> str:
        """Where it lies in output/."""
        return path_of(self.tag, self.slug, self.age, self.variant, imposed=True)


def plans(maker: Maker, jobs: Sequence[Job]) -> Iterator[Plan]:
    """Every imposed file that can be made of these sheets."""
    by_place = {(job.tag, job.slug, job.age): job for job in jobs}
    for job in jobs:
        sheet = maker.sheets[job.slug]
        for form in sheet.variants:
            if form == 'press':
                continue
            code = form.removeprefix('with-')
            other = None
            if code != form:
                tag = maker.site.languages[code].tag
                other = by_place.get((tag, job.slug, job.age))
                if other is None or other is job:
                    continue
            yield from _plan(maker, sheet, form, job, other)


def impose(plan: Plan, pdfs: Mapping[tuple[str, str], bytes]) -> bytes:
    """Lay finished sheets on their places; raises KljucError for what is wrong in the marks."""
    from pikepdf import Page, Pdf

    from .finish import finished

    marks = print_plain(plan.marks, plan.styles, plan.root, plan.path)
    sources = [Pdf.open(io.BytesIO(pdfs[source])) for source in plan.sources]
    with Pdf.open(io.BytesIO(marks)) as document:
        forms: dict[tuple[int, int], Any] = {}
        for page, slots in zip(document.pages, plan.layout.sides, strict=True):
            for slot in slots:
                which = slot.sheet, slot.side
                if which not in forms:
                    side = sources[slot.sheet].pages[slot.side].as_form_xobject()
                    forms[which] = document.copy_foreign(side)
                _lay(Page(page), forms[which], slot, plan.layout.paper[1])
        return finished(document, rtl=plan.rtl, duplex=plan.layout.duplex)


def _lay(page: Any, form: Any, slot: Slot, height: float) -> None:
    """Put a side on its place; its name is fixed, for a random one gives other bytes each time."""
    from pikepdf import Name, Rectangle

    bottom = height - slot.y - slot.height
    corners = slot.x, bottom, slot.x + slot.width, bottom + slot.height
    place = Rectangle(*(MM * each for each in corners))
    name = page.add_resource(form, Name.XObject, Name(f'/Sheet{slot.sheet}Side{slot.side}'))
    page.contents_add(page.calc_form_xobject_placement(form, name, place, allow_expand=True))
    page.contents_coalesce()


def _plan(maker: Maker, sheet: Sheet, form: str, job: Job, other: Job | None) -> Iterator[Plan]:
    layout = _layout(sheet, form, job.rtl)
    held = [job] if other is None else [job, other]
    if job.rtl and layout.paper[0] > layout.paper[1]:
        held.reverse()  # side by side, the reader's own stands where reading begins
    locale = maker.shelf.staff
    language = next((each for each in maker.site.languages.values() if each.tag == job.tag), None)
    marks = render(
        maker.env, 'print/impose.html', layout=layout, sheet=sheet, language=language, form=form,
        title=f'{maker.site.settings.name} · print only', **Words(maker.shelf, locale).values(),
    )  # fmt: skip
    fonts = maker.fonts.of(maker.site.staff.script, maker.site.source.script).css()
    for look in ('', 'bw'):
        printed = '-'.join(filter(None, [look, 'scaled' if layout.scaled else '']))
        sources = tuple((each.key, printed) for each in held)
        plan = Plan(job.tag, job.slug, job.age, form, look, sources, layout, marks, (fonts,),
                    job.rtl, job.root)  # fmt: skip
        yield replace(plan, key=_key(maker, plan))


def _key(maker: Maker, plan: Plan) -> str:
    said = repr(replace(plan, root=''))
    said = said.replace(maker.site.root.as_uri(), '').replace(HOME.as_uri(), '')
    work = [(HOME / 'kljuc' / name).read_bytes() for name in WORK]
    return hashlib.sha256(b'\0'.join([said.encode(), *work])).hexdigest()


# ---------------------------------------------------------------- where things lie


def _layout(sheet: Sheet, form: str, rtl: bool) -> Layout:
    if form == 'a4':
        return _cards(sheet)
    width, height = PAPER[sheet.paper]
    sides = range(1 if sheet.duplex == 'simplex' else 2)
    if form == 'a3':
        scale = 2**0.5
        large = round(width * scale), round(height * scale)
        return Layout(large, tuple((Slot(0, side, 0, 0, *large),) for side in sides),
                      duplex=sheet.duplex, scaled=True)  # fmt: skip
    middle = Line('fold' if form == 'single' else 'cut', 148.5, 8, 0, 194)
    halves = (0.25, 0, 148, 210), (148.75, 0, 148, 210)
    if form == '2up':
        both = tuple((Slot(0, side, *halves[0]), Slot(0, side, *halves[1])) for side in sides)
        duplex = 'short-edge' if len(both) > 1 else 'simplex'
        return Layout((297, 210), both, (middle,), (148.5, 80), upright=True, duplex=duplex)
    if form == 'single':
        order = (0, 1) if rtl else (1, 0)  # the front lies where a folded paper opens
        slots = tuple(Slot(0, side, *half) for side, half in zip(order, halves, strict=True))
        return Layout((297, 210), (slots,), (middle,), (148.5, 80), upright=True)
    if width > height:  # one above the other
        pair = [(0.0, 0.0, 210.0, 148.5), (0.0, 148.5, 210.0, 148.5)]
        paper = 210, 297
    else:
        pair, paper = [(0.0, 0.0, 148.5, 210.0), (148.5, 0.0, 148.5, 210.0)], (297, 210)
    beside = tuple((Slot(0, side, *pair[0]), Slot(1, side, *pair[1])) for side in sides)
    duplex = 'short-edge' if len(beside) > 1 else 'simplex'
    return Layout(paper, beside, duplex=duplex, scaled=sheet.paper != 'A5')


def _cards(sheet: Sheet) -> Layout:
    """As many as A4 takes, cut at marks in the gutters; what is folded is folded in the middle."""
    width, height = PAPER[sheet.paper]
    paper_width, paper_height = PAPER['A4']
    columns = int((paper_width - CLEAR + GUTTER) // (width + GUTTER))
    rows = int((paper_height - 3 * CLEAR + GUTTER) // (height + GUTTER))
    left = (paper_width - columns * (width + GUTTER) + GUTTER) / 2
    top = (paper_height - rows * (height + GUTTER) + GUTTER) / 2
    xs = [left + column * (width + GUTTER) for column in range(columns)]
    ys = [top + row * (height + GUTTER) for row in range(rows)]
    slots = tuple(Slot(0, 0, x, y, width, height) for y in ys for x in xs)
    right, bottom = xs[-1] + width, ys[-1] + height
    lines = []
    for x in [edge for start in xs for edge in (start, start + width)]:
        lines += [Line('cut', x, top - 7, 0, 5), Line('cut', x, bottom + 2, 0, 5)]
    for y in [edge for start in ys for edge in (start, start + height)]:
        lines += [Line('cut', left - 7, y, 5, 0), Line('cut', right + 2, y, 5, 0)]
    if sheet.paper == 'card':
        for y in [start + height / 2 for start in ys]:
            lines += [Line('fold', left - 7, y, 5, 0), Line('fold', right + 2, y, 5, 0)]
    return Layout((paper_width, paper_height), (slots,), tuple(lines), (left, top - 14))
