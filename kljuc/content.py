"""content/ and the words of templates/ -> Site: everything that is said, in the source language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from . import facts, languages, prose, tables
from .errors import Finding, KljucError
from .languages import Language
from .model import Audience, Message, Settings
from .prose import Document
from .site import HELPER, Sheet, Site, Topic, layers

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
    words = _try(found, lambda: tuple(_template_words(root)))
    if not topics:
        cure = 'Write topics/help/topic.toml and a text beside it.'
        found.append(Finding('content/topics', 0, 'file-missing', 'no topic.', cure))
    if found or known is None or words is None:
        raise KljucError(sorted(set(found)))
    site = Site(
        root, settings, table, known, calls,
        tuple(sorted(filter(None, topics), key=lambda t: (t.order, t.slug))),
        tuple(sorted(filter(None, sheets), key=lambda s: (s.order, s.slug))), words,
    )  # fmt: skip
    return replace(site, words=words + tuple(_names(site)))


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
    order: int = 50
    words: int = 0
    core: bool = False
    prepared: bool = False


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
    if not texts and not found:
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
    if read and not written and not read[0].prepared:
        cause = f'the sheet "{folder.name}" has no template.'
        found.append(
            Finding(
                f'templates/{template}', 0, 'file-missing', cause, 'Write it, see docs/printing.md.'
            )
        )
    if not read:
        return None
    row, texts = read
    return Sheet(folder.name, texts=texts, **asdict(row))


# ---------------------------------------------------------------- the interface's words


def _template_words(root: Path) -> Iterator[Message]:
    """What the templates say with _(), word() and staff(), in the order of the files."""
    from jinja2 import TemplateSyntaxError
    from jinja2.ext import babel_extract

    seen = set()
    for layer in layers(root, 'templates'):
        for path in sorted(layer.rglob('*.html')):
            name = path.relative_to(layer).as_posix()
            if name in seen:
                continue
            seen.add(name)
            options: dict[str, Any] = {'silent': 'false', 'trimmed': 'true'}
            try:
                with path.open('rb') as file:
                    calls = list(babel_extract(file, ['_', 'word', 'staff'], ['note:'], options))
            except TemplateSyntaxError as error:
                raise KljucError.at(
                    f'templates/{name}', error.lineno, 'template', f'{error.message}', 'Mend it.'
                ) from None
            yield from _words(f'templates/{name}', calls)


def _words(file: str, calls: Iterable[tuple[int, str, Any, list[str]]]) -> Iterator[Message]:
    for line, function, text, comments in calls:
        if not isinstance(text, str):
            continue  # a variable: a name that stands in TOML
        note = ' '.join(comment.removeprefix('note:').strip() for comment in comments)
        own = function == 'staff'
        yield Message(
            text, HELPER if own else '', 'interface', file, line, note, staff=own
        )  # fmt: skip


def _names(site: Site) -> Iterator[Message]:
    """Names of ages, topics and sheets, which are texts in TOML."""
    for key, audience in site.audiences.items():
        line = tables.line_of(site.root / 'content/site.toml', 'audiences', key, 'name')
        note = 'name of an age group' if audience.menu else 'those who help'
        yield Message(audience.name, '', 'name', 'content/site.toml', line, note)
        if audience.years:
            yield Message(audience.years, '', 'name', 'content/site.toml', line, 'an age')
    for topic in site.topics:
        file = f'content/topics/{topic.slug}/topic.toml'
        note = 'short neutral name of a page: it must not betray what was read'
        staff = set(topic.texts) == {HELPER}
        yield Message(topic.name, HELPER if staff else '', 'name', file, 1, note, staff=staff)
    for sheet in site.sheets:
        file = f'content/flyers/{sheet.slug}/flyer.toml'
        yield Message(sheet.name, HELPER, 'name', file, 1, 'name of a printed sheet', staff=True)
