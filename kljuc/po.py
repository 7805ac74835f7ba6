"""PO files, read and written without loss: a file that nobody changed comes back byte for byte.

Babel and polib damage translators' files (previous msgids, headers, comments, order); keeping them
whole is what this project exists for. Rendered entries are as `msgcat --no-wrap` writes them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .errors import Finding, KljucError

FIELDS = ('msgctxt', 'msgid', 'msgid_plural', 'msgstr')
KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(\[\d+\])?\s*(".*")\s*$')
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"$')
ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', '"': '"', '\\': '\\', 'a': '\a', 'b': '\b', 'f': '\f',
           'v': '\v'}  # fmt: skip
BACK = {value: '\\' + key for key, value in ESCAPES.items()}
CURE = 'Open the file in Poedit and save it, or undo the last change.'


@dataclass
class Entry:
    """One message with all that stands around it."""

    source: str = ''
    text: str = ''
    context: str | None = None
    comments: list[str] = field(default_factory=list)  # of the translator, without "# "
    extracted: list[str] = field(default_factory=list)  # "#.", from the sources
    references: list[str] = field(default_factory=list)  # "#:"
    flags: list[str] = field(default_factory=list)  # "#,"
    previous_context: str | None = None
    previous: str | None = None  # "#|", the msgid that a fuzzy text was made for
    obsolete: bool = False
    plural: bool = False  # kept as it is, never looked up
    line: int = 0  # of its msgid
    raw: str = ''  # as read, with the blank lines before it
    read: tuple[object, ...] = ()  # its fields as read

    @property
    def key(self) -> tuple[str, str]:
        """(msgctxt or empty, msgid)."""
        return self.context or '', self.source

    @property
    def fuzzy(self) -> bool:
        """A guess that a person has to confirm."""
        return 'fuzzy' in self.flags

    def fields(self) -> tuple[object, ...]:
        """All that a person sees in it."""
        return (
            self.source, self.text, self.context, tuple(self.comments), tuple(self.extracted),
            tuple(self.references), tuple(self.flags), self.previous_context, self.previous,
            self.obsolete,
        )  # fmt: skip

    def dump(self, end: str = '\n') -> str:
        """Its text, with the blank line before it; `end` ends lines that are new."""
        if self.raw and (self.plural or self.read == self.fields()):
            return self.raw
        return ('\n' + self.render()).replace('\n', end)

    def render(self) -> str:
        """As `msgcat --no-wrap` writes it."""
        lines = _marked('#', self.comments)
        if not self.obsolete:
            lines += _marked('#.', self.extracted)
            lines += textwrap.wrap(
                ' '.join(self.references), 79, initial_indent='#: ', subsequent_indent='#: ',
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
        if self.flags:
            lines.append(f'#, {", ".join(self.flags)}')
        mark = '#~' if self.obsolete else '#'
        for name, value in (('msgctxt', self.previous_context), ('msgid', self.previous)):
            if value is not None:
                lines += [f'{mark}| {line}' for line in _quoted(name, value)]
        for name, value in (
            ('msgctxt', self.context),
            ('msgid', self.source),
            ('msgstr', self.text),
        ):
            if value is not None:
                lines += [f'#~ {line}' if self.obsolete else line for line in _quoted(name, value)]
        return '\n'.join(lines) + '\n'


@dataclass
class Catalog:
    """A PO file: its entries in the order of the file, the header first."""

    file: str
    entries: list[Entry] = field(default_factory=list)
    tail: str = ''  # what stands behind the last entry
    crlf: bool = False  # most lines end as Windows has it, and so do new ones
    bom: bool = False

    @classmethod
    def read(cls, path: Path) -> Catalog:
        """Read a file; raises KljucError with every line that is no PO."""
        name = f'{path.parent.name}/{path.name}'
        try:
            text = path.read_bytes().decode('utf-8')
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b'\n') + 1
            raise KljucError.at(name, line, 'po-encoding', 'not UTF-8.', CURE) from None
        return cls.parse(text, name)

    @classmethod
    def parse(cls, text: str, file: str) -> Catalog:
        """Read a text that is a PO file."""
        crlf = text.count('\r\n') * 2 > text.count('\n')
        bom = text.startswith('\ufeff')
        catalog = cls(file, crlf=crlf, bom=bom)
        parser = _Parser(text.removeprefix('\ufeff'), file)
        catalog.entries, catalog.tail = parser.entries(), parser.rest
        found = parser.found + list(_twice(catalog.entries, file))
        if found:
            raise KljucError(found)
        return catalog

    @classmethod
    def new(cls, file: str, code: str) -> Catalog:
        """An empty catalog for a language."""
        header = {
            'Project-Id-Version': 'kljuc', 'Language': code, 'MIME-Version': '1.0',
            'Content-Type': 'text/plain; charset=UTF-8', 'Content-Transfer-Encoding': '8bit',
        }  # fmt: skip
        text = ''.join(f'{key}: {value}\n' for key, value in header.items())
        return cls(file, [Entry(text=text)])

    def dump(self) -> str:
        """The file's text."""
        end = '\r\n' if self.crlf else '\n'
        parts = [entry.dump(end) for entry in self.entries]
        if self.entries and parts[0] != self.entries[0].raw:
            parts[0] = parts[0].removeprefix(end)
        parts = [part for part in [*parts, self.tail] if part]
        ended = [part if part.endswith('\n') else part + end for part in parts[:-1]]
        return '\ufeff' * self.bom + ''.join([*ended, *parts[-1:]])

    def save(self, path: Path) -> bool:
        """Write the file if it is not so already; tells whether it was written."""
        data = self.dump().encode()
        same = path.is_file() and path.read_bytes() == data
        if not same:
            path.write_bytes(data)
        return not same

    def find(self, context: str, source: str) -> Entry | None:
        """The living entry of a message."""
        return self.index().get((context, source))

    def index(self) -> dict[tuple[str, str], Entry]:
        """Living entries by key, without the header."""
        return {entry.key: entry for entry in self.entries
                if not entry.obsolete and not entry.plural and entry.key != ('', '')}  # fmt: skip

    @property
    def header(self) -> Entry | None:
        """The entry whose msgid is empty."""
        return next((e for e in self.entries if e.key == ('', '') and not e.obsolete), None)


