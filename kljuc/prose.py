"""The one Markdown walk: the same elements give the messages and take the translations.

A text is parsed once. Blocks are read while their marks are still raw Markdown (before
Python-Markdown's inline pass); markup.py copies the tree for each language, exchanges the texts and
lets the inline pass run on the result. Only a small subset of Markdown is switched on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import slugify

from .errors import Finding, KljucError
from .facts import PLACEHOLDER
from .model import Message

KINDS = {'p': 'text', 'li': 'list item', 'td': 'table cell', 'th': 'table cell'}
HEADINGS = {f'h{n}' for n in range(1, 7)}
KINDS |= dict.fromkeys(HEADINGS, 'heading')
SHOWN = 'sentence to show'  # the reader points at it; staff read the same beside it
ALOUD = 'said aloud'  # helpers read it to the person, in their language
KEPT = 'kept'  # the kind of a text that is the same in every language
MARKER = re.compile(r'^\s*(?:>\s?)*(?:#{1,6}\s*|(?:[-*+]|\d+\.)\s+)?')
DIRECTIVE = re.compile(r'<!-- *(note|critical|skip|staff|ok)(?:: *(.*?))? *-->$', re.S)
CLASSES = re.compile(r'\s*\{: *((?:\.[a-z][a-z-]* *)+)\}\s*$')
LINK = re.compile(r'\]\(\s*([^)\s]*)\s*\)')
PICTURE = re.compile(r'!\[([^\]]*)\]\(\s*([^)\s]*)\s*\)$')


@dataclass(frozen=True)
class Document:
    """A text of one audience: its messages in page order, and the tree that holds them."""

    file: str
    context: str
    messages: tuple[Message, ...]
    root: Element

    @property
    def title(self) -> Message:
        """The first message, which is the `#` heading."""
        return self.messages[0]


def parse(text: str, file: str, context: str = '', *, staff: bool = False) -> Document:
    """Read a text; raises KljucError with every place that leaves our subset of Markdown."""
    found = list(_outside(text, file))
    if found:
        raise KljucError(found)
    markdown = subset()
    tree = markdown.parser.parseDocument(text.replace('\r\n', '\n').split('\n'))
    root: Element = tree.getroot()  # type: ignore[assignment]  # always there
    lines, quoted = _Lines(text), _quoted(root)
    messages: list[Message] = []
    ids: set[str] = set()
    shown = False
    for element, hints in _directed(root, file, lines, found):
        raw = element.text or ''
        line = lines.find(raw)
        classes = CLASSES.search(raw)
        if classes:
            element.set('class', classes[1].replace('.', '').strip())
            raw = raw[: classes.start()]
        element.text = ' '.join(part.strip() for part in raw.split('\n')).strip()
        kind = 'picture' if PICTURE.match(element.text) else KINDS[element.tag]
        if kind == 'heading':
            shown = 'show' in element.get('class', '').split()
        elif shown and kind == 'list item':
            kind = SHOWN
        message = Message(element.text, context, kind, file, line, staff=staff)
        message = replace(message, **hints)
        if kind == 'heading':
            element.set('id', _anchor(element.text, ids))
        if staff and element in quoted:
            message = replace(message, kind=ALOUD, staff=False, context='')
        messages.append(message)
        found += _block(message)
    if not found and (not messages or root[0].tag != 'h1'):
        cause, cure = 'the text does not begin with a title.', 'Write "# Title" above it.'
        found = [Finding(file, 1, 'title-missing', cause, cure)]
    if found:
        raise KljucError(found)
    return Document(file, context, tuple(messages), root)


def words(text: str) -> list[str]:
    """The words of a message as a reader counts them: a link is its label, a fact one word."""
    return re.findall(r"[\w’'-]+", re.sub(r'\]\([^)]*\)', ']', PLACEHOLDER.sub(r'\1', text)))


def links_whole(text: str) -> bool:
    """Whether every `](` closes at once behind one target: no blank, no title, no bracket in it."""
    return len(re.findall(r'\]\s*\(', text)) == len(LINK.findall(text))


def translatable(message: Message) -> bool:
    """Whether a message holds anything but placeholders."""
    letters = re.search(r'[^\W\d_]', PLACEHOLDER.sub('', message.source))
    return bool(letters) and message.kind != KEPT


def plain(text: str) -> str:
    """A message without marks: bold and links keep their words."""
    return re.sub(r'!?\[([^\]]*)\]\([^)]*\)', r'\1', text).replace('**', '')


def texts(root: Element) -> Iterator[Element]:
    """Every element that holds text of its own, in page order."""
    for element in root.iter():
        if element.tag in KINDS and element.text and element.text.strip():
            yield element


def subset() -> Markdown:
    """Python-Markdown with our subset alone switched on."""
    markdown = Markdown(extensions=['tables', 'sane_lists'])
    markdown.preprocessors.deregister('html_block')
    for name in ('code', 'setextheader', 'hr', 'reference', 'indent'):
        markdown.parser.blockprocessors.deregister(name)
    for name in ('html', 'autolink', 'automail', 'reference', 'image_reference', 'backtick',
                 'short_reference', 'short_image_ref', 'linebreak'):  # fmt: skip
        markdown.inlinePatterns.deregister(name)
    return markdown


# ---------------------------------------------------------------- parsing


class _Lines:
    """Finds the line of each block: Python-Markdown forgets it."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.at = 0

    def find(self, raw: str) -> int:
        """The line where a raw block begins, searched from the last one found."""
        first = raw.strip().split('\n')[0].strip()
        for number in range(self.at, len(self.lines)):
            line = self.lines[number]
            if MARKER.sub('', line, count=1).lstrip().startswith(first) or (
                '|' in line and first in line
            ):
                self.at = number + (0 if '|' in line else raw.strip().count('\n') + 1)
                return number + 1
        return self.at


