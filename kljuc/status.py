"""How far every language is, what must be done next, and which numbers to call for a test."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from . import build
from .build import Project
from .editions import MACHINE, Edition, Locale, questions
from .model import Message
from .po import Catalog
from .sheets import Job
from .signing import Choice, chosen, core
from .words import Words, environment, render

DUE = 30  # days before a confirmation ends in which a number is to be called
CORE = '--tier core'


def rows(project: Project, jobs: list[Job]) -> Iterator[dict[str, Any]]:
    """One row a language: what is translated, signed, published, and how big sheets are set."""
    assert project.shelf
    sizes = {job.path(): project.cache.size(job.key) for job in jobs}
    first = {message.key: message for message in core(project)}
    for code, locale in project.shelf.locales.items():
        catalog = project.catalogs.get(code) or Catalog('')
        entries = catalog.index()
        wanted = chosen(project, code, Choice())
        signed = {m.key for m in wanted if _signed(project, locale, m)}
        pages = [e for key, e in project.shelf.pages.items() if key[0] == code]
        sheets = [e for key, e in project.shelf.sheets.items() if key[0] == code]
        yield {
            'language': code,
            'tag': locale.language.tag,
            'name': locale.language.en,
            'messages': len(wanted),
            'translated': sum(locale.translate(m) is not None for m in wanted),
            'fuzzy': sum(entries[m.key].fuzzy for m in wanted if m.key in entries),
            'missing': sum(locale.translate(m) is None for m in wanted),
            'machine': sum(MACHINE in entry.comments for entry in entries.values()),
            'questions': sum(len(questions(entry)) for entry in entries.values()),
            'signed': len(signed),
            'core': sum(m.key in first for m in wanted),
            'core_signed': len(signed & first.keys()),
            'pages': sum(not edition.withheld for edition in pages),
            'drafts': sum(edition.draft for edition in pages),
            'withheld': [_why(edition) for edition in [*pages, *sheets] if edition.withheld],
            'sheets': {path.rpartition('/')[2]: size for path, size in sizes.items()
                       if path.startswith(f'print/{locale.language.tag}/')},
        }  # fmt: skip


def calls(project: Project, today: datetime.date) -> list[dict[str, Any]]:
    """The numbers in use that nobody has confirmed, or whose confirmation ends within 30 days."""
    assert project.shelf
    store, known = project.shelf.store, project.site.facts
    used, due = _used(project), []
    for fact in known.values():
        signature = store.fact(fact)
        left = fact.confirm_days - store.age(fact, today)
        if fact.id in used and fact.kind == 'phone' and left <= DUE:
            due.append({
                'fact': fact.id, 'number': fact.text, 'name': fact.name,
                'confirmed': signature.date.isoformat() if signature else '',
                'days_left': left if signature else None,
            })  # fmt: skip
    return due


def steps(project: Project, today: datetime.date) -> list[str]:
    """What must be done before anything can be released, the first thing first."""
    assert project.shelf
    shelf, site = project.shelf, project.site
    used = _used(project)
    stale = [fact for name, fact in site.facts.items() if name in used
             and shelf.store.age(fact, today) > fact.confirm_days]  # fmt: skip
    first, second, rest = [], [], []
    if stale:
        about = f'Call the numbers and compare all of content/facts.toml ({len(stale)} to confirm)'
        first.append(f'{about}: python build.py sign facts --by ID')
    messages = {message.key: message for message in core(project) if not message.staff}.values()
    for code, locale in shelf.locales.items():
        left = sum(not _signed(project, locale, message) for message in messages)
        about, command = f'{locale.language.en} ({left} to sign)', f'sign {code} {CORE} --by ID'
        if left and code == site.source.code:
            about = f'An editor and the lawyer read the core texts in {about}'
            second.append(f'{about}: python build.py {command}')
        elif left:
            about = f'A native reader reads the core texts in {about}'
            rest.append(f'{about}: python build.py review {code} {CORE}, then {command}')
    return first + second + rest


def page(project: Project, made: list[dict[str, Any]], today: datetime.date) -> str:
    """The same for people, as one file that opens by itself: status/index.html."""
    shelf, site = project.shelf, project.site
    assert shelf
    return render(
        environment(site.root), 'office/status.html', rows=made, languages=site.languages,
        calls=calls(project, today), steps=steps(project, today), today=today.isoformat(),
        settings=site.settings, language=shelf.staff.language,
        **Words(shelf, shelf.staff).values(),
    )  # fmt: skip


def show(project: Project, made: list[dict[str, Any]], today: datetime.date) -> None:
    """The same as a table on the terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table('language', 'translated', 'fuzzy', 'machine', 'core', 'signed', 'pages', 'held',
                  'sheets, pt', box=None, padding=(0, 1, 0, 0))  # fmt: skip
    for row in made:
        sizes = [size for size in row['sheets'].values() if size]
        span = f', {min(sizes):g}–{max(sizes):g}' if sizes else ''
        table.add_row(
            f'{row["language"]} {row["name"]}', f'{row["translated"]}/{row["messages"]}',
            str(row['fuzzy']), str(row['machine']), f'{row["core_signed"]}/{row["core"]}',
            f'{row["signed"]}/{row["messages"]}', str(row['pages']), str(len(row['withheld'])),
            f'{len(row["sheets"])}{span}',
        )  # fmt: skip
    console = Console()
    console.print(table)
    console.print(
        'core, signed: messages that a person has signed. held: pages and sheets. pt: type.'
    )
    for line in build.withheld(project):
        print('withheld:', line)
    for due in calls(project, today):
        state = f'confirmed {due["confirmed"]}' if due['confirmed'] else 'not confirmed yet'
        print(f'call for a test: {due["number"]} ({due["name"]}), {state}')
    for number, line in enumerate(steps(project, today)[:3], 1):
        print(f'to do {number}: {line}')


def _used(project: Project) -> set[str]:
    """The facts that stand on some page or sheet."""
    assert project.shelf
    editions = [*project.shelf.pages.values(), *project.shelf.sheets.values()]
    return {name for edition in editions for name in edition.facts}


def _signed(project: Project, locale: Locale, message: Message) -> bool:
    assert project.shelf
    text = locale.translate(message)
    code = locale.language.code
    return text is not None and project.shelf.store.message(code, message, text) is not None


def _why(edition: Edition) -> str:
    slug, age = edition.name
    return f'{"sheet" if edition.whole else "page"} {slug} {age}: {edition.withheld}'
