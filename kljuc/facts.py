"""Numbers, addresses and hours: written once, never by a translator, always in Latin digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from markdown.util import AtomicString

from . import tables
from .errors import Finding, KljucError
from .languages import Language

PLACEHOLDER = re.compile(r'\{([a-z][a-z0-9_]*)\}')
INTERPRETER = 'interpreter'  # the one placeholder whose value is the reader's language
KINDS = {'phone': 'tel:', 'mail': 'mailto:', 'link': '', 'time': '', 'text': ''}


@dataclass(frozen=True)
class Fact:
    """One number, mail, address or time, with where it was seen and how sure that is."""

    id: str
    kind: str
    text: str
    source: str
    confidence: str  # A, B, C as in the sources; whether it was confirmed is a signature
    href: str = ''
    name: str = ''
    note: str = ''
    confirm_days: int = 180  # so long a confirmation holds
    in_language: dict[str, str] = field(default_factory=dict)

    def value(self, language: Language) -> str:
        """What stands on the page; spaces do not break."""
        return self.in_language.get(language.code, self.text).replace(' ', '\u00a0')

    @property
    def url(self) -> str:
        """Where it leads: tel:, mailto:, https: or nowhere."""
        return KINDS[self.kind] + (self.href or self.text) if self.linked else ''

    @property
    def linked(self) -> bool:
        """Times and plain texts lead nowhere."""
        return self.kind in ('phone', 'mail', 'link')


class Facts(Mapping[str, Fact]):
    """All facts of a project by id."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = dict(facts)

    def __getitem__(self, key: str) -> Fact:
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def known(self, name: str) -> bool:
        """Whether `{name}` may stand in a text."""
        return name in self._facts or name == INTERPRETER

    def element(self, name: str, language: Language) -> Element:
        """`<bdi dir="ltr"><a href="tel:...">080 17 22</a></bdi>`, out of reach of any bidi rule."""
        bdi = Element('bdi', {'dir': 'ltr'})
        if name == INTERPRETER:
            bdi.set('lang', 'sl')
            bdi.set('class', 'say')
            bdi.text = AtomicString(language.say)
            return bdi
        fact = self[name]
        if fact.linked:
            bdi = Element('bdi', {'dir': 'ltr', 'class': fact.kind})
            link = SubElement(bdi, 'a', {'href': fact.url})
            link.text = AtomicString(fact.value(language))
        else:
            bdi.text = AtomicString(fact.value(language))
        return bdi

    def plain(self, text: str, language: Language) -> str:
        """A text with its placeholders filled in, without markup."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            return language.say if name == INTERPRETER else self[name].value(language)

        return PLACEHOLDER.sub(value, text)

    def html(self, text: str, language: Language) -> str:
        """An escaped text with its placeholders filled in as elements."""

        def value(match: re.Match[str]) -> str:
            return tostring(self.element(match[1], language), 'unicode', method='html')

        return PLACEHOLDER.sub(value, escape(text, quote=False))


def used(text: str) -> list[str]:
    """The names of the placeholders in a text, in order."""
    return PLACEHOLDER.findall(text)


def load(path: Path, name: str) -> Facts:
    """Read facts.toml: one table a fact."""
    facts: dict[str, Fact] = {}
    found: list[Finding] = []
    for key, row in tables.read(path, name).items():
        try:
            fact = tables.fill(Fact, row, path, name, key, id=key)
        except KljucError as error:
            found += error.findings
            continue
        if fact.kind not in KINDS:
            cause = f'unknown kind "{fact.kind}".'
            found.append(
                Finding(name, tables.line_of(path, key, 'kind'), 'fact-kind', cause,
                        f'Known are {", ".join(KINDS)}.')
            )  # fmt: skip
        facts[key] = fact
    if found:
        raise KljucError(found)
    return Facts(facts)
