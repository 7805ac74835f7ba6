"""The README's pictures, from what the build made: python docs/pictures/make.py (make pictures)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from shutil import which

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OUTPUT = ROOT / 'output'
FONTS = '<?xml version="1.0"?><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>'
PAGES = ['index.html', 'sl/adult/help/index.html', 'ar/adolescent/tricks/index.html',
         'ti/child/help/index.html']  # fmt: skip
SHEETS = ['pocket-adult-sl', 'poster-adult-ar', 'show-adult-ti', 'pictures-child-ur',
          'leaflet-adult-ar', 'card-adult-sl', 'many-all', 'languages-bw-all']  # fmt: skip
GROUND, GAP = '#d9d2c3', 16


def pages() -> Iterable[Image.Image]:
    """First views on a phone of 360 by 740 px, in our own letters: a desktop may lack some."""
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        fonts = Path(folder) / 'fonts.conf'
        fonts.write_text(FONTS.format(ROOT / 'fonts', folder), 'utf-8')
        program = which('chromium') or which('chromium-browser') or which('google-chrome')
        browser = play.chromium.launch(
            executable_path=program, args=['--no-sandbox'],
            env=os.environ | {'FONTCONFIG_FILE': str(fonts)},
        )  # fmt: skip
        page = browser.new_page(viewport={'width': 360, 'height': 740})
        for path in PAGES:
            page.goto((OUTPUT / path).as_uri())
            yield Image.open(BytesIO(page.screenshot()))
        browser.close()


def sheets() -> Iterable[Image.Image]:
    """Fronts of some sheets, small."""
    for name in SHEETS:
        document = pypdfium2.PdfDocument(OUTPUT / f'print/{name.rpartition("-")[2]}/{name}.pdf')
        yield document[0].render(scale=480 / document[0].get_height()).to_pil()


def languages() -> Iterable[Image.Image]:
    """The front of the adults' pocket sheet in every language, small."""
    fronts = (folder / f'pocket-adult-{folder.name}.pdf' for folder in OUTPUT.glob('print/*'))
    for path in sorted(path for path in fronts if path.is_file() and path.parent.name != 'all'):
        document = pypdfium2.PdfDocument(path)
        yield document[0].render(scale=300 / document[0].get_height()).to_pil()


def rows(images: Iterable[Image.Image], name: str, columns: int) -> None:
    """Side by side and below each other, in few colours."""
    every = [image.convert('RGB') for image in images]
    wide, high = max(i.width for i in every) + GAP, max(i.height for i in every) + GAP
    lines = [every[at : at + columns] for at in range(0, len(every), columns)]
    length = max(sum(i.width + GAP for i in line) for line in lines)
    whole = Image.new('RGB', (max(length, wide) + GAP, high * len(lines) + GAP), GROUND)
    for number, line in enumerate(lines):
        at = GAP
        for image in line:
            whole.paste(image, (at, GAP + number * high))
            at += image.width + GAP
    whole.quantize(64).save(HERE / name, optimize=True)


if __name__ == '__main__':
    rows(pages(), 'pages.png', len(PAGES))
    rows(sheets(), 'sheets.png', 4)
    rows(languages(), 'languages.png', 8)
