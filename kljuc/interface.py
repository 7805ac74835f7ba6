"""The interface's words: what templates say, and the names that stand in TOML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from . import tables
from .errors import KljucError
from .model import Message
from .site import HELPER, Site, layers


def of_templates(root: Path) -> Iterator[Message]:
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


def names(site: Site) -> Iterator[Message]:
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
    for recall in site.recalls:
        note = 'why printed sheets must be thrown away; for staff'
        yield Message(recall.why, HELPER, 'name', 'content/recalls.toml', 1, note, staff=True)
    for sheet in site.sheets:
        file = f'content/flyers/{sheet.slug}/flyer.toml'
        yield Message(sheet.name, HELPER, 'name', file, 1, 'name of a printed sheet', staff=True)
