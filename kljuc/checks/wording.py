"""Checks of wording: translations that break nothing and still read wrong."""

from __future__ import annotations

import re
import unicodedata

from .. import facts, glossary, prose
from ..glossary import Glossary
from ..languages import Language
from ..model import Audience, Message
from ..site import Site
from . import Found, on_translation

SLACK = 1.3  # a translation's sentence may be longer by this than the source's limit
ROOM = 2.0, 20  # a text on paper may be longer than its source by this, and so many characters
QUESTION = '?؟፧？'


def bare(text: str) -> str:
    """A text without placeholders and link targets."""
    return re.sub(r'\]\([^)]*\)', ']', facts.PLACEHOLDER.sub(' ', text))


@on_translation('same', 'warning')
def same(message: Message, text: str, *_: object) -> Found:
    """The translation is the source, word for word."""
    if text == message.source and len(prose.words(prose.plain(text))) > 2:
        yield 'the same as the source.', 'Translate it, or say why: "# ok: same ...".'


@on_translation('question', 'warning')
def question(message: Message, text: str, *_: object) -> Found:
    """The source asks something, and the translation has no question mark."""
    if message.source.endswith('?') and not set(text) & set(QUESTION):
        yield 'the question is lost.', 'Ask as the source asks, with a question mark.'


@on_translation('spaces', 'warning')
def spaces(message: Message, text: str, *_: object) -> Found:
    """Blanks at an end, or several in a row."""
    if text != text.strip() or re.search(r'\s{2,}', text):
        yield 'a blank too many.', 'Delete it.'


@on_translation('composed', 'warning')
def composed(message: Message, text: str, *_: object) -> Found:
    """The same letter is typed in another way than elsewhere; searches then miss it."""
    if unicodedata.normalize('NFC', text) != text:
        yield 'letters that are not composed (Unicode NFC).', 'Type the word again.'


@on_translation('letters', 'warning')
def letters(message: Message, text: str, language: Language, *_: object) -> Found:
    """A letter that this language does not write, of a keyboard for its neighbour."""
    for char in sorted(set(text) & set(language.foreign)):
        yield f'"{char}" (U+{ord(char):04X}) is no letter of {language.en}.', 'Type it anew.'


@on_translation('glossary', 'warning')
def term_missing(
    message: Message, text: str, language: Language, _: Audience, __: Site, terms: Glossary
) -> Found:
    """A term of the glossary is said in another word than the approved one."""
    for term in terms.within(bare(message.source)):
        words = term.words(language.code)
        if words and not glossary.said(words, glossary.folded(bare(text))):
            cause = f'"{term.words(terms.source)[0]}" is not said as in the glossary.'
            yield cause, f'Say "{words[0]}", or add the form to locales/glossary.csv.'


@on_translation('glossary-avoid', 'warning')
def term_avoided(
    message: Message, text: str, language: Language, _: Audience, __: Site, terms: Glossary
) -> Found:
    """A term is said in a word that the glossary warns of."""
    for term in terms.within(bare(message.source)):
        word = glossary.whole(term.avoided(language.code), glossary.folded(bare(text)))
        if word:
            cause = f'"{word}" for "{term.words(terms.source)[0]}".'
            yield cause, f'Say "{", ".join(term.words(language.code)[:1])}".'


@on_translation('banned-translation')
def banned(
    message: Message, text: str, language: Language, _: Audience, site: Site, terms: Glossary
) -> Found:
    """A promise that nobody can keep, or a word that harms, stands in a translation."""
    plain = glossary.folded(text)
    never = terms.banned(language.code).search(plain)
    words = [never[0]] if never else [each for each in site.settings.banned if each in plain]
    for word in words:
        if word not in message.source.lower():
            yield f'"{word}" is never said.', 'See docs/writing.md.'


@on_translation('length', 'warning')
def length(message: Message, text: str, *_: object) -> Found:
    """A text of a sheet is much longer than its source: the sheet may not hold it."""
    want, have = (len(facts.PLACEHOLDER.sub('', prose.plain(t))) for t in (message.source, text))
    factor, more = ROOM
    if message.file.startswith('content/flyers/') and have > want * factor + more:
        yield f'{have} characters for {want}.', 'Say it shorter; paper has an end.'


@on_translation('sentence-long-translation', 'warning')
def sentence_long(
    message: Message, text: str, language: Language, audience: Audience, *_: object
) -> Found:
    """A translated sentence is much longer than this age reads with ease."""
    for sentence in language.sentences(prose.plain(text)):
        count = language.words(sentence)
        if count > audience.sentence_words * SLACK * language.wordy:
            yield f'{count} words in one sentence: "{sentence[:50]}…".', 'Can it be 2 sentences?'
