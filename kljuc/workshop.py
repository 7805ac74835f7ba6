"""What translators and editors need: extract, update, and what is left to translate."""

from __future__ import annotations

from collections.abc import Iterator

from . import facts
from .build import Project
from .errors import Finding
from .merging import merge
from .model import Message
from .po import Catalog, Entry

POT = 'locales/messages.pot'


def extract(project: Project) -> tuple[int, bool]:
    """Write messages.pot in page order; tells how many messages, and whether it changed."""
    template = make_template(project)
    path = project.root / POT
    text = template.dump()
    changed = not path.is_file() or path.read_text('utf-8') != text
    if changed:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, 'utf-8', newline='\n')
    return len(template.index()), changed


def make_template(project: Project, *, staff: bool = True) -> Catalog:
    """All messages, each once; without those for staff, as most languages need it."""
    template = Catalog.new(POT, '')
    entries: dict[tuple[str, str], Entry] = {}
    for message in project.site.messages():
        if message.staff and not staff:
            continue
        entry = entries.setdefault(
            message.key, Entry(message.source, context=message.context or None)
        )
        for line in _about(project, message):
            if line not in entry.extracted:
                entry.extracted.append(line)
        if message.file not in entry.references:
            entry.references.append(message.file)
        if facts.used(message.source):
            entry.flags = ['python-brace-format']
    template.entries += entries.values()
    return template


def update(project: Project, codes: list[str]) -> Iterator[str]:
    """Bring catalogs up to date; a language that is named and has none gets one."""
    site = project.site
    for code in codes:
        if code in site.languages and code not in project.catalogs:
            project.catalogs[code] = Catalog.new(f'locales/{code}.po', code)
    for code, catalog in project.catalogs.items():
        if code == site.source.code or (codes and code not in codes):
            continue
        template = make_template(project, staff=code == site.settings.staff)
        report = merge(catalog, template)
        written = catalog.save(project.root / f'locales/{code}.po')
        yield f'{code}: {report}{"" if written else ", file as it was"}'


def incomplete(project: Project) -> Iterator[Finding]:
    """Every message that is empty or fuzzy."""
    for code, catalog in project.catalogs.items():
        staff = code == project.site.settings.staff
        for key in make_template(project, staff=staff).index():
            entry = catalog.index().get(key)
            if entry is None or not entry.text or entry.fuzzy:
                state = 'is fuzzy' if entry and entry.text else 'is not translated'
                line = entry.line if entry else 0
                cause = f'"{key[1][:60]}" {state}.'
                cure = 'Translate or confirm it.'
                yield Finding(
                    f'locales/{code}.po', line, 'incomplete', cause, cure, 'warning', 'message'
                )


def _about(project: Project, message: Message) -> Iterator[str]:
    """What a translator should know of a message, a line each."""
    audience = project.site.audiences.get(message.context or 'adult')
    critical = 'critical: without it the page is withheld' if message.critical else ''
    said = '' if message.kind in ('interface', 'name') or not audience else audience.note
    yield ' · '.join(filter(None, [message.kind, said, critical]))
    if message.note:
        yield message.note
    for name in facts.used(message.source):
        if name == facts.INTERPRETER:
            yield '{interpreter} = name of the language and "interpreter", in Slovenian'
        elif name in project.site.facts:
            yield f'{{{name}}} = {project.site.facts[name].text}'
