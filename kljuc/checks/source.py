"""Checks of what we say in the source language: facts, safety of words, reading age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .. import facts, prose
from ..errors import Finding
from ..model import Audience, Message
from ..prose import Document
from ..site import Site
from . import Found, on_source, on_text

NUMBER = re.compile(r'\d[\d\u00a0 ./-]*\d{2}|\d{3}')
ADDRESS = re.compile(r'\S+@\S+\.\w+|https?:|www\.\S|\b[\w-]+\.(?:si|org|com|net|eu|int)\b', re.I)
NUMBER_WORDS = 'two three four five six seven eight nine ten eleven twelve twenty thirty'.split()
FAULT = 'not your fault'


def check(site: Site) -> list[Finding]:
    """All findings in the source texts."""
    return list(_all(site))


def texts(site: Site) -> Iterator[tuple[str, Audience, Document]]:
    """Every text with its audience and what it is: call, page or sheet."""
    for key, document in site.calls.items():
        yield 'call', site.audiences[key], document
    for topic in site.topics:
        for key, document in topic.texts.items():
            yield 'page', site.audiences[key], document
    for sheet in (sheet for sheet in site.sheets if not sheet.text):
        for key, document in sheet.texts.items():
            age = site.audiences[key]
            yield 'sheet', replace(age, sheet_words=sheet.words or age.sheet_words), document


def _all(site: Site) -> Iterator[Finding]:
    for kind, audience, document in texts(site):
        for message in document.messages:
            yield from on_source.over(message, message, audience, site)
        yield from on_text.over(document.title, document, audience, site, kind)
    adult = next(iter(site.audiences.values()))
    for message in site.words:
        for check_ in on_source.checks:
            if check_.code in ('fact-unknown', 'number-typed', 'banned', 'link-unknown'):
                yield from check_.findings(message.file, message.line, message, adult, site)


@on_source('fact-unknown')
def fact_unknown(message: Message, audience: Audience, site: Site) -> Found:
    """A placeholder names a fact that facts.toml does not have."""
    for name in facts.used(message.source):
        if not site.facts.known(name):
            yield f'no fact "{{{name}}}".', 'Add it to content/facts.toml or mend the name.'


@on_source('number-typed')
def number_typed(message: Message, audience: Audience, site: Site) -> Found:
    """A telephone number, mail or web address is typed into a text."""
    text = re.sub(r'\]\([^)]*\)', ']', message.source)
    for match in [*NUMBER.finditer(text), *ADDRESS.finditer(text)]:
        yield f'"{match[0]}" is typed into the text.', 'Put it into facts.toml and write {name}.'


@on_source('banned')
def banned(message: Message, audience: Audience, site: Site) -> Found:
    """A promise that nobody can keep, or a word that hurts (site.toml, `banned`)."""
    for phrase in site.settings.banned:
        if re.search(rf'\b{re.escape(phrase)}', message.source, re.I):
            yield f'"{phrase}" is never said.', 'See docs/writing.md.'


@on_source('word-for-age')
def word_for_age(message: Message, audience: Audience, site: Site) -> Found:
    """A word that this age group is not told (site.toml, `avoid`)."""
    for word in audience.avoid:
        if re.search(rf'\b{word}', message.source, re.I):
            cause = f'"{word}" does not belong into a text for {audience.name.lower()}.'
            yield cause, 'Say it otherwise.'


@on_source('word-for-age-doubtful', 'warning')
def word_doubtful(message: Message, audience: Audience, site: Site) -> Found:
    """A word that this age group is told only with good reason (`avoid_warn`)."""
    for word in audience.avoid_warn:
        if re.search(rf'\b{word}\b', message.source, re.I):
            yield f'"{word}" in a text for {audience.name.lower()}.', 'Is there a simpler way?'


@on_source('sentence-long')
def sentence_long(message: Message, audience: Audience, site: Site) -> Found:
    """A sentence has more words than this age reads with ease."""
    for sentence, count in _sentences(message, site):
        if count > audience.sentence_words:
            limit = f'{count} words in one sentence, {audience.sentence_words} is the limit'
            yield f'{limit}: "{sentence[:50]}…".', 'Make 2 of it.'


@on_source('sentence-longish', 'warning')
def sentence_longish(message: Message, audience: Audience, site: Site) -> Found:
    """A sentence is longer than it should be, though within the limit."""
    for sentence, count in _sentences(message, site):
        if 0 < audience.sentence_words_warn < count <= audience.sentence_words:
            yield f'{count} words in one sentence: "{sentence[:50]}…".', 'Can it be shorter?'


@on_source('paragraph-long')
def paragraph_long(message: Message, audience: Audience, site: Site) -> Found:
    """A paragraph has more sentences than this age reads with ease."""
    count = len(site.source.sentences(message.source))
    if count > audience.paragraph_sentences:
        yield (
            f'{count} sentences in one paragraph, {audience.paragraph_sentences} is the limit.',
            'Begin a new paragraph.',
        )


@on_source('italics')
def italics(message: Message, audience: Audience, site: Site) -> Found:
    """Slanted letters are hard to read, and most scripts have none."""
    bare = facts.PLACEHOLDER.sub('', message.source)
    if re.search(r'(?<!\*)\*(?!\*)|(?<!\w)_\w', bare):
        yield 'italics.', 'Use **bold**, sparingly.'


@on_source('initials')
def initials(message: Message, audience: Audience, site: Site) -> Found:
    """Initials or words in capitals that the reader cannot know."""
    if not audience.initials:
        yield from _initials(message, site)


@on_source('initials-doubtful', 'warning')
def initials_doubtful(message: Message, audience: Audience, site: Site) -> Found:
    """Initials or words in capitals in a text for adults."""
    if audience.initials:
        yield from _initials(message, site)


@on_source('number-word')
def number_word(message: Message, audience: Audience, site: Site) -> Found:
    """A number is written as a word; digits are read by all."""
    for word in NUMBER_WORDS:
        if re.search(rf'\b{word}\b', message.source, re.I):
            yield f'"{word}" as a word.', 'Write the digit.'


@on_source('link-unknown')
def link_unknown(message: Message, audience: Audience, site: Site) -> Found:
    """A link leads to a topic that does not exist, or out of the site."""
    slugs = {topic.slug for topic in site.topics}
    pictures = set(re.findall(r'!\[[^\]]*\]\(\s*([^)\s]*)', message.source))
    for target in prose.LINK.findall(message.source):
        if target in pictures:
            continue
        kind, _, slug = target.partition(':')
        if kind != 'topic' or slug.partition('#')[0] not in slugs:
            cure = f'Links are topic:name; topics are {", ".join(sorted(slugs))}.'
            yield f'the link "{target}" leads nowhere.', cure


@on_source('picture-words')
def picture_words(message: Message, audience: Audience, site: Site) -> Found:
    """A picture has no words for who cannot see it, or is not named by its name alone."""
    for alt, name in re.findall(r'!\[([^\]]*)\]\(\s*([^)\s]*)', message.source):
        if '/' in name:
            yield f'no picture "{name}".', 'Put it into content/pictures and write its name alone.'
        if not alt.strip():
            yield f'the picture "{name}" has no words.', 'Write ![what it shows](name.svg).'


@on_text('section-without-picture')
def section_without_picture(document: Document, audience: Audience, site: Site, kind: str) -> Found:
    """This age wants a picture in every section."""
    if not audience.picture or kind == 'call':
        return
    heading = None
    for message in [*document.messages[1:], None]:
        if message is None or message.kind == 'heading':
            if heading:
                yield (
                    f'the section "{heading.source}" has no picture.',
                    'Add one under its heading.',
                )
            heading = message
        elif message.kind == 'picture':
            heading = None


@on_text('text-long')
def text_long(document: Document, audience: Audience, site: Site, kind: str) -> Found:
    """A page or sheet has more words than this age reads at one time."""
    limit = audience.page_words if kind == 'page' else audience.sheet_words
    count = sum(len(prose.words(m.source)) for m in document.messages if m.kind != 'picture')
    if limit and kind != 'call' and count > limit:
        yield f'{count} words, {limit} is the limit.', 'Say less, or make 2 pages.'


@on_text('page-lacks')
def page_lacks(document: Document, audience: Audience, site: Site, kind: str) -> Found:
    """A page or sheet would stand without a number to call or without "not your fault"."""
    if kind == 'call' or not audience.menu:
        return
    call = site.calls.get(audience.key)
    if not call:
        yield f'no call block for {audience.name.lower()}.', f'Write call/{audience.key}.md.'
        return
    every = [*call.messages, *document.messages]
    used = {name for message in every for name in facts.used(message.source)}
    if not any(name in site.facts and site.facts[name].kind == 'phone' for name in used):
        yield 'no number to call.', 'Put one into the call block.'
    if not any(FAULT in message.source.lower() for message in every):
        yield f'"{FAULT}" is not said.', 'Say it in the call block.'


def _sentences(message: Message, site: Site) -> Iterator[tuple[str, int]]:
    for sentence in site.source.sentences(prose.plain(message.source)):
        yield sentence, len(prose.words(sentence))


def _initials(message: Message, site: Site) -> Found:
    for word in re.findall(r'\b[A-ZČŠŽ]{2,}\b', facts.PLACEHOLDER.sub('', message.source)):
        if word not in site.settings.initials:
            yield f'"{word}" in capitals.', 'Write the name, or a word that everybody knows.'
