"""WeasyPrint as we use it: blind to the machine, and every complaint of it is a finding."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .errors import Finding, KljucError
from .site import HOME

NO_FONTS = Path(__file__).with_name('no-fonts.conf')
TAGGED = 'pdf/ua-1'
SVG = 'image/svg+xml'


@cache
def weasyprint() -> Any:
    """The library, made blind to the machine's own fonts."""
    os.environ['FONTCONFIG_FILE'] = str(NO_FONTS)
    with warnings.catch_warnings():
        warnings.filterwarnings('ignore', 'No fonts configured')  # which is what we want
        import weasyprint

    from .tagging import tag_languages

    tag_languages()
    return weasyprint


def document(html: str, styles: Sequence[str], size: float, root: str) -> Any:
    """A page set in type of `size` points; `styles` are parsed once in a process."""
    made = weasyprint()
    read = [_style(style, root) for style in [*styles, f'body{{font-size:{size}pt}}']]
    for line in (line for _, lines in read for line in lines):
        logging.getLogger('weasyprint').warning('%s', line)
    page = made.HTML(string=html, url_fetcher=_fetcher(root), base_url=None)
    fonts = _font_configuration()
    return page.render(
        stylesheets=[style for style, _ in read], font_config=fonts, pdf_variant=TAGGED
    )


def print_plain(html: str, styles: Sequence[str], root: str, name: str) -> bytes:
    """A page as PDF as it comes, without fitting; raises KljucError for what is wrong in it."""
    found: list[Finding] = []
    with complaints(name, name, found):
        pdf = document(html, styles, 12, root).write_pdf()
    if found:
        raise KljucError(found)
    return bytes(pdf)


@contextmanager
def complaints(name: str, file: str, found: list[Finding]) -> Iterator[None]:
    """Whatever WeasyPrint complains of is a finding; so is where it breaks off."""
    with _heard() as lines:
        try:
            yield
        except Exception as error:  # a fault of WeasyPrint's takes one sheet, not all
            lines.append(f'it broke off with {type(error).__name__}: {error}')
    cure = 'Mend what it names, in templates/print/ or content/pictures/.'
    for line in dict.fromkeys(lines):
        found.append(Finding(file, 0, 'weasyprint', f'{name}: {line}', cure, 'error', 'sheet'))


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What WeasyPrint writes into its log meanwhile."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger = logging.getLogger('weasyprint')
    handler, level = Handler(logging.WARNING), logger.level
    others, spread = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    try:
        yield lines
    finally:
        logger.handlers, logger.propagate = others, spread
        logger.setLevel(level)


@cache
def _font_configuration() -> Any:
    """One for all sheets of a process: fonts are read once."""
    weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    Finalize(None, fonts.__del__, exitpriority=0)  # a worker ends without; its copies of fonts stay
    return fonts


@lru_cache(maxsize=256)
def _style(css: str, root: str) -> tuple[Any, tuple[str, ...]]:
    """A parsed style, and what was complained of in it: that is told at every use."""
    fetcher, fonts = _fetcher(root), _font_configuration()
    with _heard() as lines:
        style = weasyprint().CSS(string=css, url_fetcher=fetcher, font_config=fonts)
    return style, tuple(lines)


@cache
def _fetcher(root: str) -> Any:
    """Reads files of the project and of ours, and data in the page; nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from .drawings import grey

    allowed = [Path(root).resolve(), HOME]

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(f'data:{SVG}'):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != 'file' or not any(path.is_relative_to(a) for a in allowed):
                raise ValueError(f'{url} is not a file of this project')
            if parts.query == 'grey':
                return URLFetcherResponse(url, grey(path.read_bytes()), {'Content-Type': SVG})
            return super().fetch(url, headers)

    return Fetcher()
