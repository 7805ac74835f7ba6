"""What WeasyPrint leaves out of a PDF and printers and readers want: preferences, page labels."""

from __future__ import annotations

import io

from pikepdf import Array, Dictionary, Name, Pdf

DUPLEX = {
    'simplex': Name.Simplex,
    'long-edge': Name.DuplexFlipLongEdge,
    'short-edge': Name.DuplexFlipShortEdge,
}
BLEED = 3 / 25.4 * 72  # points
PREVIEW = 240  # pixels, the longer edge of a sheet's picture
SHADES = 32


def finish(pdf: bytes, *, rtl: bool, duplex: str, bleed: bool = False) -> bytes:
    """Set direction, full size, sides and page labels; the same input gives the same bytes."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        if bleed:
            for page in document.pages:
                left, bottom, right, top = map(float, page.trimbox)
                page.bleedbox = Array([left - BLEED, bottom - BLEED, right + BLEED, top + BLEED])
        return finished(document, rtl=rtl, duplex=duplex)


def finished(document: Pdf, *, rtl: bool, duplex: str) -> bytes:
    """The same of an open document."""
    out = io.BytesIO()
    preferences = document.Root.get(Name.ViewerPreferences, Dictionary())
    preferences[Name.Direction] = Name.R2L if rtl else Name.L2R
    preferences[Name.PrintScaling] = Name('/None')
    preferences[Name.Duplex] = DUPLEX[duplex]
    document.Root[Name.ViewerPreferences] = preferences
    document.Root[Name.PageLabels] = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    document.save(out, deterministic_id=True, linearize=False)
    return out.getvalue()


def picture(pdf: bytes) -> bytes:
    """The first side, small, as PNG."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        scale = PREVIEW / max(page.get_size())
        image = page.render(scale=scale).to_pil().convert('RGB').quantize(SHADES)
    out = io.BytesIO()
    image.save(out, 'PNG', optimize=True)
    return out.getvalue()
