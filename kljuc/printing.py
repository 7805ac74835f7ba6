"""Jobs -> PDF: every panel is measured in normal flow, the type size found, the sheet placed.

WeasyPrint drops what does not fit without a word; so a sheet is printed only when each panel fits
its room and the same characters stand on the placed sheet. Jobs are pure and run in any process.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from .errors import Finding, KljucError
from .finish import finish
from .sheets import Job

CLOSER = 'snug', 'compact'  # classes of panels that do not fit at the smallest type
STEP = 0.25  # points; finer cannot be seen
NO_FONTS = Path(__file__).with_name('no-fonts.conf')


@dataclass(frozen=True)
class Printed:
    """A sheet that fits, or the findings that say why there is none."""

    path: str
    pdf: bytes
    size: float
    findings: tuple[Finding, ...]
    closer: str = ''  # how some panel was set closer, since it did not fit else


def print_job(job: Job) -> Printed:
    """Fit and print one sheet."""
    found: list[Finding] = []
    with _complaints(job, found):
        size, measured, over = _fitted(job)
        closer = ''
        for level in CLOSER:
            if over:
                closer = level
                measure, place = (_closer(html, over, level) for html in (job.measure, job.place))
                job = replace(job, measure=measure, place=place, largest=job.smallest)
                size, measured, over = _fitted(job)
        found += _too_long(job, over)
        if not found:
            pdf = _place(job, size, measured, found)
    if found:
        return Printed(job.path, b'', 0, tuple(found))
    done = finish(pdf, rtl=job.rtl, duplex=job.duplex)
    return Printed(job.path, done, size, (), closer)


def print_plain(html: str, root: str, name: str) -> bytes:
    """A page as PDF as it comes, without fitting; raises KljucError for what is wrong in it."""
    job = Job('', name, '', '', 0, 0, 0, False, '', root, name)
    found: list[Finding] = []
    with _complaints(job, found):
        page = _weasyprint().HTML(string=html, url_fetcher=_fetcher(root), base_url=None)
        pdf = page.write_pdf(font_config=_font_configuration())
    if found:
        raise KljucError(found)
    return bytes(pdf)


def warm_up() -> None:
    """Import what is slow once, before workers are forked."""
    _weasyprint()


@cache
def _weasyprint() -> Any:
    """WeasyPrint, made blind to the machine's own fonts."""
    os.environ['FONTCONFIG_FILE'] = str(NO_FONTS)
    with warnings.catch_warnings():
        warnings.filterwarnings('ignore', 'No fonts configured')  # which is what we want
        import weasyprint

    from .tagging import tag_languages

    tag_languages()
    return weasyprint


@cache
def _font_configuration() -> Any:
    """One for all sheets of a process: fonts are read once."""
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    Finalize(None, fonts.__del__, exitpriority=0)  # a worker ends without; its copies of fonts stay
    return fonts


def _document(job: Job, html: str, size: float) -> Any:
    weasyprint = _weasyprint()
    fonts = _font_configuration()
    style = weasyprint.CSS(string=f'body{{font-size:{size}pt}}', font_config=fonts)
    page = weasyprint.HTML(string=html, url_fetcher=_fetcher(job.root), base_url=None)
    return page.render(stylesheets=[style], font_config=fonts, pdf_variant='pdf/ua-1')


@cache
def _fetcher(root: str) -> Any:
    """Reads files of the project and of ours, and data in the page; nothing else."""
    from weasyprint.urls import URLFetcher

    from .site import HOME

    allowed = [Path(root).resolve(), HOME]

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith('data:image/svg+xml'):
                return super().fetch(url, headers)
            from urllib.parse import unquote, urlsplit

            path = Path(unquote(urlsplit(url).path)).resolve()
            if not url.startswith('file://') or not any(path.is_relative_to(a) for a in allowed):
                raise ValueError(f'{url} is not a file of this project')
            return super().fetch(url, headers)

    return Fetcher()


