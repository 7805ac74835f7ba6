"""Editions -> printing jobs: the HTML of every sheet, complete but for its type size."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from urllib.parse import urlsplit

import segno

from . import fonts, markup, prose
from .editions import Edition, Locale, Shelf
from .errors import Finding, Severity
from .fonts import Fonts
from .languages import Language
from .model import Message
from .pages import setting
from .site import HOME, Sheet
from .words import Words, environment, render

LARGEST = 1.25  # of an age's smallest size: bigger looks loud on A5
MAKERS = ('weasyprint', 'pydyf', 'pikepdf')
WORK = ('kljuc/printing.py', 'kljuc/finish.py', 'kljuc/tagging.py', 'templates/print/phone.svg')


@dataclass(frozen=True)
class Job:
    """One sheet, ready to be fitted and printed in any process."""

    path: str  # in output/
    name: str  # what findings call it: fa-AF pocket adult
    measure: str  # each panel on a page of its own, as long as its text
    place: str  # the panels on their sides
    panels: int
    smallest: float  # type size in points
    largest: float
    rtl: bool
    duplex: str
    root: str  # the only folders that pictures and styles are read from
    file: str  # where the text stands
    key: str = ''  # of all that the bytes depend on


def jobs(shelf: Shelf) -> tuple[list[Job], list[Finding]]:
    """Every sheet that may be printed, and findings of scope `sheet` for those that may not."""
    made, found = [], []
    maker = _Maker(shelf, fonts.load(shelf.site.root))
    for edition in shelf.sheets.values():
        if edition.withheld:
            continue
        wrong = list(maker.unprintable(edition))
        found += wrong
        if not wrong:
            made.append(maker.job(edition))
    return made, found


def letters(shelf: Shelf, told: Collection[Finding]) -> Iterator[Finding]:
    """The same of every message that was not told of, as a warning: it may be printed tomorrow."""
    maker = _Maker(shelf, fonts.load(shelf.site.root))
    messages = {message.key: message for message in shelf.site.messages()}
    for locale in shelf.locales.values():
        for message in messages.values():
            for found in maker.letters(locale, message, 'warning'):
                if replace(found, severity='error') not in told:
                    yield found


def path_of(edition: Edition) -> str:
    """Where a sheet lies in output/."""
    slug, age = edition.name
    tag = edition.language.tag
    return f'print/{tag}/{slug}-{age}-{tag}.pdf'


class _Maker:
    def __init__(self, shelf: Shelf, font_files: Fonts) -> None:
        self.shelf, self.fonts = shelf, font_files
        self.env = environment(shelf.site.root)

    def unprintable(self, edition: Edition) -> Iterator[Finding]:
        """What stands in a sheet's messages and cannot be printed."""
        for message in [*edition.messages, *edition.words]:
            yield from self.letters(edition.locale, message, 'error')

    def letters(self, locale: Locale, message: Message, severity: Severity) -> Iterator[Finding]:
        """Letters of a message that no font has, and words that do not join."""
        language = locale.language
        plain = self.shelf.site.facts.plain(prose.plain(locale.translate(message) or ''), language)
        file, line = f'locales/{language.code}.po', locale.lines.get(message.key, 0)
        if locale.texts is None:
            file, line = message.file, message.line
        absent = fonts.missing(self.fonts, language, plain)
        if absent:
            signs = ' '.join(f'{char} (U+{ord(char):04X})' for char in absent)
            cause = f'no font has {signs} in "{plain[:40]}".'
            cure = 'Use another sign, or add a font to fonts/.'
            yield Finding(file, line, 'glyph-missing', cause, cure, severity, 'sheet')
        for word in fonts.misshapen(self.fonts, language, plain):
            cause, cure = f'"{word}" does not join as it should.', 'Type the word again.'
            yield Finding(file, line, 'shaping', cause, cure, severity, 'sheet')

    def job(self, edition: Edition) -> Job:
        slug, age = edition.name
        sheet = next(sheet for sheet in self.shelf.site.sheets if sheet.slug == slug)
        measure, panels = self._html(edition, sheet, measure=True)
        place, _ = self._html(edition, sheet, measure=False)
        smallest = self.shelf.site.audiences[age].print_size
        root = self.shelf.site.root
        job = Job(
            path_of(edition), f'{edition.language.tag} {slug} {age}', measure, place, panels,
            smallest, smallest * LARGEST, edition.language.script.rtl, sheet.duplex, str(root),
            edition.documents[0].file,
        )  # fmt: skip
        return replace(job, key=self._key(job, edition.language))

    def _html(self, edition: Edition, sheet: Sheet, *, measure: bool) -> tuple[str, int]:
        shelf, locale = self.shelf, edition.locale
        age = shelf.site.audiences[edition.name[1]]
        set_ = setting(shelf, locale, age, lambda target: (target, ''))
        text = markup.render(edition.documents[0], set_)
        call = markup.render(edition.documents[1], set_) if edition.documents[1:] else ()
        staff = shelf.locales.get(shelf.site.settings.staff)
        panels: list[str] = []
        html = render(
            self.env, f'print/{sheet.slug}.html', language=locale.language, age=age.key,
            sections=text, calls=call, measure=measure, panels=panels,
            fonts=self._fonts(locale.language).css(),
            settings=shelf.site.settings, title=shelf.site.settings.name, qr=self._qr(edition),
            staff_names=(
                _said(staff, sheet.name, 'helper'), sheet.name,
                _said(staff, age.name, ''), age.name,
            ),
            draft=edition.draft, version=edition.version, pictures=self._pictures(),
            ours=(HOME / 'templates').as_uri(),
            languages=self._languages(locale.language),
            look=shelf.site.settings.look, **Words(shelf, locale).values(),
        )  # fmt: skip
        return html, len(panels)

    def _languages(self, own: Language) -> list[Language]:
        """Those that stand on a sheet: its own, and those of staff."""
        return list(dict.fromkeys([own, self.shelf.site.staff, self.shelf.site.source]))

    def _fonts(self, own: Language) -> Fonts:
        return self.fonts.of(*(language.script for language in self._languages(own)))

    def _pictures(self) -> str:
        return self.shelf.site.picture('').as_uri()

    def _qr(self, edition: Edition) -> dict[str, str]:
        """Where the code leads, how that is written beside it, and the code as SVG."""
        settings = self.shelf.site.settings
        base = settings.base_url
        url = f'{base}{edition.language.tag}/' if base else settings.publisher_url
        code = segno.make(url, error='m', micro=False)
        parts = urlsplit(url)
        shown = (parts.netloc + parts.path).rstrip('/')
        return {'url': url, 'shown': shown, 'svg': code.svg_data_uri(border=4, omitsize=True)}

    def _key(self, job: Job, own: Language) -> str:
        """The hash of everything that decides a sheet's bytes, wherever the folders lie."""
        root = self.shelf.site.root
        said = repr(replace(job, root='')).replace(root.as_uri(), '').replace(HOME.as_uri(), '')
        pictures = sorted(self.shelf.site.picture('').glob('*.svg'))
        used = [path.read_bytes() for path in pictures if path.name in job.measure]
        used += [(HOME / name).read_bytes() for name in WORK]
        parts = [said.encode(), self._fonts(own).key().encode(), *used]
        parts += [f'{name} {version(name)}'.encode() for name in MAKERS]
        return hashlib.sha256(b'\0'.join(parts)).hexdigest()


def _said(locale: object, source: str, context: str) -> str:
    text = locale.translate(Message(source, context)) if locale else None  # type: ignore[attr-defined]
    return text or source
