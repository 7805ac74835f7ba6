"""Document x audience x language -> Edition: what is translated, counted, signed, withheld."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from . import drawings, facts, prose
from .languages import Language
from .model import Message
from .po import Catalog, Entry
from .prose import Document
from .signatures import Signature, Store, digest
from .site import Sheet, Site

ENOUGH = 0.8  # of a page's messages; below it the page is withheld
SOON = 'templates/_soon.html'  # words that nothing shows yet
MACHINE = 'machine draft'  # the comment under which a translation waits for a person


@dataclass(frozen=True)
class Locale:
    """One language of a site: what is translated, and what of it may be shown."""

    language: Language
    texts: dict[tuple[str, str], str] | None  # None: the source language itself
    machine: frozenset[tuple[str, str]] = frozenset()  # what no person has looked at
    lines: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)  # in its catalog

    def translate(self, message: Message) -> str | None:
        """The translation, when there is one that may be shown."""
        return message.source if self.texts is None else self.texts.get(message.key)


@dataclass(frozen=True)
class Edition:
    """One text in one language, with everything that stands on its page or sheet."""

    name: tuple[str, str]  # slug, age
    locale: Locale
    documents: tuple[Document, ...]  # the text itself, then what stands beside it
    shelf: Shelf = field(repr=False)
    whole: bool = False  # paper: complete or withheld
    words: tuple[Message, ...] = ()  # of the template

    @property
    def site(self) -> Site:
        """The project it belongs to."""
        return self.shelf.site

    @property
    def store(self) -> Store:
        """The signatures it rests on."""
        return self.shelf.store

    @property
    def language(self) -> Language:
        """Its language."""
        return self.locale.language

    @cached_property
    def messages(self) -> list[Message]:
        """What of it is to be translated into this language."""
        staff = self.language in (self.site.staff, self.site.source)
        every = [*self._every(), *(self.words if self.whole else ())]
        return [m for m in every if prose.translatable(m) and (staff or not m.staff)]

    @cached_property
    def missing(self) -> list[Message]:
        """Messages without a translation that may be shown."""
        return [m for m in self.messages if self.locale.translate(m) is None]

    @property
    def share(self) -> float:
        """How much is translated, 0 to 1."""
        return 1 - len(self.missing) / max(1, len(self.messages))

    @cached_property
    def withheld(self) -> str:
        """Why this edition must not be published; empty when it may."""
        critical = [m for m in self.missing if m.critical]
        if self.whole and self.missing:
            return f'{len(self.missing)} of {len(self.messages)} messages are not translated'
        if critical:
            return f'"{critical[0].source[:60]}" is critical and not translated'
        if self.share < ENOUGH:
            return f'only {self.share:.0%} is translated'
        return self._unsigned(self.shelf.release) if self.shelf.release else ''

    @property
    def facts(self) -> list[str]:
        """The facts it shows, each once."""
        names = [name for message in self._every() for name in facts.used(message.source)]
        return [name for name in dict.fromkeys(names) if name in self.site.facts]

    @cached_property
    def signatures(self) -> list[Signature | None]:
        """One for each piece it rests on: facts, translations, source texts, words around them."""
        code, source, store = self.language.code, self.site.settings.source, self.store
        signed = [store.fact(self.site.facts[name]) for name in self.facts]
        for message in dict.fromkeys([*self.messages, *self.words]):
            signed.append(store.message(source, message, message.source))
            if code != source:
                signed.append(store.message(code, message, self.locale.translate(message) or ''))
        return signed

    @cached_property
    def version(self) -> str:
        """The date of the newest signature it rests on, or `draft-` and six hex digits."""
        dates = [signature.date for signature in self.signatures if signature]
        if dates and len(dates) == len(self.signatures):
            return max(dates).isoformat()
        return f'draft-{self._hash()[:6]}'

    @property
    def draft(self) -> bool:
        """Whether anything in it is unsigned."""
        return self.version.startswith('draft')

    def _unsigned(self, today: datetime.date) -> str:
        """Why it must not be released today."""
        missing = self.signatures.count(None)
        if missing:
            return f'{missing} of {len(self.signatures)} pieces are not signed'
        facts = [self.site.facts[name] for name in self.facts]
        late = [fact.id for fact in facts if self.store.age(fact, today) > fact.confirm_days]
        return f'{", ".join(late)}: confirmed too long ago' if late else ''

    @property
    def machine(self) -> bool:
        """Whether anything in it is as a machine translated it."""
        return any(message.key in self.locale.machine for message in self.messages)

    def _every(self) -> Iterable[Message]:
        return (message for document in self.documents for message in document.messages)

    def _hash(self) -> str:
        language = self.language
        texts = [self.locale.translate(m) or m.source for m in [*self._every(), *self.words]]
        values = [self.site.facts[name].value(language) for name in self.facts]
        return digest(language.tag, *texts, *values)


@dataclass(frozen=True)
class Shelf:
    """All editions of a site: what is published, and what is withheld and why."""

    site: Site
    locales: dict[str, Locale]  # by code, in the chooser's order; before `offered` is asked
    store: Store
    release: datetime.date | None = None  # of today, when only what is signed may be shown

    @cached_property
    def pages(self) -> dict[tuple[str, str, str], Edition]:
        """Every page by (language code, age, slug), withheld ones too."""
        return {
            (code, age, topic.slug): self._page(locale, topic.slug, age, text)
            for code, locale in self.locales.items()
            for topic in self.site.topics
            for age, text in topic.texts.items()
        }

    @cached_property
    def sheets(self) -> dict[tuple[str, str, str], Edition]:
        """Every sheet by (language code, age, slug), withheld ones too."""
        return {
            (code, age, sheet.slug): self._sheet(locale, sheet, age, text)
            for code, locale in self.offered.items()
            for sheet in self.site.sheets
            for age, text in sheet.texts.items()
        }

    @cached_property
    def offered(self) -> dict[str, Locale]:
        """The languages whose first page, the one with help, may be published."""
        first, age = self.site.topics[0], next(iter(self.site.topics[0].texts))
        return {
            code: locale for code, locale in self.locales.items()
            if not self.pages[code, age, first.slug].withheld
        }  # fmt: skip

    @cached_property
    def broken(self) -> dict[str, drawings.Fault]:
        """Pictures named in texts that can be neither printed nor published, and why."""
        named = {match[2] for message in self.site.messages()
                 if (match := prose.PICTURE.match(message.source))}  # fmt: skip
        faults = {name: drawings.fault(self.site.picture(name)) for name in named}
        return {name: found for name, found in faults.items() if found}

    def page(self, code: str, age: str, slug: str) -> Edition | None:
        """A page, if it is published."""
        edition = self.pages.get((code, age, slug)) if code in self.offered else None
        return edition if edition and not edition.withheld else None

    def text(self, locale: Locale, message: Message) -> tuple[str, Language]:
        """What to show of a message: its translation, for helpers the staff's, else the source."""
        staff = self.locales.get(self.site.settings.staff)
        for each in (locale, staff if message.staff else None):
            text = each.translate(message) if each else None
            if each and text is not None:
                return text, each.language
        return message.source, self.site.source

    def _page(self, locale: Locale, slug: str, age: str, text: Document) -> Edition:
        return Edition((slug, age), locale, self._with_call(text, age), self, False, self.words(''))

    def _sheet(self, locale: Locale, sheet: Sheet, age: str, text: Document) -> Edition:
        documents = self._with_call(text, age) if sheet.call else (text,)
        return Edition((sheet.slug, age), locale, documents, self, True, self.words(sheet.slug))

    def _with_call(self, text: Document, age: str) -> tuple[Document, ...]:
        call = self.site.calls.get(age)
        return (text, call) if call else (text,)

    @property
    def staff(self) -> Locale:
        """The locale of those who print and help, else the source."""
        settings = self.site.settings
        return self.locales.get(settings.staff) or self.locales[settings.source]

    def words(self, sheet: str) -> tuple[Message, ...]:
        """What the template of a sheet says; under no name, the templates of pages."""
        return self._words.get(sheet, ())

    @cached_property
    def _words(self) -> dict[str, tuple[Message, ...]]:
        words: dict[str, list[Message]] = {}
        for message in self.site.words:
            if not message.staff and message.file != SOON:
                sheet = message.file.removeprefix('templates/print/').removesuffix('.html')
                name = '' if '/' in sheet or message.file == f'templates/{sheet}.html' else sheet
                words.setdefault(name, []).append(message)
        return {name: tuple(messages) for name, messages in words.items()}


def questions(entry: Entry) -> list[str]:
    """What the translator of a message asks the editor."""
    return [line.lstrip(' ?') for line in entry.comments if line.lstrip().startswith('?')]


def read(language: Language, catalog: Catalog, bad: set[int]) -> Locale:
    """What a catalog gives: not the fuzzy, the empty, nor the lines that a check refused."""
    shown = [
        entry for entry in catalog.index().values()
        if entry.text and not entry.fuzzy and entry.line not in bad
    ]  # fmt: skip
    machine = frozenset(entry.key for entry in shown if MACHINE in entry.comments)
    texts = {entry.key: entry.text for entry in shown}
    return Locale(language, texts, machine, {entry.key: entry.line for entry in shown})