def _outside(text: str, file: str) -> Iterator[Finding]:
    """Markdown that would be lost or mistaken, line by line."""
    for number, line in enumerate(text.splitlines(), 1):
        comment = DIRECTIVE.match(line.strip())
        if line.lstrip().startswith('<!--') and not comment:
            cure = 'Known are note, critical, skip, staff and ok, each alone on its line.'
            yield Finding(file, number, 'directive-unknown', 'this comment is not known.', cure)
        elif re.search(r'<[A-Za-z/!?]', line) and not comment:
            cure = 'Write Markdown; a web address is a fact.'
            yield Finding(file, number, 'raw-html', 'HTML does not belong into a text.', cure)
        elif re.search(r'(  +|\\)$', line) and line.strip():
            cure = 'Delete the blanks at its end, or begin a new paragraph.'
            yield Finding(file, number, 'line-break', 'this line ends in a forced break.', cure)
        elif re.match(r'( {4,}|\t)\S', line):
            yield Finding(file, number, 'indented', 'this line is indented.', 'Lists do not nest.')
        elif re.match(r'(```|~~~|\s*\[[^\]]+\]:|={3,}$|-{3,}$|\*{3,}$)', line):
            cure = 'Use headings, paragraphs, lists, quotes and tables.'
            yield Finding(file, number, 'markdown-unknown', 'not in our subset of Markdown.', cure)


def _block(message: Message) -> Iterator[Finding]:
    """What only shows once a block is whole."""
    rest = PLACEHOLDER.sub('', message.source)
    if '<!--' in rest:
        cause, cure = 'a comment stands inside this block.', 'Leave an empty line behind it.'
        yield Finding(message.file, message.line, 'directive-inside', cause, cure)
    elif re.search(r'[{}]', rest):
        cause = 'a brace that is no {placeholder}.'
        cure = 'Placeholders are small letters, digits and _; classes are written {: .name }.'
        yield Finding(message.file, message.line, 'brace', cause, cure)
    if re.search(r'(?<!!)\[[^\]]*\](?!\()', rest) or not links_whole(rest):
        cause, cure = 'a link without its target.', 'Write [text](topic:name).'
        yield Finding(message.file, message.line, 'link-syntax', cause, cure)
    if re.search(r'\]\([^)]*\{', message.source):
        cause, cure = 'a fact as link target.', 'Write the placeholder alone: it is a link.'
        yield Finding(message.file, message.line, 'link-fact', cause, cure)


def _directed(
    root: Element, file: str, lines: _Lines, found: list[Finding]
) -> Iterator[tuple[Element, dict[str, Any]]]:
    """Take the comments out of the tree; give each text the hints that stand before its block."""
    hints: dict[str, Any] = {}
    for block in list(root):
        if block.tag == 'p' and (block.text or '').lstrip().startswith('<!--'):
            for line in (block.text or '').splitlines():
                _hint(line.strip(), hints, file, lines, found)
            root.remove(block)
            continue
        for element in texts(block):
            yield element, hints
        hints = {}


def _hint(line: str, hints: dict[str, Any], file: str, lines: _Lines, found: list[Finding]) -> None:
    match = DIRECTIVE.match(line)
    number = lines.find(line)
    if not match:
        cause = 'text follows this comment at once.'
        found.append(Finding(file, number, 'directive-inside', cause, 'Leave an empty line.'))
    elif match[1] == 'note':
        hints['note'] = ' '.join((match[2] or '').split())
    elif match[1] == 'ok':
        code, _, reason = (match[2] or '').partition(' ')
        if not reason.strip():
            cause, cure = 'a waiver without a reason.', 'Write <!-- ok: code why -->.'
            found.append(Finding(file, number, 'waiver', cause, cure))
        hints['waived'] = frozenset({*hints.get('waived', ()), code})
    elif match[1] == 'skip':
        hints['kind'] = KEPT
    else:
        hints[match[1]] = True


def _quoted(root: Element) -> set[Element]:
    return {element for quote in root.iter('blockquote') for element in quote.iter()}


def _anchor(text: str, ids: set[str]) -> str:
    """The same anchor in all languages: made of the source's heading."""
    base = anchor = slugify(plain(PLACEHOLDER.sub(r'\1', text)), '-') or 'part'
    count = 1
    while anchor in ids:
        count += 1
        anchor = f'{base}-{count}'
    ids.add(anchor)
    return anchor
