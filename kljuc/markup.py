"""A parsed text and a language -> HTML, cut into sections at its headings."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from . import prose
from .facts import INTERPRETER, PLACEHOLDER, Facts
from .languages import Language
from .model import Message
from .prose import Document

SPAN = re.compile(r'\*\*.*?\*\*|\[[^\]]*\]\([^)]*\)')

Translate = Callable[[Message], tuple[str, Language]]  # the text to show, and its language
Resolve = Callable[[str], tuple[str, str]]  # link target -> (href, language tag where it differs)


@dataclass(frozen=True)
class Section:
    """What stands under one heading, as HTML; the first section of a text holds its title."""

    id: str
    classes: str
    lang: str  # attributes ` lang="en" dir="ltr"` where the heading is not translated, else empty
    heading: str
    picture: str
    alt: str
    body: str
    key: str  # the fact that stands alone in a paragraph: the number drawn as the key


@dataclass(frozen=True)
class Setting:
    """All that a text needs to be written in one language."""

    language: Language
    translate: Translate
    facts: Facts
    resolve: Resolve
    spoken: bool = False  # each sentence stays together, as in texts for children
    beside: Translate | None = None  # for sentences to show: the same in the staff's language


def render(document: Document, setting: Setting) -> tuple[Section, ...]:
    """Write a text in one language, cut into sections at its headings."""
    root = copy.deepcopy(document.root)
    elements = list(prose.texts(root))
    for element, message in zip(elements, document.messages, strict=True):
        _exchange(element, message, setting)
    _drop_unsaid(root, setting.language)
    markdown = _markdown(setting)
    for name in ('inline', 'unescape'):
        markdown.treeprocessors[name].run(root)
    for link in root.iter('a'):
        if not link.get('href', '').startswith(('tel:', 'mailto:', 'https:')):
            href, tag = setting.resolve(link.get('href', ''))
            link.set('href', href)
            if tag:
                link.set('hreflang', tag)
    return tuple(_sections(root, markdown))


def inline(text: str, setting: Setting) -> str:
    """One message as HTML, with its marks and placeholders."""
    root = Element('div')
    SubElement(root, 'p').text = text
    markdown = _markdown(setting)
    for name in ('inline', 'unescape'):
        markdown.treeprocessors[name].run(root)
    return _html(root[0], markdown, inner=True)


class _FactPattern(InlineProcessor):
    """Sets a fact where its placeholder stands, before any other mark is read."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(PLACEHOLDER.pattern)
        self.setting = setting

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if not self.setting.facts.known(m[1]):
            return None, None, None
        return self.setting.facts.element(m[1], self.setting.language), m.start(0), m.end(0)


def _markdown(setting: Setting) -> Markdown:
    """The subset of Markdown, with facts set in."""
    markdown = prose.subset()
    markdown.inlinePatterns.register(_FactPattern(setting), 'fact', 185)
    return markdown


def _exchange(element: Element, message: Message, setting: Setting) -> None:
    """Put the translation in; a text in another language says so."""
    text, language = message.source, setting.language
    if prose.translatable(message):
        text, language = setting.translate(message)
    if language is not setting.language:
        element.set('lang', language.tag)
        element.set('dir', language.dir)
    element.text = text
    sentences = language.sentences(text)
    if setting.spoken and element.tag != 'h1' and len(sentences) > 1 and _whole(sentences):
        element.text = ''
        for sentence in sentences:
            span = SubElement(element, 'span', {'class': 's'})
            span.text, span.tail = sentence, language.gap
    if message.kind in (prose.SHOWN, prose.ALOUD) and setting.beside:
        text, language = setting.beside(message)
        same = {'class': 'beside', 'lang': language.tag, 'dir': language.dir}
        SubElement(element, 'b', same).text = text


def _whole(sentences: list[str]) -> bool:
    """Whether no mark spans two sentences."""
    return all('**' not in SPAN.sub('', s) and '](' not in SPAN.sub('', s) for s in sentences)


def _drop_unsaid(root: Element, language: Language) -> None:
    """Who speaks the country's language needs no word for "interpreter", nor a heading above it."""
    if language.say:
        return
    gap = f'{{{INTERPRETER}}}'
    for parent in list(root.iter()):
        for child in list(parent):
            if gap in ''.join(child.itertext()) and child.tag in prose.KINDS:
                parent.remove(child)
    for at, block in reversed(list(enumerate(root))):
        if block.tag in ('ul', 'ol') and not len(block):
            root.remove(block)
            alone = at == len(root) or root[at].tag in prose.HEADINGS
            if alone and root[at - 1].tag in prose.HEADINGS:
                root.remove(root[at - 1])


def _sections(root: Element, markdown: Markdown) -> Iterator[Section]:
    """Cut the tree at its h1 and h2."""
    heads = [n for n, element in enumerate(root) if element.tag in ('h1', 'h2')]
    for start, end in zip(heads, [*heads[1:], len(root)], strict=True):
        yield _section(root[start], list(root[start + 1 : end]), markdown)


def _section(head: Element, blocks: list[Element], markdown: Markdown) -> Section:
    lang = f' lang="{head.get("lang")}" dir="{head.get("dir")}"' if head.get('lang') else ''
    picture = alt = key = ''
    body = []
    for block in blocks:
        image = block.find('img') if block.tag == 'p' and not picture else None
        if image is not None and not ''.join(block.itertext()).strip():
            picture, alt = image.get('src', ''), image.get('alt', '')
        elif (
            block.tag == 'p'
            and len(block) == 1
            and block[0].get('class') == 'phone'
            and (not (block.text or '').strip() and not (block[0].tail or '').strip() and not key)
        ):
            key = _html(block[0], markdown)
        else:
            body.append(_html(block, markdown))
    return Section(
        head.get('id', ''), head.get('class', ''), lang, _html(head, markdown, inner=True),
        picture, alt, '\n'.join(body), key,
    )  # fmt: skip


def _html(element: Element, markdown: Markdown, *, inner: bool = False) -> str:
    html = str(markdown.serializer(element))
    for processor in markdown.postprocessors:
        html = processor.run(html)
    if inner:
        html = html[html.index('>') + 1 : html.rindex('</')]
    return html.strip()
