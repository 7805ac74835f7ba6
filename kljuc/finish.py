"""What WeasyPrint leaves out of a PDF and printers and readers want: preferences, page labels."""

from __future__ import annotations

import io

from pikepdf import Array, Dictionary, Name, Pdf

DUPLEX = {
    'simplex': Name.Simplex,
    'long-edge': Name.DuplexFlipLongEdge,
    'short-edge': Name.DuplexFlipShortEdge,
}


def finish(pdf: bytes, *, rtl: bool, duplex: str) -> bytes:
    """Set direction, full size, sides and page labels; the same input gives the same bytes."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf)) as document:
        preferences = document.Root.get(Name.ViewerPreferences, Dictionary())
        preferences[Name.Direction] = Name.R2L if rtl else Name.L2R
        preferences[Name.PrintScaling] = Name('/None')
        preferences[Name.Duplex] = DUPLEX[duplex]
        document.Root[Name.ViewerPreferences] = preferences
        document.Root[Name.PageLabels] = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
        document.save(out, deterministic_id=True, linearize=False)
    return out.getvalue()
