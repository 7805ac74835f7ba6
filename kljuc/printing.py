"""Jobs -> PDF: every panel is measured in normal flow, the type size found, the sheet placed.

WeasyPrint drops what does not fit without a word; so a sheet is printed only when each panel fits
its room and the same characters stand on the placed sheet. Jobs are pure and run in any process.
"""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from . import engine
from .engine import complaints, document
from .errors import Finding
from .finish import finish, picture
from .sheets import Job

CLOSER = 'snug', 'compact'  # classes of panels that do not fit at the smallest type
STEP = 0.5  # points; finer can hardly be seen, and costs a tenth more
SMALL = 9.0  # type that begins there or below is looked for in finer steps
FINE = 0.25  # on a card, whose type is small
GROWTH = 1.3  # text covers an area (2), but pictures and rules between it do not grow
MARKS = '@page{bleed:8mm;marks:crop}'
MM = 96 / 25.4  # a millimetre in the units of boxes


@dataclass(frozen=True)
class Printed:
    """A sheet that fits, in every look, or the findings that say why there is none."""

    job: Job
    findings: tuple[Finding, ...] = ()
    pdfs: dict[str, bytes] = field(default_factory=dict)  # by look
    size: float = 0
    closer: str = ''  # how some panel was set closer, since it did not fit else
    picture: bytes = b''  # the front, small, as PNG


@dataclass(frozen=True)
class _Fit:
    """How the panels of a sheet fill their rooms at one type size."""

    document: Any
    fullest: float  # the largest share of a room's height that its panel takes
    over: dict[str, int]  # characters of each panel that are beyond its room
    wide: dict[str, str]  # of each panel, a text that is wider than its place


def print_job(job: Job) -> Printed:
    """Fit one sheet and print it in all its looks."""
    found: list[Finding] = []
    with complaints(job.name, job.file, found):
        size, fit = _fitted(job)
        closer = ''
        for level in CLOSER:
            if fit and fit.over:
                closer = level
                measure = _closer(job.measure, fit.over, level)
                place = _closer(job.place, fit.over, level)
                job = replace(job, measure=measure, place=place, largest=job.smallest)
                size, fit = _fitted(job)
        found += _too_long(job, fit)
        pdfs = {} if found else {look: _place(job, look, size, fit, found) for look in job.looks}
    if found:
        return Printed(job, tuple(found))
    pdfs = {look: finish(pdf, rtl=job.rtl, duplex=job.duplex, bleed=look == 'press')
            for look, pdf in pdfs.items()}  # fmt: skip
    shown = picture(pdfs['']) if '' in pdfs else b''
    return Printed(job, (), pdfs, size, closer, shown)


def dressed(html: str, look: str) -> str:
    """A sheet in another look: classes for its style, drawings in grey, marks for the shop."""
    classes = look.replace('-', ' ')
    if 'bw' in classes:
        html = re.sub(r'(/content/pictures/[^"?]+\.svg)"', r'\1?grey"', html)
    if look == 'press':
        html = html.replace('</head>', f'<style>{MARKS}</style></head>', 1)
    return html.replace('<body class="', f'<body class="{classes} ', 1) if look else html


def warm_up() -> None:
    """Import what is slow once, before workers are forked."""
    engine.weasyprint()
    gc.freeze()  # what is here stays: workers need not look through it again


def _fitted(job: Job) -> tuple[float, _Fit | None]:
    """The largest size at which every panel fits, and the panels so set; else what is too long."""
    if not job.rooms:
        return job.smallest, None  # a text that runs on over as many sides as it needs
    sizes, step = sizes_of(job), step_of(job)
    fit = _measured(job, sizes[0])
    low, high = 0, 1 if fit.over else len(sizes)
    tried = [(sizes[0], fit.fullest)]
    while high - low > 1 and (near := _guess(tried)) >= sizes[low] + step:
        probe = min(max(sum(size <= near for size in sizes) - 1, low + 1), high - 1)
        larger = _measured(job, sizes[probe])
        tried.append((sizes[probe], larger.fullest))
        if larger.over:
            high = probe
        else:
            low, fit = probe, larger
    return sizes[low], fit


def step_of(job: Job) -> float:
    """How finely the type of a sheet is looked for, in points."""
    return STEP if job.smallest > SMALL else FINE


def sizes_of(job: Job) -> list[float]:
    """The sizes that the type of a sheet can have, in points."""
    count = int((job.largest - job.smallest) / step_of(job)) + 1
    return [job.smallest + step_of(job) * number for number in range(count)]


def _guess(tried: list[tuple[float, float]]) -> float:
    """The size at which the fullest panel fills its room, from what was seen at other sizes."""
    (size, full), *others = sorted(tried, key=lambda each: abs(1 - each[1]))
    if not others or others[0][1] == full:
        return float(size * max(full, 0.01) ** (-1 / GROWTH))
    return size + (1 - full) * (others[0][0] - size) / (others[0][1] - full)


