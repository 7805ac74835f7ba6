"""Checks of translations: what a translator can break without seeing it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from .. import facts, prose
from ..errors import Finding
from ..glossary import Glossary
from ..languages import Language
from ..model import Audience, Message
from ..po import Catalog, Entry
from ..site import Site
from . import Found, on_translation
from .source import ADDRESS, NUMBER
from .wording import bare

WAIVER = re.compile(r'ok: *([a-z-]+)(.*)')
WORD = re.compile(r'[\w\u0900-\u0dff]+')  # with the vowel signs of India, which \w leaves out
BIDI = set('\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
ALPHABETS = set('LATIN CYRILLIC GREEK ARABIC ETHIOPIC DEVANAGARI BENGALI GURMUKHI'.split())


def check(site: Site, language: Language, catalog: Catalog, terms: Glossary) -> list[Finding]:
    """All findings in one catalog; fuzzy and empty messages are state, not errors."""
    known = {message.key: message for message in site.messages()}
    found: list[Finding] = []
    for key, entry in catalog.index().items():
        message = known.get(key)
        if not message or entry.fuzzy or not entry.text:
            continue
        waived = _waived(entry, catalog.file, found)
        audience = _audience(message, site)
        for each in on_translation.checks:
            if each.code not in waived:
                args = (message, entry.text, language, audience, site, terms)
                found += each.findings(catalog.file, entry.line, *args)
    return found


def _waived(entry: Entry, file: str, found: list[Finding]) -> set[str]:
    codes = set()
    for comment in entry.comments:
        match = WAIVER.match(comment.lstrip('# '))
        if match and match[2].strip():
            codes.add(match[1])
        elif match:
            cause, cure = 'a waiver without a reason.', 'Write "# ok: code why".'
            found.append(Finding(file, entry.line, 'waiver', cause, cure, 'warning', 'message'))
    return codes


def _audience(message: Message, site: Site) -> Audience:
    plain = next(iter(site.audiences.values()))
    return site.audiences.get(message.context, plain)


@on_translation('placeholder')
def placeholder(message: Message, text: str, language: Language, *_: object) -> Found:
    """A placeholder is missing, changed or new: a number would be lost."""
    want, have = Counter(facts.used(message.source)), Counter(facts.used(text))
    for name in want - have:
        yield f'{{{name}}} is missing.', 'Copy it from the source as it is.'
    for name in have - want:
        yield f'{{{name}}} is not in the source.', 'Delete it.'
    if re.search(r'[{}]', facts.PLACEHOLDER.sub('', text)):
        yield 'a brace that is no placeholder.', 'Copy the placeholder from the source.'


@on_translation('link')
def link(message: Message, text: str, *_: object) -> Found:
    """A link or picture has another target than in the source."""
    want, have = Counter(prose.LINK.findall(message.source)), Counter(prose.LINK.findall(text))
    if want != have or not prose.links_whole(text):
        targets = ', '.join(want) or 'none'
        yield f'the links differ; the source has: {targets}.', 'Copy ](target) as it is.'


@on_translation('html')
def html(message: Message, text: str, *_: object) -> Found:
    """HTML, script or a character reference in a translation."""
    if re.search(r'<[A-Za-z/!?]|&#?\w+;|javascript:', text, re.I):
        yield 'HTML in a translation.', 'Write plain text.'


@on_translation('number')
def number(message: Message, text: str, *_: object) -> Found:
    """A number differs from the source, or a telephone number is typed."""
    want, have = (Counter(re.findall(r'\d+', bare(t))) for t in (message.source, text))
    if _fold(want) != _fold(have):
        yield 'the numbers differ from the source.', 'Use the same digits.'
    elif NUMBER.search(bare(text)):
        yield 'a telephone number is typed.', 'Copy the placeholder from the source.'


@on_translation('address')
def address(message: Message, text: str, *_: object) -> Found:
    """A mail or web address is typed, which nobody would see change."""
    if ADDRESS.search(bare(text)):
        yield 'an address is typed.', 'Copy the placeholder from the source.'


@on_translation('digits', 'warning')
def digits(message: Message, text: str, *_: object) -> Found:
    """Digits other than 0-9: numbers stay the same in every script."""
    if re.search(r'[^\W\D0-9]', text) or any(c.isdigit() and not c.isascii() for c in text):
        yield 'digits of another script.', 'Use 0-9.'


@on_translation('emphasis')
def emphasis(message: Message, text: str, *_: object) -> Found:
    """Marks of bold text are not in pairs, or there are marks that the source has not."""
    if text.count('**') % 2 or ('*' in text and '*' not in message.source):
        yield 'the ** marks are not as in the source.', 'Put ** before and after the same words.'


@on_translation('emphasis-lost', 'warning')
def emphasis_lost(message: Message, text: str, *_: object) -> Found:
    """Bold text of the source is plain in the translation."""
    if '**' in message.source and '**' not in text:
        yield 'bold text is lost.', 'Put ** before and after the same words.'


@on_translation('bidi')
def bidi(message: Message, text: str, *_: object) -> Found:
    """A character that turns the order of what is read; the program sees to direction itself."""
    for char in sorted(set(text) & BIDI):
        yield f'direction mark U+{ord(char):04X}.', 'Delete it.'


@on_translation('invisible')
def invisible(message: Message, text: str, language: Language, *_: object) -> Found:
    """A character that cannot be seen and changes what is read."""
    joiners = '\u200c\u200d' if language.script.joiners else ''
    joiners += '\u200b' if language.script.per_word else ''  # where a line may break
    for char in sorted(set(text) - BIDI - set(joiners)):
        if unicodedata.category(char) in ('Cc', 'Cf', 'Co', 'Cn', 'Zl', 'Zp'):
            yield f'invisible character U+{ord(char):04X}.', 'Delete it.'
        elif char == '\ufffd':
            yield 'a broken character.', 'Type the word again.'


@on_translation('script')
def script(message: Message, text: str, language: Language, *_: object) -> Found:
    """Most letters are not of this language's script."""
    kept = set(WORD.findall(message.source))  # names that stay as they are
    said = ''.join(word for word in WORD.findall(bare(text)) if word not in kept)
    names = [unicodedata.name(char, '?').split()[0] for char in said if char.isalpha()]
    own = names.count(language.script.letters)
    if names and own < len(names) / 2 and _own(message):
        yield f'most letters are not {language.en}.', 'Is this the right language?'


@on_translation('script-mixed')
def script_mixed(message: Message, text: str, *_: object) -> Found:
    """A word has letters of two scripts that look alike, or were typed in the wrong keyboard."""
    for word in WORD.findall(bare(text)):
        names = {unicodedata.name(char, '?').split()[0] for char in word if char.isalpha()}
        if len(names & ALPHABETS) > 1:
            yield f'"{word}" mixes two scripts.', 'Type the word again.'


def _fold(numbers: Counter[str]) -> Counter[str]:
    return Counter({str(int(key)): count for key, count in numbers.items()})


def _own(message: Message) -> bool:
    """Names in capitals (TOM, SOS) may stay as they are."""
    return bool(re.search(r'[a-z]{4}', bare(message.source)))
