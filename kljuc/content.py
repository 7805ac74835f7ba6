"""content/ and the words of templates/ -> Site: everything that is said, in the source language."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

from . import facts, interface, languages, prose, tables
from .errors import Finding, KljucError
from .languages import Language
from .model import Audience, Settings
from .prose import Document
from .site import DUPLEX, FITS, HELPER, PAPER, VARIANTS, Recall, Sheet, Site, Topic, layers

T = TypeVar('T')


def load(root: Path) -> Site:
    """Read a project; raises KljucError with everything that is wrong with it at once."""
    found: list[Finding] = []
    table = languages.load(root)
    settings = _settings(root, table)
    known = _try(found, lambda: facts.load(root / 'content/facts.toml', 'content/facts.toml'))
    calls = _texts(root, 'content/call', settings, found)
    topics = [_topic(root, folder, settings, found) for folder in _folders(root / 'content/topics')]
    sheets = [_sheet(root, folder, settings, found) for folder in _folders(root / 'content/flyers')]
    words = _try(found, lambda: tuple(interface.of_templates(root)))
    if not topics:
        cure = 'Write topics/help/topic.toml and a text beside it.'
        found.append(Finding('content/topics', 0, 'file-missing', 'no topic.', cure))
    whole = [topic for topic in topics if topic], [sheet for sheet in sheets if sheet]
    recalls = _try(found, lambda: _recalls(root, {s.slug for s in whole[1]}, set(table)))
    printed = list(_with_texts(*whole, found))
    if found or known is None or words is None:
        raise KljucError(sorted(set(found)))
    site = Site(
        root, settings, table, known, calls,
        tuple(sorted(whole[0], key=lambda t: (t.order, t.slug))),
        tuple(sorted(printed, key=lambda s: (s.order, s.slug))), words, recalls or (),
    )  # fmt: skip
    return replace(site, words=words + tuple(interface.names(site)))


def _settings(root: Path, table: dict[str, Language]) -> Settings:
    path, name = root / 'content/site.toml', 'content/site.toml'
    rows = tables.read(path, name)
    ages = tables.table_of(rows.pop('audiences', {}), path, name, 'audiences')
    audiences = {
        key: tables.fill(Audience, row, path, name, 'audiences', key, key=key)
        for key, row in ages.items()
    }
    settings = tables.fill(Settings, rows, path, name, audiences=audiences)
    named = [('source', settings.source), ('staff', settings.staff)]
    named += [('languages', code) for code in settings.languages]
    found = [
        Finding(name, tables.line_of(path, key), 'language-unknown', f'unknown language "{code}".',
                languages.cure(code))
        for key, code in named if code not in table
    ]  # fmt: skip
    if not any(audience.menu for audience in audiences.values()):
        found.append(
            Finding(name, 0, 'audience-missing', 'no age group.', 'Add [audiences.adult].')
        )
    if found:
        raise KljucError(found)
    base = settings.base_url and settings.base_url.rstrip('/') + '/'
    return replace(settings, base_url=base)


def _folders(path: Path) -> list[Path]:
    return sorted(folder for folder in path.glob('*') if folder.is_dir()) if path.is_dir() else []


def _try(found: list[Finding], read: Callable[[], T]) -> T | None:
    """Go on reading after an error, so that all of them are told."""
    try:
        return read()
    except KljucError as error:
        found += error.findings
        return None


def _texts(
    root: Path, folder: str, settings: Settings, found: list[Finding]
) -> dict[str, Document]:
    """The texts of a folder by audience, in the order of site.toml."""
    texts = {}
    files = {path.stem: path for path in (root / folder).glob('*.md')}
    for stem in sorted(set(files) - set(settings.audiences)):
        cure = f'Known ages are {", ".join(settings.audiences)}.'
        found.append(
            Finding(f'{folder}/{stem}.md', 0, 'audience-unknown', f'no age group "{stem}".', cure)
        )
    for key, audience in settings.audiences.items():
        if key in files:
            text = _try(found, lambda: _parse(files[key], f'{folder}/{key}.md', audience))  # noqa: B023
            if text:
                texts[key] = text
    return texts


def _parse(path: Path, name: str, audience: Audience) -> Document:
    try:
        text = path.read_text('utf-8')
    except UnicodeDecodeError:
        raise KljucError.at(name, 0, 'encoding', 'not UTF-8.', 'Save it as UTF-8.') from None
    return prose.parse(text, name, audience.msgctxt, staff=audience.key == HELPER)


@dataclass(frozen=True)
class _TopicTable:
    name: str
    order: int = 50
    menu: bool = True
    core: bool = False


@dataclass(frozen=True)
class _SheetTable:
    name: str
    paper: str = 'A5'
    duplex: str = 'simplex'
    variants: tuple[str, ...] = ()
    text: str = ''
    excerpt: bool = False
    together: bool = False
    call: bool = True
    guide: str = ''
    contact: bool = False
    smallest: float = 0
    largest: float = 0
    order: int = 50
    words: int = 0
    first: bool = False
    core: bool = False


def _folder(
    root: Path, folder: Path, file: str, cls: type[T], settings: Settings, found: list[Finding]
) -> tuple[T, dict[str, Document]] | None:
    """A folder's table and its texts."""
    place = folder.relative_to(root).as_posix()
    name = f'{place}/{file}'
    row = _try(
        found, lambda: tables.fill(cls, tables.read(folder / file, name), folder / file, name)
    )
    texts = _texts(root, place, settings, found)
    if not texts and not found and not getattr(row, 'text', ''):
        ages = ', '.join(f'{key}.md' for key in settings.audiences)
        found.append(Finding(place, 0, 'file-missing', 'no text.', f'Write one of {ages}.'))
    return (row, texts) if row is not None else None


