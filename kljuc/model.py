"""The nouns that every floor shares."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """One text that a translator translates: a heading, a paragraph, a list item, a word."""

    source: str
    context: str = ''  # the audience where "you" differs, else empty
    kind: str = 'text'
    file: str = ''
    line: int = 0
    note: str = ''
    critical: bool = False
    staff: bool = False  # guidance for helpers: translated into the staff's language only
    waived: frozenset[str] = frozenset()  # codes of checks that the editor set aside, with a reason

    @property
    def key(self) -> tuple[str, str]:
        """What PO calls it: (msgctxt, msgid)."""
        return self.context, self.source


@dataclass(frozen=True)
class Audience:
    """An age group, or the helpers: its name and what a program can check of its texts."""

    key: str
    name: str
    years: str = ''
    context: bool = True  # its messages carry their own msgctxt
    menu: bool = True
    note: str = ''
    sentence_words: int = 25
    sentence_words_warn: int = 0
    paragraph_sentences: int = 4
    page_words: int = 0
    sheet_words: int = 0
    picture: bool = False  # every section needs one
    initials: bool = False  # may initials stand in its texts
    print_size: float = 12.0  # smallest type on paper, in points
    avoid: tuple[str, ...] = ()  # words its texts must not hold
    avoid_warn: tuple[str, ...] = ()

    @property
    def msgctxt(self) -> str:
        """The context of its messages in PO."""
        return self.key if self.context else ''


@dataclass(frozen=True)
class Settings:
    """content/site.toml."""

    name: str
    publisher: str
    publisher_url: str
    source: str
    staff: str
    exit_url: str
    audiences: dict[str, Audience]
    base_url: str = ''
    safety: str = ''  # the topic that says what this site cannot hide
    languages: tuple[str, ...] = ()  # order in the chooser; the others follow by code
    banned: tuple[str, ...] = ()  # strings that no text may hold
    initials: tuple[str, ...] = ()  # names in capitals that are known to readers
    look: dict[str, str] = field(default_factory=dict)