class _Parser:
    """Cuts a text into entries, and keeps what it cut."""

    def __init__(self, text: str, file: str) -> None:
        self.lines = re.findall(r'[^\n]*\n|[^\n]+', text)  # no other sign ends a line in PO
        self.file = file
        self.found: list[Finding] = []
        self.rest = ''

    def entries(self) -> list[Entry]:
        """All entries; what cannot be read becomes a finding."""
        entries: list[Entry] = []
        for start, lines in self._chunks():
            entry = self._entry(start, lines)
            if entry:
                entry.raw, entry.read = ''.join(lines), entry.fields()
                entries.append(entry)
            else:
                self.rest += ''.join(lines)
        return entries

    def _chunks(self) -> Iterator[tuple[int, list[str]]]:
        """The lines of each entry: it ends where no string follows its msgstr."""
        lines: list[str] = []
        start, closed = 1, False
        for number, line in enumerate(self.lines, 1):
            bare = re.sub(r'^\s*#~\s?', '', line).strip()
            string = bare.startswith(('"', 'msgstr'))
            if closed and not string:
                yield start, lines
                lines, start, closed = [], number, False
            closed = closed or bare.startswith('msgstr')
            lines.append(line)
        if lines:
            yield start, lines

    def _entry(self, start: int, lines: list[str]) -> Entry | None:
        entry = Entry()
        values: dict[str, str] = {}
        current = ''
        marks: set[bool] = set()
        for number, line in enumerate((line.strip('\r\n').lstrip() for line in lines), start):
            previous = line.startswith(('#|', '#~|'))
            if line.startswith('#') and not previous and not line.startswith('#~'):
                self._comment(line, entry)
                continue
            bare = re.sub(r'^#(~\||\||~)\s?', '', line).strip()
            if not bare:
                continue
            current = self._string(bare, current, values, number, '| ' if previous else '')
            if current == 'msgid' and not entry.line:
                entry.line = number
            if not previous:
                marks.add(line.startswith('#~'))
                entry.obsolete = line.startswith('#~')
                if len(marks) > 1:
                    self._wrong(number, 'some lines of this message begin with #~, some do not.')
                    return None
        if not values:
            return None
        if 'msgid' not in values or not any(key.startswith('msgstr') for key in values):
            first = next(n for n, line in enumerate(lines, start) if line.strip())
            self._wrong(entry.line or first, 'an entry without msgid or msgstr.')
            return None
        entry.source, entry.context = values.get('msgid', ''), values.get('msgctxt')
        entry.text = values.get('msgstr', values.get('msgstr[0]', ''))
        entry.plural = 'msgid_plural' in values or 'msgstr' not in values
        entry.previous, entry.previous_context = values.get('| msgid'), values.get('| msgctxt')
        return entry

    def _string(
        self, bare: str, current: str, values: dict[str, str], number: int, mark: str
    ) -> str:
        keyword = KEYWORD.match(bare)
        string = STRING.match(keyword[3] if keyword else bare)
        if not string or not (keyword or current):
            self._wrong(number, f'this line cannot be read: {bare[:60]}')
            return current
        if keyword:
            current = mark + keyword[1] + (keyword[2] or '')
            if current in values:
                self._wrong(number, f'{keyword[1]} comes twice in one entry.')
            values[current] = ''
        unknown = {sign for sign in re.findall(r'\\(.)', string[1]) if sign not in ESCAPES}
        for sign in sorted(unknown):
            self._wrong(number, f'\\{sign} is unknown; a backslash is written \\\\.')
        values[current] += re.sub(r'\\(.)', lambda m: ESCAPES.get(m[1], m[0]), string[1])
        return current

    @staticmethod
    def _comment(line: str, entry: Entry) -> None:
        if line.startswith('#,'):
            entry.flags += [flag.strip() for flag in line[2:].split(',') if flag.strip()]
        elif line.startswith('#:'):
            entry.references += line[2:].split()
        elif line.startswith('#.'):
            entry.extracted.append(line[2:].strip())
        else:
            entry.comments.append(line[1:].removeprefix(' '))

    def _wrong(self, line: int, cause: str) -> None:
        self.found.append(Finding(self.file, line, 'po-syntax', cause, CURE))


def _twice(entries: list[Entry], file: str) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.obsolete:
            continue
        if entry.key in seen:
            cause = f'this message stands in line {seen[entry.key]} already: "{entry.source[:40]}".'
            yield Finding(file, entry.line, 'po-duplicate', cause, 'Delete one of the two.')
        seen.setdefault(entry.key, entry.line)


def _marked(mark: str, comments: list[str]) -> list[str]:
    """Comments, each line of them behind its mark."""
    lines = (line for text in comments for line in text.split('\n'))
    return [f'{mark} {line}'.rstrip() for line in lines]


def _quoted(name: str, value: str) -> list[str]:
    """`msgid "..."`, a line of the text a line of the file."""
    lines = [_escape(line) for line in re.findall(r'[^\n]*\n|[^\n]+', value)]
    if len(lines) > 1:
        return [f'{name} ""', *(f'"{line}"' for line in lines)]
    return [f'{name} "{lines[0] if lines else ""}"']


def _escape(text: str) -> str:
    return ''.join(BACK.get(char, char) for char in text)
