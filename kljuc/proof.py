"""What cannot be printed: letters that no font has, words that do not join, unsound pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from . import fonts, prose
from .editions import Edition, Locale, Shelf
from .errors import Finding, Severity
from .fonts import Fonts
from .languages import Language
from .model import Message
from .site import Site


@dataclass(frozen=True)
class Proof:
    """Reads the texts of a shelf as its fonts would print them."""

    shelf: Shelf
    fonts: Fonts

    @cached_property
    def pictures(self) -> list[Finding]:
        """Pictures named in texts that can be neither printed nor published."""
        return list(self._pictures())

    def _pictures(self) -> Iterator[Finding]:
        for message in self.shelf.site.messages():
            match = prose.PICTURE.match(message.source)
            fault = self.shelf.broken.get(match[2]) if match else None
            if fault:
                code, cause, cure = fault
                yield Finding(message.file, message.line, code, cause, cure, 'error', 'sheet')

    def unprintable(self, edition: Edition) -> Iterator[Finding]:
        """Why a sheet cannot be printed."""
        on_it = [language.script for language in languages_on(self.shelf.site, edition.language)]
        yield from self.fonts.faults(*on_it)
        files = {document.file for document in edition.documents}
        yield from (found for found in self.pictures if found.file in files)
        for message in [*edition.messages, *edition.words]:
            yield from self.letters(edition.locale, message, 'error')

    def letters(self, locale: Locale, message: Message, severity: Severity) -> Iterator[Finding]:
        """Letters of a message that no font has, and words that do not join."""
        language = locale.language
        if list(self.fonts.faults(language.script)):
            return  # which is told already
        facts = self.shelf.site.facts
        plain = facts.plain(prose.plain(locale.translate(message) or ''), language)
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


def letters(shelf: Shelf, told: Collection[Finding]) -> Iterator[Finding]:
    """Letters of every message that were not told of, as warnings: it may be printed tomorrow."""
    proof = Proof(shelf, fonts.load(shelf.site.root))
    messages = {message.key: message for message in shelf.site.messages()}
    for locale in shelf.locales.values():
        for message in messages.values():
            for found in proof.letters(locale, message, 'warning'):
                if replace(found, severity='error') not in told:
                    yield found


def languages_on(site: Site, own: Language) -> list[Language]:
    """The languages that stand on a sheet: its own, and those of staff."""
    return list(dict.fromkeys([own, site.staff, site.source]))
