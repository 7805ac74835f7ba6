"""How NotoSansCJKsc-*.ttf were made: python fonts/subset.py NotoSansCJK-Regular.ttc ...-Bold.ttc

The Simplified Chinese face of the whole collection, with the 6,763 characters of GB 2312 and its
signs: enough for any text of today, a fifth of the size. Its outlines are turned into those of
TrueType: the CID-keyed ones of the source make PDFs that a PDF/UA validator refuses (glyphs count
as .notdef). Needs fonttools; the same input gives the same bytes. Write the new sha256 into
manifest.toml.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SIMPLIFIED = 2  # the face's number in the collection


def characters() -> Iterator[int]:
    """ASCII, then every character that GB 2312 can write."""
    yield from range(0x20, 0x7F)
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            text = bytes([row, cell]).decode('gb2312', 'ignore')
            yield from map(ord, text)
    yield from map(ord, '\u00a0·—…“”‘’')


def to_truetype(font: TTFont) -> None:
    """Exchange cubic outlines for quadratic ones, at most one unit of a thousand beside them."""
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    glyf = font['glyf'] = newTable('glyf')
    glyf.glyphOrder, glyf.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyph = glyf.glyphs[name] = pen.glyph()
        glyph.recalcBounds(glyf)
        font['hmtx'][name] = font['hmtx'][name][0], getattr(glyph, 'xMin', 0)
    font['loca'] = newTable('loca')
    maxp = font['maxp']
    maxp.tableVersion = 0x00010000
    unused = 'TwilightPoints Storage FunctionDefs InstructionDefs StackElements SizeOfInstructions'
    for name in unused.split():
        setattr(maxp, f'max{name}', 0)
    maxp.maxZones, maxp.maxComponentElements = 1, 0
    maxp.recalc(font)
    font['post'].formatType = 3.0
    for table in ('CFF ', 'VORG'):
        if table in font:
            del font[table]
    font.sfntVersion = '\x00\x01\x00\x00'


def main(sources: list[str]) -> None:
    """Write one subset beside this file for each weight."""
    for source in sources:
        options = subset.Options(
            font_number=SIMPLIFIED, layout_features=['ccmp', 'kern', 'locl', 'liga'],
            hinting=False, notdef_outline=True, name_IDs=['*'],
        )  # fmt: skip
        with subset.load_font(source, options) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=characters())
            subsetter.subset(font)
            to_truetype(font)
            name = Path(source).stem.replace('CJK', 'CJKsc')
            font['head'].modified = font['head'].created
            subset.save_font(font, str(Path(__file__).with_name(f'{name}.ttf')), options)


if __name__ == '__main__':
    main(sys.argv[1:])
