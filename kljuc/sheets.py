"""Editions -> printing jobs: the HTML of every sheet, complete but for its type size."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from typing import Any, NamedTuple

from . import filling, fonts
from .editions import Edition, Shelf
from .errors import Finding, KljucError
from .languages import Language
from .markup import Section
from .proof import Proof, languages_on
from .site import HOME, LOOKS, Sheet
from .words import environment, render

LARGEST = 1.25  # of an age's smallest size: bigger looks loud in a hand
MAKERS = ('weasyprint', 'pydyf', 'pikepdf', 'pypdfium2')
WORK = ('printing.py', 'engine.py', 'finish.py', 'tagging.py', 'drawings.py')
PICTURE = re.compile(r'/content/pictures/([^"?\')]+)')


class Room(NamedTuple):
    """The place of a panel on a sheet: its name, and its height in millimetres."""

    name: str
    height: float
    grows: bool = True  # its type is the one that is looked for


@dataclass(frozen=True)
class Job:
    """One sheet, ready to be fitted and printed in any process."""

    tag: str  # its folder: a language, or `all`
    slug: str
    age: str  # empty where a sheet is for all
    name: str  # what findings call it: fa-AF pocket adult
    styles: tuple[str, ...]
    measure: str  # each panel on a page of its own, as long as its text
    place: str  # the panels on their sides
    rooms: tuple[Room, ...]  # none where the text runs on over as many sides as it needs
    looks: tuple[str, ...]  # '' is colour
    smallest: float  # type size in points
    largest: float
    rtl: bool
    duplex: str
    root: str  # the only folders that pictures and styles are read from
    file: str  # where the text stands
    key: str = ''  # of all that the bytes depend on

    def path(self, look: str = '') -> str:
        """Where a look of it lies in output/."""
        return path_of(self.tag, self.slug, self.age, look)


def path_of(tag: str, slug: str, age: str, variant: str = '', *, imposed: bool = False) -> str:
    """Where a sheet lies in output/."""
    name = '-'.join(filter(None, [slug, age, variant, tag]))
    return f'print/{tag}/{"impose/" if imposed else ""}{name}.pdf'


def jobs(maker: Maker) -> tuple[list[Job], list[Finding]]:
    """Every sheet that may be printed, and findings of scope `sheet` for those that may not."""
    shelf = maker.shelf
    made: list[Job] = []
    found = list(maker.proof.pictures)
    for edition in shelf.sheets.values():
        sheet = maker.sheets[edition.name[0]]
        if edition.withheld or sheet.together:
            continue
        wrong = list(maker.proof.unprintable(edition))
        found += wrong
        if not wrong:
            made += maker.job(sheet, [edition], found)
    for sheet in (sheet for sheet in maker.sheets.values() if sheet.together):
        every = [e for e in shelf.sheets.values() if e.name[0] == sheet.slug and not e.withheld]
        faults = {e.language.code: list(maker.proof.unprintable(e)) for e in every}
        found += [each for wrong in faults.values() for each in wrong]
        every = [e for e in every if not faults[e.language.code]]
        if every:
            made += maker.job(sheet, every, found)
    return made, found


class Maker:
    """Makes the jobs of a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.site = shelf, shelf.site
        self.fonts = fonts.load(self.site.root)
        self.env = environment(self.site.root)
        self.proof = Proof(shelf, self.fonts)
        self.sheets = {sheet.slug: sheet for sheet in self.site.sheets}

    def job(self, sheet: Sheet, editions: Sequence[Edition], found: list[Finding]) -> Iterator[Job]:
        """The job of one edition, or of all languages together; none if its template fails."""
        first = editions[0]
        key = first.name[1]
        age, locale = self.site.audiences[key], first.locale
        tag, named = locale.language.tag, key
        if sheet.together:
            locale, tag, named = self.shelf.staff, 'all', ''
        file = first.documents[0].file
        smallest = sheet.smallest or age.print_size
        try:
            values = filling.values(self.shelf, sheet, editions, locale)
            rooms: list[Room] = []
            measure = self._render(sheet, values, rooms, measure=True)
            place = self._render(sheet, values, [], measure=False)
            styles = self._styles(sheet, [edition.language for edition in editions])
        except KljucError as error:
            found += [replace(each, scope='sheet') for each in error.findings]
            return
        lost = list(_left_out(sheet, values['sections'], place, first))
        found += lost
        if lost:
            return
        looks = '', *(look for look in LOOKS if look == 'bw' or look in sheet.variants)
        job = Job(
            tag, sheet.slug, named, ' '.join(filter(None, [tag, sheet.slug, named])),
            styles, measure, place, tuple(rooms), looks,
            smallest, sheet.largest or smallest * LARGEST, locale.language.script.rtl,
            sheet.duplex, str(self.site.root), file,
        )  # fmt: skip
        yield replace(job, key=self._key(job, [edition.language for edition in editions]))

    def _render(
        self, sheet: Sheet, values: dict[str, Any], rooms: list[Room], *, measure: bool
    ) -> str:
        def room(name: str, height: float, grows: bool) -> str:
            rooms.append(Room(name, height, grows))
            return ''

        template = f'print/{sheet.slug}.html'
        return render(self.env, template, measure=measure, room=room, **values)

    def _styles(self, sheet: Sheet, languages: Sequence[Language]) -> tuple[str, ...]:
        """The fonts, what all sheets share, and the sheet's own."""
        own = list(
            dict.fromkeys(other for each in languages for other in languages_on(self.site, each))
        )
        together = len(languages) > 1
        values = {
            'language': self.site.staff if together else languages[0],
            'languages': own,
            'look': self.site.settings.look,
            'ours': (HOME / 'templates').as_uri(),
            'sheet': sheet,
        }
        made = [self.fonts.of(*(each.script for each in own)).css()]
        return (*made, *(render(self.env, f'print/{name}.css', **values)
                         for name in ('sheet', sheet.slug)))  # fmt: skip

    def _key(self, job: Job, languages: Sequence[Language]) -> str:
        """The hash of everything that decides a sheet's bytes, wherever the folders lie."""
        root = self.site.root
        said = repr(replace(job, root='', looks=()))
        said = said.replace(root.as_uri(), '').replace(HOME.as_uri(), '')
        used = sorted(set(PICTURE.findall(job.measure + job.place)))
        pictures = [self.site.picture(name) for name in used]
        parts = [said.encode(), *(path.read_bytes() for path in pictures if path.is_file())]
        scripts = {each.script for own in languages for each in languages_on(self.site, own)}
        ordered = sorted(scripts, key=lambda script: script.code)
        parts += [self.fonts.of(*ordered).key().encode(), self._work]
        return hashlib.sha256(b'\0'.join(parts)).hexdigest()

    @cached_property
    def _work(self) -> bytes:
        """The programs that print, in this version."""
        parts = [(HOME / 'kljuc' / name).read_bytes() for name in WORK]
        parts += [path.read_bytes() for path in sorted((HOME / 'templates/print').glob('*.svg'))]
        parts += [f'{name} {version(name)}'.encode() for name in MAKERS]
        return b'\0'.join(parts)


def _left_out(
    sheet: Sheet, sections: Sequence[Section], html: str, edition: Edition
) -> Iterator[Finding]:
    """Sections of a text that its format has no panel for."""
    lines = {m.source: m.line for m in edition.documents[0].messages if m.kind == 'heading'}
    sources = list(lines)
    for number, section in enumerate(sections if not sheet.excerpt else ()):
        if section.heading not in html or section.body not in html:
            source = sources[number] if number < len(sources) else section.id
            cause = f'the sheet "{sheet.slug}" has no panel for "{source}".'
            cure = f'Join it with another section; this format has room for {number} of them.'
            file = edition.documents[0].file
            line = lines.get(source, 0)
            yield Finding(file, line, 'sheet-panel', cause, cure, 'error', 'sheet')
