"""Who signed what: locales/signatures/<code|en|facts>.csv, one line a piece.

A signature names the sha256 of what was signed. When the text changes the hash differs, and the
signature is none. Reviewers appear as ids (rev-07); the Society keeps the names elsewhere.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from .errors import Finding
from .facts import Fact
from .model import Message

COLUMNS = ['key', 'sha256', 'reviewer', 'date']
FACTS = 'facts'


@dataclass(frozen=True)
class Signature:
    """One piece, signed by one person on one day."""

    key: str
    sha256: str
    reviewer: str
    date: datetime.date


class Store:
    """All signatures of a project by store (a language code or `facts`) and key."""

    def __init__(self, signed: dict[str, dict[str, Signature]]) -> None:
        self._signed = signed

    def message(self, code: str, message: Message, text: str) -> Signature | None:
        """The signature under a translation, if it is the one that was signed."""
        return self._valid(code, *piece(message, text)) if code in self._signed else None

    def fact(self, fact: Fact) -> Signature | None:
        """The signature under a fact, all its fields."""
        return self._valid(FACTS, *piece_of(fact))

    def has(self, store: str, key: str, sha256: str) -> bool:
        """Whether exactly this is signed."""
        return self._valid(store, key, sha256) is not None

    def age(self, fact: Fact, today: datetime.date) -> int:
        """How many days ago a fact was confirmed."""
        signature = self.fact(fact)
        return (today - signature.date).days if signature else sys.maxsize

    def _valid(self, store: str, key: str, sha256: str) -> Signature | None:
        found = self._signed.get(store, {}).get(key)
        return found if found and found.sha256 == sha256 else None


def piece(message: Message, text: str) -> tuple[str, str]:
    """What is signed of a translation: its key and the hash of source and text."""
    return key_of(message), digest(message.context, message.source, text)


def piece_of(fact: Fact) -> tuple[str, str]:
    """What is signed of a fact: its id and the hash of all its fields."""
    return fact.id, digest(*map(str, astuple(fact)))


def key_of(message: Message) -> str:
    """A short stable name of a message: 12 hex digits of its context and source."""
    return digest(message.context, message.source)[:12]


def digest(*parts: str) -> str:
    """sha256 of texts, each closed so that no two lists give the same hash."""
    return hashlib.sha256('\x00'.join(parts).encode()).hexdigest()


def load(folder: Path, name: str = 'locales/signatures') -> tuple[Store, list[Finding]]:
    """Read every store; a line that cannot be read is a finding and counts as no signature."""
    signed: dict[str, dict[str, Signature]] = {}
    found: list[Finding] = []
    for path in sorted(folder.glob('*.csv')):
        try:
            rows = list(csv.reader(path.read_text('utf-8').splitlines()))
        except UnicodeDecodeError:
            found.append(_wrong(f'{name}/{path.name}', 0, 'not UTF-8.', 'Save it as UTF-8.'))
            continue
        signed[path.stem] = dict(_rows(rows, f'{name}/{path.name}', found))
    return Store(signed), found


def add(path: Path, signed: Iterable[Signature]) -> None:
    """Put signatures into a store: one of the same key is replaced, the others stay."""
    rows = [COLUMNS]
    if path.is_file():
        rows = list(csv.reader(path.read_text('utf-8').splitlines()))
    new = {each.key: [each.key, each.sha256, each.reviewer, each.date.isoformat()]
           for each in signed}  # fmt: skip
    rows = [new.pop(row[0], row) if row else row for row in rows] + list(new.values())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open('w', encoding='utf-8', newline='') as file:
        csv.writer(file, lineterminator='\n').writerows(rows)


def _rows(
    rows: list[list[str]], file: str, found: list[Finding]
) -> Iterable[tuple[str, Signature]]:
    if rows and rows[0] != COLUMNS:
        cure = f'It is {",".join(COLUMNS)}.'
        found.append(_wrong(file, 1, 'the first line is not the heading.', cure))
        return
    for line, row in enumerate(rows[1:], 2):
        try:
            key, sha256, reviewer, date = row
            yield key, Signature(key, sha256, reviewer, datetime.date.fromisoformat(date))
        except ValueError:
            cure = 'A line is key, sha256, reviewer, date (2026-11-24).'
            found.append(_wrong(file, line, 'this line is no signature.', cure))


def _wrong(file: str, line: int, cause: str, cure: str) -> Finding:
    """It leaves a text unsigned, and must not hold back the others."""
    return Finding(file, line, 'signature', cause, cure, 'error', 'message')
