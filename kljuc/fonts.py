"""The fonts of paper: fonts/ and nothing else. Missing glyphs and broken shaping, found early."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from . import tables
from .errors import Finding
from .languages import Language, Script
from .site import layers

DOTTED_CIRCLE = 0x25CC  # a shaper puts it in where a mark has no letter to stand on
LATIN = 'Kljuc Latin'
UNSEEN = set('\u200b\u200c\u200d\u00a0\u2009\u202f\n')


@dataclass(frozen=True)
class Font:
    """One file and what the manifest says of it."""

    file: str
    family: str
    weight: int
    scripts: tuple[str, ...]
    version: str
    source: str
    licence: str
    sha256: str


@dataclass(frozen=True)
class Fonts:
    """The font files of a project."""

    fonts: tuple[tuple[Path, Font], ...]
    broken: tuple[tuple[str, Finding], ...] = ()  # a family, and what is wrong with a file of it

    def faults(self, *scripts: Script) -> Iterator[Finding]:
        """Why texts in these scripts cannot be printed."""
        families = {*(script.family for script in scripts), LATIN}
        yield from (finding for family, finding in self.broken if family in families)

    def of(self, *scripts: Script) -> Fonts:
        """Only those that texts in these scripts are set in, Latin behind."""
        families = dict.fromkeys([*(script.family for script in scripts), LATIN])
        return Fonts(tuple(each for name in families for each in self.fonts
                           if each[1].family == name))  # fmt: skip

    def css(self) -> str:
        """One @font-face a file."""
        return '\n'.join(
            f"@font-face{{font-family:'{font.family}';font-weight:{font.weight};"
            f"src:url('{path.as_uri()}')}}"
            for path, font in self.fonts
        )

    def key(self) -> str:
        """What a sheet's bytes depend on: every file by its hash."""
        return ' '.join(font.sha256 for _, font in self.fonts)

    def paths(self, script: Script) -> list[Path]:
        """The regular files that a script's text is set in, its own first, Latin behind."""
        return [path for path, font in self.of(script).fonts if font.weight == 400]


def load(root: Path) -> Fonts:
    """Read every manifest; of a file that is missing or not the one it was, sheets are withheld."""
    fonts, broken = [], []
    for folder in layers(root, 'fonts'):
        manifest, name = folder / 'manifest.toml', f'{folder.name}/manifest.toml'
        for row in tables.read(manifest, name).get('font', []):
            font = tables.fill(Font, row, manifest, name, 'font')
            path = folder / font.file
            if not path.is_file():
                code, cause = 'font-missing', f'no font file "{font.file}".'
            elif _sum(path) != font.sha256:
                cause = f'"{font.file}" is not the file that the manifest names.'
                code = 'font-changed'
            else:
                fonts.append((path, font))
                continue
            cure = f'Take it from {font.source}.'
            broken.append((font.family, Finding(name, 0, code, cause, cure, 'error', 'sheet')))
    return Fonts(tuple(fonts), tuple(broken))


def missing(fonts: Fonts, language: Language, text: str) -> list[str]:
    """Characters of a text that no font of its script has."""
    covered = frozenset[int]().union(*(_cmap(path) for path in fonts.paths(language.script)))
    return sorted({char for char in text if ord(char) not in covered and char not in UNSEEN})


def misshapen(fonts: Fonts, language: Language, text: str) -> Iterator[str]:
    """Words whose letters do not join: the shaper put in a circle where a mark stands alone."""
    path = fonts.paths(language.script)[0]
    if language.script.code in ('Latn', 'Cyrl', 'Hans'):
        return  # whose letters stand alone
    for word in dict.fromkeys(text.split()):
        if any(ord(char) > 0x2FF for char in word) and _circled(path, word):
            yield word


def _sum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@cache
def _cmap(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _shaper(path: Path) -> object:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(path.read_bytes()))


def _circled(path: Path, word: str) -> bool:
    import uharfbuzz

    font = _shaper(path)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    buffer.flags = uharfbuzz.BufferFlags.BOT  # else it lets a mark at the start stand alone
    uharfbuzz.shape(font, buffer)
    circle = font.get_nominal_glyph(DOTTED_CIRCLE)  # type: ignore[attr-defined]
    return circle is not None and any(info.codepoint == circle for info in buffer.glyph_infos)
