"""Pictures: what is refused before it is printed or published, and drawings without colour."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kljuc import drawings
from kljuc.drawings import COLOUR, HUGE, fault, grey
from kljuc.engine import print_plain
from kljuc.site import HOME

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 190">{}</svg>'
PNG = b'\x89PNG\r\n\x1a\n'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href='
REAL = sorted((HOME / 'content/pictures').glob('*.svg'))
DRAWN = [path for path in REAL if COLOUR.search(path.read_bytes())]
MAIN = ['#f7b93e', '#0c525b', '#2b7c86', '#0a3a41', '#fdebc6', '#b3d5d5', '#dcecea']
APART = 12  # levels of grey that a copier still tells apart
SHORT = 20  # pixels; two colours that meet on less are no edge that must be seen
PAGE = """<!doctype html><html lang="en"><head><title>pictures</title><style>
@page{{size:320px 190px;margin:0}}body{{margin:0}}
img{{display:block;width:320px;height:190px;break-after:page}}img:last-child{{break-after:auto}}
</style></head><body>{}</body></html>"""


@pytest.fixture
def sun(tmp_path: Path) -> Path:
    """Where a picture is laid."""
    return tmp_path / 'sun.svg'


# ------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    'drawing',
    [
        SVG.format('<path d="M0 0h9v9z" fill="#0a3a41"/>'),
        '<?xml version="1.0" encoding="UTF-8"?>\n' + SVG.format(''),
        '\ufeff' + SVG.format(''),
        SVG.format('<defs><path id="a"/></defs><use href="#a"/>'),
        SVG.format(f'<use {XLINK}"#a"/>'),
        SVG.format('<linearGradient id="a"/><path fill="url(#a)"/>'),
        SVG.format('<path style="fill:url( \'#a\' )"/>'),
        SVG.format('<style>path{fill:#0a3a41}</style>'),
        SVG.format('<title>On a link to https://lamp.example</title>'),
    ],
)
def test_a_plain_drawing_is_taken(sun: Path, drawing: str) -> None:
    sun.write_text(drawing, 'utf-8')
    assert fault(sun) is None


def test_a_png_is_taken_by_what_is_in_it(tmp_path: Path) -> None:
    for name, data, code in [
        ('sun.png', PNG, ''), ('sun.svg', PNG, 'picture-kind'),
        ('sun.png', SVG.format('').encode(), 'picture-kind'),
        ('sun.jpg', b'\xff\xd8\xff\xe0', 'picture-kind'),
        ('sun.jpg', PNG, 'picture-kind'),
    ]:  # fmt: skip
        (tmp_path / name).write_bytes(data)
        found = fault(tmp_path / name)
        assert (found.code if found else '') == code, (name, data)


def test_a_picture_that_is_not_there_is_missing(sun: Path) -> None:
    found = fault(sun)
    assert found
    assert (found.code, found.cause) == ('picture-missing', 'no picture "sun.svg".')


@pytest.mark.parametrize(('size', 'code'), [(HUGE, ''), (HUGE + 1, 'picture-huge')])
def test_a_picture_has_its_limit_of_size(sun: Path, size: int, code: str) -> None:
    sun.write_text(SVG.format(' ' * (size - len(SVG) + 2)), 'utf-8')
    assert sun.stat().st_size == size
    found = fault(sun)
    assert (found.code if found else '') == code


@pytest.mark.parametrize(
    'data',
    [
        b'', b'<svg', b'GIF89a', b'<p/>', b'\0\0', SVG.format('').encode('utf-16'),
        b'<?xml version="1.0" encoding="utf-32"?><p/>', b'<?xml version="1.0" encoding="x"?><p/>',
        SVG.format('\xe9').encode('latin-1'),
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_told_as_such(sun: Path, data: bytes) -> None:
    sun.write_bytes(data)
    found = fault(sun)
    assert found
    assert found.code == 'picture-kind'


@pytest.mark.parametrize(
    ('inside', 'says'),
    [
        ('<script>alert()</script>', '<script>'),
        ('<g><g><script href="#a"/></g></g>', '<script>'),
        ('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>', '<script>'),
        ('<foreignObject/>', '<foreignObject>'),
        ('<set attributeName="href" to="javascript:alert()"/>', '<set>'),
        ('<path onload="alert()"/>', '"onload"'),
        ('<path onbegin="alert()"/>', '"onbegin"'),
        ('<image href="https://lamp.example/sun.png"/>', 'a link to "https://lamp.example/'),
        (f'<image {XLINK}"//lamp.example/sun.png"/>', 'a link to "//lamp.example/sun.png"'),
        ('<image href="data:image/png;base64,AAAA"/>', 'a link to "data:image/png'),
        ('<a href="javascript:alert()"/>', 'a link to "javascript:alert()"'),
        ('<use href="other.svg#a"/>', 'a link to "other.svg#a"'),
        ('<path style="fill:url(http://lamp.example/#a)"/>', 'a link in "style"'),
        ('<path style="fill:URL( \'http://lamp.example/#a\')"/>', 'a link in "style"'),
        ('<path fill="url(other.svg#a)"/>', 'a link in "fill"'),
        (r'<path style="fill:u\72l(http://lamp.example/)"/>', 'a link in "style"'),
        ('<style>@import "https://lamp.example/a.css"</style>', 'a style that leads elsewhere'),
        ('<style>path{fill:url(//lamp.example/a)}</style>', 'a style that leads elsewhere'),
        ('<style>path{}<g/>@import "a.css"</style>', 'a style that leads elsewhere'),
        ('<style>svg{background:image-set("a.png" 1x)}</style>', 'a style that leads elsewhere'),
    ],
)
def test_what_runs_or_leads_out_of_a_drawing_is_refused(sun: Path, inside: str, says: str) -> None:
    sun.write_text(SVG.format(inside), 'utf-8')
    found = fault(sun)
    assert found
    assert (found.code, says in found.cause) == ('picture-unsafe', True), found.cause


@pytest.mark.parametrize(
    'before',
    [
        '<!DOCTYPE svg>', '<!DOCTYPE svg [<!ENTITY a "b">]>',
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd">',
        '<?xml-stylesheet type="text/xsl" href="https://lamp.example/a.xsl"?>',
    ],
)  # fmt: skip
def test_what_a_drawing_defines_is_refused(sun: Path, before: str) -> None:
    for encoding in ('utf-8', 'utf-16', 'utf-16-le'):
        sun.write_bytes((before + SVG.format('&a;')).encode(encoding))
        found = fault(sun)
        assert found
        assert encoding != 'utf-8' or found.code == 'picture-unsafe', found


@given(st.one_of(st.binary(max_size=60), st.text('<>?!"=&;/ svgxmlhrefon', max_size=60)))
def test_whatever_lies_there_is_told_and_breaks_nothing(
    tmp_path_factory: pytest.TempPathFactory, inside: bytes | str
) -> None:
    path = tmp_path_factory.getbasetemp() / 'any.svg'
    for data in (inside, SVG.format(inside) if isinstance(inside, str) else b'<svg>' + inside):
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        found = fault(path)
        assert found is None or (found.code.startswith('picture-') and found.cure), found


@pytest.mark.parametrize('path', REAL, ids=lambda path: path.name)
def test_our_own_drawings_are_taken(path: Path) -> None:
    assert fault(path) is None


# ------------------------------------------------------------ without colour


def level(colour: str) -> int:
    """How light a colour is without colour, 0 to 255."""
    found = re.fullmatch(r'#([0-9a-f]{2})\1\1', grey(colour.encode()).decode())
    assert found, colour
    return int(found[1], 16)


def photographed(*names: str) -> Iterator[Image.Image]:
    """Pictures as they are printed, small."""
    images = ''.join(f'<img src="{name}" alt="">' for name in names)
    pdf = print_plain(PAGE.format(images), (), str(HOME), 'pictures')
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == len(names)
        for page in document:
            yield page.render(scale=96 / 72).to_pil().convert('RGB')


@given(st.from_regex(r'#[0-9a-fA-F]{6}', fullmatch=True))
def test_a_colour_becomes_a_grey(colour: str) -> None:
    assert 0 <= level(colour) <= 255


def test_black_stays_black_and_white_stays_white() -> None:
    assert (level('#000000'), level('#ffffff'), level('#FFFFFF')) == (0, 255, 255)


@given(st.text('#0123456789abcdefM "', max_size=80))
def test_nothing_but_colours_changes(text: str) -> None:
    before = SVG.format(text).encode()
    after = grey(before)
    assert COLOUR.sub(b'', after) == COLOUR.sub(b'', before)
    assert len(COLOUR.findall(after)) == len(COLOUR.findall(before))


def test_shapes_stay_as_they_are() -> None:
    for path in DRAWN:
        before, after = path.read_text('utf-8'), grey(path.read_bytes()).decode()
        assert re.sub('#[0-9a-f]{6}', '', after) == re.sub('#[0-9a-f]{6}', '', before)
        assert after != before, path.name


def test_a_drawing_that_is_printed_without_colour_has_none() -> None:
    coloured = photographed(*(path.as_uri() for path in DRAWN))
    plain = photographed(*(f'{path.as_uri()}?grey' for path in DRAWN))
    for path, before, after in zip(DRAWN, coloured, plain, strict=True):
        strengths = [image.convert('HSV').getchannel('S').getextrema()[1]
                     for image in (before, after)]  # fmt: skip
        assert strengths[0] > 100, path.name
        assert strengths[1] == 0, path.name


def test_the_main_colours_are_told_from_paper_and_from_the_dark() -> None:
    for colour in MAIN:
        assert abs(level(colour) - level('#ffffff')) >= APART, colour
    assert [level(colour) for colour in ('#0a3a41', '#0c525b', '#2b7c86', '#f7b93e')] == sorted(
        level(colour) for colour in ('#0a3a41', '#0c525b', '#2b7c86', '#f7b93e')
    )


def meetings(path: Path, picture: Image.Image) -> Counter[frozenset[str]]:
    """Which colours of a drawing lie side by side, and for how many pixels."""
    written = {f'#{colour.decode().lower()}' for colour in COLOUR.findall(path.read_bytes())}
    by_value = {bytes.fromhex(colour[1:]): colour for colour in written}
    data, width = picture.tobytes(), picture.width
    names = [by_value.get(data[at : at + 3]) for at in range(0, len(data), 3)]
    pairs: Counter[frozenset[str]] = Counter()
    for step in (2, 2 * width):  # to the right and below, over the soft edge
        for one, other in zip(names, names[step:], strict=False):
            if one and other and one != other:
                pairs[frozenset((one, other))] += 1
    return pairs


def test_colours_that_meet_in_our_drawings_stay_apart() -> None:
    pairs: Counter[frozenset[str]] = Counter()
    for path, picture in zip(DRAWN, photographed(*(p.as_uri() for p in DRAWN)), strict=True):
        pairs += meetings(path, picture)
    edges = [tuple(sorted(pair)) for pair, length in pairs.items() if length > SHORT]
    assert {colour for pair in edges for colour in pair} >= set(MAIN)
    close = [pair for pair in edges if abs(level(pair[0]) - level(pair[1])) < APART]
    assert close == []


def test_colours_would_be_told_that_do_not_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, '_grey', lambda colour: b'#777777')
    with pytest.raises(AssertionError):
        test_colours_that_meet_in_our_drawings_stay_apart()
