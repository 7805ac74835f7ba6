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
    words: int = 0  # most words of its text, where the audience's limit does not fit
    core: bool = False
    prepared: bool = False  # to be translated already; no template prints it yet


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
            if folder.core == core:
                yield from folder.texts.values()

    def picture(self, name: str) -> Path:
        """Where a picture named in a text lies."""
        return self.root / 'content/pictures' / name


def layers(root: Path, folder: str) -> list[Path]:
    """A project's own folder, then ours beneath it."""
    both = [root / folder, HOME / folder]
    return [path for path in dict.fromkeys(both) if path.is_dir()]
