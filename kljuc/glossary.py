"""locales/glossary.csv: one approved word a term and language, and words that it must not be.

A row is a term: its definition, then for each language a cell `ar` (the approved word first, other
forms that count behind a bar: "tolmač | tolmačk") and a cell `ar avoid`. A row without a word in
the source language is something that is never said: its `avoid` cells are banned anywhere.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import Finding

NAME = 'locales/glossary.csv'
AVOID = ' avoid'
VOWELS = re.compile('[\u0640\u064b-\u0652\u0670]')  # Arabic vowel signs and the stretched line


@dataclass(frozen=True)
class Term:
    """A row."""

    cells: dict[str, tuple[str, ...]]  # by column: `ar`, `ar avoid`
    definition: str = ''

    def words(self, code: str) -> tuple[str, ...]:
        """The approved word of a language, then its other forms."""
        return self.cells.get(code, ())

    def avoided(self, code: str) -> tuple[str, ...]:
        """What must not be said for it in a language."""
        return self.cells.get(code + AVOID, ())


class Glossary:
    """All terms of a project; what is asked of it again is remembered."""

    def __init__(self, terms: Iterable[Term], source: str) -> None:
        self.source = source
        rows = list(terms)
        self._terms = [
            (term, _any(term.words(source), r'(?<!\w)', r'(?!\w)'))
            for term in rows if term.words(source)
        ]  # fmt: skip
        self._never = [term for term in rows if not term.words(source)]
        self._within: dict[str, list[Term]] = {}
        self._banned: dict[str, re.Pattern[str]] = {}

    def within(self, text: str) -> list[Term]:
        """The terms that a text of the source language speaks of."""
        if text not in self._within:
            plain = folded(text)
            self._within[text] = [term for term, words in self._terms if words.search(plain)]
        return self._within[text]

    def banned(self, code: str) -> re.Pattern[str]:
        """What is never said in a language, where a word of a folded text begins with it."""
        if code not in self._banned:
            never = [word for term in self._never for word in term.avoided(code)]
            self._banned[code] = _any(never, r'(?<!\w)', '')
        return self._banned[code]


def said(words: Iterable[str], text: str) -> bool:
    """Whether one of some words stands in a folded text: in any place, for affixes are common."""
    return any(folded(word) in text for word in words)


def whole(words: Iterable[str], text: str) -> str:
    """The first of some words that stands in a folded text as a word of its own."""
    found = [w for w in words if folded(w) in text]
    return next((w for w in found if _any([w], r'(?<!\w)', r'(?!\w)').search(text)), '')


def _any(words: Iterable[str], before: str, behind: str) -> re.Pattern[str]:
    """Finds any of some words in a folded text; finds nothing where there are none."""
    either = '|'.join(re.escape(folded(word)) for word in words)
    return re.compile(f'{before}(?:{either}){behind}' if either else r'(?!)')


@cache
def folded(text: str) -> str:
    """A text without capitals and Arabic vowel signs; i is one letter, with and without its dot."""
    plain = unicodedata.normalize('NFC', text).casefold()
    return VOWELS.sub('', plain).replace('i\u0307', 'i').replace('ı', 'i')


def load(root: Path, codes: Collection[str], source: str) -> tuple[Glossary, list[Finding]]:
    """Read it; a column or row that cannot be is a finding."""
    path = root / NAME
    if not path.is_file():
        return Glossary([], source), []
    try:
        rows = list(csv.reader(path.read_text('utf-8-sig').splitlines()))
    except UnicodeDecodeError:
        return Glossary([], source), [_wrong(0, 'not UTF-8.', 'Save it as UTF-8.')]
    head = rows[0] if rows else []
    found = [
        _wrong(1, f'unknown column "{name}".', 'Columns are definition, a language, "ar avoid".')
        for name in head if name != 'definition' and name.removesuffix(AVOID) not in codes
    ]  # fmt: skip
    return Glossary(_terms(head, rows[1:], found), source), found


def _terms(head: list[str], rows: list[list[str]], found: list[Finding]) -> Iterator[Term]:
    for line, row in enumerate(rows, 2):
        if len(row) != len(head):
            cause = f'{len(row)} cells, {len(head)} columns.'
            found.append(_wrong(line, cause, 'Put a cell that has a comma in quotes.'))
            continue
        cells = dict(zip(head, row, strict=True))
        definition = cells.pop('definition', '')
        parted = {key: tuple(w.strip() for w in cell.split('|') if w.strip())
                  for key, cell in cells.items()}  # fmt: skip
        yield Term(parted, definition)


def _wrong(line: int, cause: str, cure: str) -> Finding:
    """It checks less, and holds back nothing."""
    return Finding(NAME, line, 'glossary-file', cause, cure, 'error', 'message')