def _fitted(job: Job) -> tuple[float, Any, dict[str, int]]:
    """The largest size at which every panel fits, and the panels so set; else what is too long."""
    sizes = [job.smallest]
    while sizes[-1] + STEP <= job.largest:
        sizes.append(sizes[-1] + STEP)
    measured = _document(job, job.measure, sizes[0])
    over = _overflow(measured)
    low, high = 0, 1 if over else len(sizes)
    while high - low > 1:
        middle = (low + high) // 2
        larger = _document(job, job.measure, sizes[middle])
        if _overflow(larger):
            high = middle
        else:
            low, measured = middle, larger
    return sizes[low], measured, over


def _closer(html: str, panels: Iterable[str], level: str) -> str:
    """The same with narrower gaps and smaller headings in some panels, as the style says."""
    for name in panels:
        html = html.replace(f'" id="{name}"', f' {level}" id="{name}"')
    return html


def _too_long(job: Job, over: dict[str, int]) -> Iterator[Finding]:
    for panel, count in over.items():
        size = f'{job.smallest:g} pt'
        cause = f'{job.name}: panel "{panel}" is {count} characters too long at {size}.'
        cure = 'Say it shorter in this language.'
        yield Finding(job.file, 0, 'sheet-fit', cause, cure, 'error', 'sheet')


def _overflow(document: Any) -> dict[str, int]:
    """How many characters of each panel are beyond its room; empty when all fit."""
    over: dict[str, int] = {}
    seen: set[str] = set()
    for page in document.pages:
        name = page._page_box.page_type.name
        text = list(_texts(page))
        wide = sum(len(box.text) for box in text if _beyond(box, page.width))
        rest = sum(len(box.text) for box in text) if name in seen else 0
        if wide or rest or name in seen:
            over[name] = over.get(name, 0) + max(wide, rest, 1)
        seen.add(name)
    return over


def _beyond(box: Any, width: float) -> bool:
    """Whether a text sticks out of its room sideways."""
    return bool(box.position_x < -1 or box.position_x + box.width > width + 1)


def _place(job: Job, size: float, measured: Any, found: list[Finding]) -> bytes:
    """The sheet at its size, if all that was measured stands on it."""
    document = _document(job, job.place, size)
    want, have = _characters(measured, panels=False), _characters(document, panels=True)
    if want != have:
        lost = ''.join((want - have).elements())[:40]
        cause = f'{job.name}: text is lost when the panels are placed ({lost!r}).'
        cure = 'The template gives a panel other room than it was measured for.'
        found.append(Finding(job.file, 0, 'sheet-lost', cause, cure, 'error', 'sheet'))
        return b''
    return bytes(document.write_pdf(pdf_variant='pdf/ua-1'))


def _characters(document: Any, *, panels: bool) -> Counter[str]:
    """The characters of all panels; on a placed sheet, what is in no panel does not count."""
    count: Counter[str] = Counter()
    for page in document.pages:
        for box in _texts(page, panels=panels):
            count.update(box.text.replace(' ', '').replace('\u200b', ''))
    return count


def _texts(page: Any, *, panels: bool = False) -> Iterator[Any]:
    """The text boxes of a page, of its panels alone if asked."""
    from weasyprint.formatting_structure.boxes import TextBox

    boxes = [page._page_box]
    inside = {id(page._page_box): not panels}
    while boxes:
        box = getattr(boxes[-1], '_box', boxes[-1])
        within = inside[id(boxes.pop())]
        within = within or 'panel' in (box.element.get('class', '') if _is(box) else '').split()
        if isinstance(box, TextBox) and within:
            yield box
        for child in getattr(box, 'children', ()):
            inside[id(child)] = within
            boxes.append(child)


def _is(box: Any) -> bool:
    return box.element is not None and hasattr(box.element, 'get')


@contextmanager
def _complaints(job: Job, found: list[Finding]) -> Iterator[None]:
    """Whatever WeasyPrint complains of is a finding."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            cause = f'{job.name}: {record.getMessage()}'
            cure = 'Mend what it names, in templates/print/ or content/pictures/.'
            finding = Finding(job.file, 0, 'weasyprint', cause, cure, 'error', 'sheet')
            if finding not in found:
                found.append(finding)

    logger = logging.getLogger('weasyprint')
    handler, level = Handler(logging.WARNING), logger.level
    others, spread = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.handlers, logger.propagate = others, spread
        logger.setLevel(level)
