"""Signing: what a person has read and found right is written into locales/signatures/."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import prose, signatures
from .build import Project
from .editions import MACHINE, Locale
from .errors import KljucError
from .model import Message
from .signatures import FACTS, Signature

REVIEWER = re.compile(r'[a-z]{2,10}-\d{1,4}')
DRAFTED = 'Machine draft of '  # how the header of a catalog begins that a machine translated
CALL = 'call'


@dataclass(frozen=True)
class Choice:
    """What is to be signed: all, or what every given part agrees to."""

    tier: str = ''  # core
    topic: str = ''  # slug of a topic or sheet, or `call`
    age: str = ''
    messages: tuple[str, ...] = ()  # source texts, or their keys in signatures/


@dataclass(frozen=True)
class Signed:
    """What came of it."""

    new: int
    before: int
    untranslated: int


def sign(
    project: Project, what: str, reviewer: str, today: datetime.date, choice: Choice
) -> Signed:
    """Sign facts, the source texts (`en`) or a translation; raises KljucError for a wrong use."""
    if not REVIEWER.fullmatch(reviewer):
        raise _wrong(f'--by: "{reviewer}" is no reviewer id.',
                     'Give an id such as rev-07, never a name.')  # fmt: skip
    pieces, untranslated = _facts(project, choice), 0
    if what != FACTS:
        pieces, untranslated = _texts(project, what, choice)
    if not pieces and not untranslated:
        raise _wrong('nothing is chosen.', 'Look at --topic, --age and --message.')
    assert project.shelf
    store = project.shelf.store
    new = [
        Signature(key, sha256, reviewer, today) for key, sha256 in pieces.items()
        if what == FACTS or not store.has(what, key, sha256)  # a fact is confirmed anew
    ]  # fmt: skip
    signatures.add(project.root / f'locales/signatures/{what}.csv', new)
    if what in project.catalogs:
        _take_off_mark(project, what, set(pieces))
    return Signed(len(new), len(pieces) - len(new), untranslated)


def chosen(project: Project, code: str, choice: Choice) -> list[Message]:
    """The messages of a language that a choice names, in page order, each once."""
    _locale(project, code)
    site = project.site
    staff = code in (site.settings.staff, site.source.code)
    messages: dict[tuple[str, str], Message] = {}
    for message in _candidates(project, choice):
        if staff or not message.staff:
            messages.setdefault(message.key, message)
    wanted = set(choice.messages)
    return [m for m in messages.values()
            if not wanted or m.source in wanted or signatures.key_of(m) in wanted]  # fmt: skip


def core(project: Project) -> list[Message]:
    """The tier that is translated and signed first, with the words around it."""
    assert project.shelf
    texts = [message for document in project.site.core for message in document.messages]
    return [m for m in [*texts, *project.shelf.words('')] if prose.translatable(m)]


def _candidates(project: Project, choice: Choice) -> Iterator[Message]:
    """Every place where a message of this tier, topic and age stands."""
    site = project.site
    known = {CALL: site.calls} | {each.slug: each.texts for each in site.folders}
    _one_of('--topic', choice.topic, known)
    _one_of('--age', choice.age, site.audiences)
    files = {text.file for slug, texts in known.items() for age, text in texts.items()
             if choice.topic in ('', slug) and choice.age in ('', age)}  # fmt: skip
    everywhere = not choice.topic and not choice.age
    inside = {message.key for message in core(project)} if choice.tier else set()
    for message in site.messages():
        if (everywhere or message.file in files) and (not choice.tier or message.key in inside):
            yield message


def _one_of(option: str, value: str, known: Iterable[str]) -> None:
    if value and value not in known:
        raise _wrong(f'{option}: there is no "{value}".', f'Known are {", ".join(known)}.')


def _facts(project: Project, choice: Choice) -> dict[str, str]:
    facts = project.site.facts
    names = choice.messages or tuple(facts)
    return dict(signatures.piece_of(facts[name]) for name in names if name in facts)


def _texts(project: Project, code: str, choice: Choice) -> tuple[dict[str, str], int]:
    locale = _locale(project, code)
    pieces, untranslated = {}, 0
    for message in chosen(project, code, choice):
        text = locale.translate(message)
        if text is None:
            untranslated += 1
        else:
            key, sha256 = signatures.piece(message, text)
            pieces[key] = sha256
    return pieces, untranslated


def _locale(project: Project, code: str) -> Locale:
    assert project.shelf
    locales = project.shelf.locales
    if code not in locales:
        raise _wrong(f'there is no language "{code}".', f'Known are {", ".join(locales)}, facts.')
    return locales[code]


def _take_off_mark(project: Project, code: str, keys: set[str]) -> None:
    """What a person has signed is no machine's draft any more."""
    catalog = project.catalogs[code]
    for entry in catalog.index().values():
        message = Message(entry.source, entry.context or '')
        if MACHINE in entry.comments and signatures.key_of(message) in keys:
            entry.comments.remove(MACHINE)
    header = catalog.header
    if header and not any(MACHINE in entry.comments for entry in catalog.entries):
        header.comments = [line for line in header.comments if not line.startswith(DRAFTED)]
    catalog.save(project.root / catalog.file)


def _wrong(cause: str, cure: str) -> KljucError:
    return KljucError.at('build.py', 0, 'sign', cause, cure)
