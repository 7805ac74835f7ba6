"""A project as it is read: what is said in the source language, and where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import prose
from .facts import Facts
from .languages import Language
from .model import Audience, Message, Settings
from .prose import Document

HOME = Path(__file__).resolve().parent.parent  # where our own templates/ and fonts/ lie
HELPER = 'helper'  # the context of what is said to staff
PAPER = {  # width and height in millimetres; a card is folded in the middle
    'A3': (297, 420), 'A4': (210, 297), 'A4 landscape': (297, 210), 'A5': (148, 210),
    'card': (85.6, 108), 'ID-1': (85.6, 54),
}  # fmt: skip
DUPLEX = 'simplex', 'long-edge', 'short-edge'
LOOKS = 'bw', 'press'  # the same sheet in black and white, and with bleed for a print shop
VARIANTS = 'press', '2up', 'single', 'a4', 'a3'  # beside them those with a second language
FITS = {  # the papers that a variant is for, where it is not for all
    '2up': ('A5',), 'single': ('A5',), 'a4': ('A5', 'card', 'ID-1'), 'a3': ('A4', 'A4 landscape'),
}  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """One folder of topics/: a page for each age that has a text."""

    slug: str
    name: str
    order: int
    menu: bool
    texts: dict[str, Document]
    core: bool = False  # of the tier that is translated, signed and released first


@dataclass(frozen=True)
class Sheet:
    """One folder of flyers/: a printed format, with a text for each age."""

    slug: str
    name: str
    order: int
    paper: str
    texts: dict[str, Document]
    duplex: str = 'simplex'
    variants: tuple[str, ...] = ()  # beside colour and black and white, which every sheet has
    text: str = ''  # whose text it prints, if it has none of its own: topics/show
    excerpt: bool = False  # it shows only some sections of its text
    together: bool = False  # all languages on one sheet
    call: bool = True  # it shows the call block of its age
    guide: str = ''  # the language of what is said to helpers, if not that of staff
    contact: bool = False  # with an empty box where staff write or stamp who helps nearby
    smallest: float = 0  # type in points, where the audience's smallest does not fit
    largest: float = 0
    words: int = 0  # most words of its text, where the audience's limit does not fit
    first: bool = False  # of those that staff look for first
    core: bool = False


@dataclass(frozen=True)
class Recall:
    """Paper that must be thrown away."""

    before: str  # a day: what was printed before it
    why: str
    sheets: tuple[str, ...] = ()  # only these; empty: all
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """A project, read and whole."""

    root: Path
    settings: Settings
    languages: dict[str, Language]
    facts: Facts
    calls: dict[str, Document]
    topics: tuple[Topic, ...]
    sheets: tuple[Sheet, ...]
    words: tuple[Message, ...]  # of the interface: templates, names of topics, sheets and ages
    recalls: tuple[Recall, ...] = ()

    @property
    def source(self) -> Language:
        """The language that content/ is written in."""
        return self.languages[self.settings.source]

    @property
    def staff(self) -> Language:
        """The language of those who print and help."""
        return self.languages[self.settings.staff]

    @property
    def audiences(self) -> dict[str, Audience]:
        """The age groups, and the helpers."""
        return self.settings.audiences

    @property
    def ages(self) -> list[Audience]:
        """The age groups that readers choose from."""
        return [audience for audience in self.audiences.values() if audience.menu]

    @property
    def core(self) -> list[Document]:
        """The texts that save lives: call blocks, then the topics and sheets marked `core`."""
        return [*self.calls.values(), *self._texts(core=True)]

    def messages(self) -> list[Message]:
        """Every place where a message stands, core first; the same key may come twice."""
        core = [message for document in self.core for message in document.messages]
        rest = [message for document in self._texts(core=False) for message in document.messages]
        return [m for m in [*core, *self.words, *rest] if prose.translatable(m)]

    @property
    def folders(self) -> tuple[Topic | Sheet, ...]:
        """Topics, then sheets: each with a text for some of the ages."""
        return (*self.topics, *self.sheets)

    def _texts(self, *, core: bool) -> Iterator[Document]:
        for folder in self.folders:
            borrowed = isinstance(folder, Sheet) and folder.text
            if folder.core == core and not borrowed:
                yield from folder.texts.values()

    def picture(self, name: str) -> Path:
        """Where a picture named in a text lies."""
        return self.root / 'content/pictures' / name


def layers(root: Path, folder: str) -> list[Path]:
    """A project's own folder, then ours beneath it."""
    both = [root / folder, HOME / folder]
    return [path for path in dict.fromkeys(both) if path.is_dir()]
