"""Review sheets: source | translation | remark | back-translation, to be read on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import fonts, prose
from .build import Project
from .editions import MACHINE, questions
from .errors import KljucError
from .model import Message
from .signing import Choice, chosen
from .words import Words, environment, render


def sheet(project: Project, code: str, choice: Choice) -> str:
    """The page for one language, with its fonts for paper."""
    shelf, site = project.shelf, project.site
    assert shelf
    texts = chosen(project, code, choice)
    language = site.languages[code]
    every = fonts.load(site.root)
    faults = list(every.faults(language.script))
    if faults:
        raise KljucError(faults)
    letters = every.of(language.script)
    parts = list(_parts(project, code, texts))
    return render(
        environment(site.root), 'office/review.html', target=language, source=site.source,
        parts=parts, count=sum(len(part['rows']) for part in parts), choice=choice,
        fonts=letters.css(), settings=site.settings, **Words(shelf, shelf.staff).values(),
    )  # fmt: skip


def _parts(project: Project, code: str, texts: list[Message]) -> Iterator[dict[str, Any]]:
    """The messages, cut where another text begins."""
    shelf = project.shelf
    assert shelf
    locale, catalog = shelf.locales[code], project.catalogs.get(code)
    entries = catalog.index() if catalog else {}
    facts = project.site.facts
    part: dict[str, Any] = {'file': None, 'rows': []}
    for message in texts:
        if message.file != part['file']:
            if part['rows']:
                yield part
            part = {'file': message.file, 'rows': []}
        text, entry = locale.translate(message), entries.get(message.key)
        part['rows'].append({
            'source': facts.html(prose.plain(message.source), project.site.source),
            'text': facts.html(prose.plain(text), locale.language) if text else '',
            'audience': message.context or '', 'note': message.note, 'critical': message.critical,
            'machine': bool(entry and MACHINE in entry.comments),
            'questions': questions(entry) if entry else [],
            'signed': bool(text and shelf.store.message(code, message, text)),
        })  # fmt: skip
    if part['rows']:
        yield part