def _topic(root: Path, folder: Path, settings: Settings, found: list[Finding]) -> Topic | None:
    read = _folder(root, folder, 'topic.toml', _TopicTable, settings, found)
    return read and Topic(folder.name, texts=read[1], **asdict(read[0]))


def _sheet(root: Path, folder: Path, settings: Settings, found: list[Finding]) -> Sheet | None:
    read = _folder(root, folder, 'flyer.toml', _SheetTable, settings, found)
    template = f'print/{folder.name}.html'
    written = any((layer / template).is_file() for layer in layers(root, 'templates'))
    if read and not written:
        cause = f'the sheet "{folder.name}" has no template.'
        found.append(
            Finding(
                f'templates/{template}', 0, 'file-missing', cause, 'Write it, see docs/printing.md.'
            )
        )
    if not read:
        return None
    row, texts = read
    place = f'content/flyers/{folder.name}/flyer.toml'
    table = {'paper': [row.paper], 'variants': row.variants, 'duplex': [row.duplex]}
    for key, known in (('paper', PAPER), ('duplex', DUPLEX), ('variants', _variants(settings))):
        for value in table[key]:
            if value not in known:
                cause = f'{key}: there is no "{value}".'
                line = tables.line_of(root / place, key)
                cure = f'Known are {", ".join(known)}.'
                found.append(Finding(place, line, 'sheet-option', cause, cure))
    for form in row.variants:
        fits = form not in FITS or row.paper in FITS[form]
        if not fits or (form == 'single' and row.duplex == 'simplex'):
            cause = f'variants: "{form}" is not for {row.paper}, {row.duplex}.'
            line = tables.line_of(root / place, 'variants')
            cure = f'It is for {" and ".join(FITS[form])} (single: with two sides).'
            found.append(Finding(place, line, 'sheet-option', cause, cure))
    return Sheet(folder.name, texts=texts, **asdict(row))


def _recalls(root: Path, slugs: set[str], codes: set[str]) -> tuple[Recall, ...]:
    """content/recalls.toml: sheets that must be thrown away, the newest first."""
    path, name = root / 'content/recalls.toml', 'content/recalls.toml'
    rows = tables.read(path, name).get('recall', []) if path.is_file() else []
    recalls = [tables.fill(Recall, row, path, name, 'recall') for row in rows]
    found = []
    for recall in recalls:
        wrong = [*(set(recall.sheets) - slugs), *(set(recall.languages) - codes)]
        causes = [f'there is no "{each}".' for each in sorted(wrong)]
        if not _is_day(recall.before):
            causes.append(f'"{recall.before}" is no day such as 2026-11-25.')
        cure = f'Sheets are {", ".join(sorted(slugs))}; languages are named as their .po.'
        line = tables.line_of(path, 'recall')
        found += [Finding(name, line, 'recall', cause, cure) for cause in causes]
    if found:
        raise KljucError(found)
    return tuple(sorted(recalls, key=lambda each: each.before, reverse=True))


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _variants(settings: Settings) -> tuple[str, ...]:
    beside = dict.fromkeys([f'with-{settings.staff}', f'with-{settings.source}'])
    return (*VARIANTS, *beside)


def _with_texts(topics: list[Topic], sheets: list[Sheet], found: list[Finding]) -> Iterator[Sheet]:
    """The sheets, those that print another's text with it."""
    lent = {f'topics/{each.slug}': each.texts for each in topics}
    lent |= {f'flyers/{each.slug}': each.texts for each in sheets if not each.text}
    for sheet in sheets:
        if sheet.text and sheet.text not in lent:
            place = f'content/flyers/{sheet.slug}/flyer.toml'
            cause, cure = f'there is no text "{sheet.text}".', f'Known are {", ".join(lent)}.'
            found.append(Finding(place, 0, 'sheet-option', cause, cure))
        yield replace(sheet, texts=lent.get(sheet.text, sheet.texts))
