"""The language table: tags, names, directions, scripts. Babel's data lacks half of what we need."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import tables
from .errors import KljucError

TABLE = Path(__file__).with_name('languages.toml')


@dataclass(frozen=True)
class Script:
    """A script: its fonts on paper and on screen, and how much room its letters want."""

    code: str
    family: str
    web: str
    letters: str
    grow: float
    line: float
    paper: float
    tight: float
    head: float = 1.0
    row: float = 1.35
    rtl: bool = False
    ends: str = '.!?'
    joiners: bool = False
    per_word: float = 0  # characters that count as a word; 0 where spaces part words


@dataclass(frozen=True)
class Language:
    """A language as readers, staff and browsers name it."""

    code: str  # as its .po is named: fa_AF
    script: Script
    tag: str  # as html lang says it: fa-AF
    own: str
    sl: str
    en: str
    say: str = ''  # what to say, in Slovenian, to be given an interpreter
    foreign: str = ''  # letters of a neighbour's keyboard that it does not write
    wordy: float = 1.0  # how many words it needs for one of the source's

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return '' if self.script.per_word else ' '

    def words(self, text: str) -> int:
        """How many words a text has, or what counts as such."""
        per_word = self.script.per_word
        if per_word:
            return round(sum(char.isalnum() for char in text) / per_word)
        return sum(any(char.isalnum() for char in word) for word in text.split())

    @property
    def dir(self) -> str:
        """`rtl` or `ltr`."""
        return 'rtl' if self.script.rtl else 'ltr'

    def sentences(self, text: str) -> list[str]:
        """Cut a text behind the marks that end a sentence in this script."""
        ends, gap = f'[{re.escape(self.script.ends)}]', r'[^\S\u00a0\u202f]+'
        closing = [f'(?<={ends})', f'(?<={ends}[”“"»«’)])', rf'(?<={ends}[\u00a0\u202f]»)']
        cut = '|'.join(behind + gap for behind in closing)
        if self.script.per_word:
            cut = f'{cut}|(?<=[。！？])(?![。！？”’）])|(?<=[。！？][”’）])(?![。！？，”’）])'
        return [part for part in re.split(cut, text.strip()) if part]


@cache
def builtin() -> dict[str, Any]:
    """The package's own table, as TOML says it."""
    return tomllib.loads(TABLE.read_text('utf-8'))


def load(project: Path | None = None) -> dict[str, Language]:
    """The table by PO code; `content/languages.toml` of a project adds to it and overrides."""
    table = {key: dict(value) for key, value in builtin().items()}
    path, name = TABLE, TABLE.name
    if project and (project / 'content/languages.toml').is_file():
        path, name = project / 'content/languages.toml', 'content/languages.toml'
        for key, value in tables.read(path, name).items():
            table[key] = table.get(key, {}) | tables.table_of(value, path, name, key)
    scripts = {
        code: tables.fill(Script, row, path, name, 'scripts', code, code=code)
        for code, row in table.pop('scripts').items()
    }
    return {code: _language(code, dict(row), scripts, path, name) for code, row in table.items()}


def cure(code: str) -> str:
    """What to do where the table does not know a language."""
    table = f'Add a table [{code}] to content/languages.toml.'
    return f'{table} It needs tag, own, sl, en, say and script, as in kljuc/languages.toml.'


def _language(
    code: str, row: dict[str, Any], scripts: dict[str, Script], path: Path, name: str
) -> Language:
    script = row.pop('script', '')
    if script not in scripts:
        raise KljucError.at(
            name, tables.line_of(path, code, 'script'), 'script-unknown',
            f'language "{code}" has the unknown script "{script}".',
            f'Known are {", ".join(scripts)}; add a table [scripts.{script or "Code"}].',
        )  # fmt: skip
    return tables.fill(Language, row, path, name, code, code=code, script=scripts[script])
