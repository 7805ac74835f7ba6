"""Pictures: what may be printed and published, and how a drawing looks without colour."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

HUGE = 400_000  # bytes; our own drawings have 1 to 4 thousand
PNG = b'\x89PNG\r\n\x1a\n'
COLOUR = re.compile(rb'#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b')
ELSEWHERE = re.compile(r'url\((?!\s*["\']?#)|@import|image-set|\\', re.I)  # and how it is hidden
INSTRUCTED = re.compile(rb'<!DOCTYPE|<!ENTITY|<\?(?!xml\s)')
ACTIVE = {'script', 'foreignObject', 'iframe', 'object', 'embed', 'handler', 'set', 'animate'}


class Fault(NamedTuple):
    """Why a picture is neither printed nor published."""

    code: str
    cause: str
    cure: str


def fault(path: Path) -> Fault | None:
    """What is wrong with a picture; nothing is said of how it looks."""
    name = path.name
    if not path.is_file():
        return Fault('picture-missing', f'no picture "{name}".', 'Put it into content/pictures.')
    if path.stat().st_size > HUGE:
        size, most = path.stat().st_size // 1000, HUGE // 1000
        cause = f'the picture "{name}" has {size} kB, {most} are allowed.'
        return Fault('picture-huge', cause, 'Draw it with fewer shapes, or make it smaller.')
    data = path.read_bytes()
    if data.startswith(PNG) and path.suffix == '.png':
        return None
    if INSTRUCTED.search(data):
        cause = f'the picture "{name}" defines entities or names a style.'
        return Fault('picture-unsafe', cause, 'Save it as plain SVG, without a DOCTYPE.')
    try:
        text = data.decode().replace('\0', '<<')  # else it is read as UTF-16
        root = ElementTree.fromstring(text)  # no entities: looked at above
    except (ElementTree.ParseError, ValueError) as error:
        root, why = None, f' ({error})'
    else:
        why = ''
    if path.suffix != '.svg' or root is None or _local(root.tag) != 'svg':
        cause = f'"{name}" is not an SVG or PNG picture{why}.'
        return Fault('picture-kind', cause, 'Save it as plain SVG.')
    unsafe = next(filter(None, (_unsafe(element) for element in root.iter())), '')
    if unsafe:
        cause = f'the picture "{name}" holds {unsafe}.'
        cure = 'Save it as plain SVG: shapes alone, no script or link.'
        return Fault('picture-unsafe', cause, cure)
    return None


def grey(svg: bytes) -> bytes:
    """A drawing for a printer without colour: greys that stay apart from each other."""
    return COLOUR.sub(lambda match: _grey(match[1].decode()), svg)


def _grey(colour: str) -> bytes:
    """Brightness with less red than the eye gives it, so that the marigold figures stay apart from
    pale grounds."""
    full = colour if len(colour) == 6 else ''.join(digit * 2 for digit in colour)
    red, green, blue = (int(full[at : at + 2], 16) / 255 for at in (0, 2, 4))
    level = round(255 * (0.2 * red + 0.6 * green + 0.2 * blue))
    return b'#' + f'{level:02x}'.encode() * 3


def _local(tag: object) -> str:
    return str(tag).rpartition('}')[2]


def _unsafe(element: ElementTree.Element) -> str:
    """What of an element runs, or leads out of the file."""
    tag = _local(element.tag)
    if tag in ACTIVE:
        return f'<{tag}>'
    if tag == 'style' and ELSEWHERE.search(''.join(element.itertext())):
        return 'a style that leads elsewhere'
    for name, value in element.attrib.items():
        attribute = _local(name)
        if attribute.startswith('on'):
            return f'"{attribute}"'
        if attribute in ('href', 'src') and not value.startswith('#'):
            return f'a link to "{value[:40]}"'
        if ELSEWHERE.search(value):
            return f'a link in "{attribute}"'
    return ''