def _measured(job: Job, size: float) -> _Fit:
    """Set every panel on a page of its own, as long as its text."""
    made = document(job.measure, job.styles, size, job.root)
    rooms = {room.name: room for room in job.rooms}
    fullest, over, wide = 0.0, {}, {}
    for page in made.pages:
        room = rooms.get(page._page_box.page_type.name)
        if room is None:
            continue  # a side without panels
        panel = next(box for box in _boxes(page) if _named(box, 'id') == room.name)
        share = panel.border_height() / (room.height * MM)
        fullest = max(fullest, share if room.grows else 0)
        texts = list(_texts(page))
        beyond = sum(len(text.text) for text, _ in texts
                     if text.position_y + text.height > room.height * MM + 1)  # fmt: skip
        broad = [text.text for text, block in texts if _sticks_out(text, block)]
        if broad:
            wide[room.name] = max(broad, key=len)
        if share > 1 or broad:
            over[room.name] = max(beyond, sum(map(len, broad)), 1)
    return _Fit(made, fullest, over, wide)


def _closer(html: str, panels: Iterable[str], level: str) -> str:
    """The same with narrower gaps and smaller headings in some panels, as the style says."""
    for name in panels:
        html = html.replace(f'" id="{name}"', f' {level}" id="{name}"')
    return html


def _too_long(job: Job, fit: _Fit | None) -> Iterator[Finding]:
    for panel, count in (fit.over if fit else {}).items():
        size = f'{job.smallest:g} pt'
        cause = f'{job.name}: panel "{panel}" is {count} characters too long at {size}.'
        cure = 'Say it shorter in this language.'
        code = 'sheet-fit'
        if fit and panel in fit.wide:
            code, text = 'sheet-wide', fit.wide[panel].strip()
            cause = f'{job.name}: "{text[:40]}" is wider than its place in panel "{panel}".'
            cure = f'Say it shorter, or let it break ({len(text)} characters without a space): '
            cure += 'in scripts that write no spaces put U+200B between words.'
        yield Finding(job.file, 0, code, cause, cure, 'error', 'sheet')


def _sticks_out(text: Any, block: Any) -> bool:
    """Whether a text is wider than the block that it stands in."""
    left = block.content_box_x() if block is not None else 0
    right = left + block.width if block is not None else text.width
    return bool(text.text.strip()) and bool(
        text.position_x < left - 1 or text.position_x + text.width > right + 1
    )


def _place(job: Job, look: str, size: float, fit: _Fit | None, found: list[Finding]) -> bytes:
    """The sheet at its size, if all that was measured stands on it."""
    html = dressed(job.place, look)
    made = document(html, job.styles, size, job.root)
    if fit:
        want, have = _characters(fit.document, panels=False), _characters(made, panels=True)
        if want != have:
            lost = ''.join((want - have).elements())[:40]
            cause = f'{job.name}: text is lost when the panels are placed ({lost!r}).'
            cure = 'The template gives a panel other room than it was measured for.'
            found.append(Finding(job.file, 0, 'sheet-lost', cause, cure, 'error', 'sheet'))
            return b''
    return bytes(made.write_pdf(pdf_variant='pdf/ua-1'))


def _characters(made: Any, *, panels: bool) -> Counter[str]:
    """The characters of all panels; on a placed sheet, what is in no panel does not count."""
    count: Counter[str] = Counter()
    for page in made.pages:
        for text, _ in _texts(page, panels=panels):
            count.update(text.text.replace(' ', '').replace('\u200b', ''))
    return count


def _boxes(page: Any) -> Iterator[Any]:
    for box, _, _ in _walk(page):
        yield box


def _texts(page: Any, *, panels: bool = False) -> Iterator[tuple[Any, Any]]:
    """The text boxes of a page, of its panels alone if asked, each with the block around it."""
    from weasyprint.formatting_structure.boxes import TextBox

    for box, block, inside in _walk(page):
        if isinstance(box, TextBox) and (inside or not panels):
            yield box, block


def _walk(page: Any) -> Iterator[tuple[Any, Any, bool]]:
    """Every box with the block around it, and whether it is in a panel."""
    from weasyprint.formatting_structure.boxes import BlockContainerBox

    boxes = [(page._page_box, None, False)]
    while boxes:
        box, block, inside = boxes.pop()
        box = getattr(box, '_box', box)
        inside = inside or 'panel' in _named(box, 'class').split()
        yield box, block, inside
        around = box if isinstance(box, BlockContainerBox) else block
        boxes += [(child, around, inside) for child in getattr(box, 'children', ())]


def _named(box: Any, attribute: str) -> str:
    element = box.element
    return element.get(attribute, '') if element is not None and hasattr(element, 'get') else ''
