"""Many sheets in one file: all of a language as ZIP, one sheet in all languages as PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple

NEVER = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes on every day


class Part(NamedTuple):
    """A sheet in one language."""

    name: str  # of the language, as staff read it
    pdf: bytes


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by name; PDFs are compressed as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, NEVER), files[name])
    return out.getvalue()


def bound(parts: Sequence[Part], duplex: str) -> bytes:
    """One PDF with a bookmark for each language; for printing only, its text has no tags."""
    from pikepdf import OutlineItem, Pdf

    from .finish import finished

    with Pdf.new() as document:
        with document.open_outline() as outline:
            for name, pdf in parts:
                outline.root.append(OutlineItem(name, len(document.pages)))
                with Pdf.open(io.BytesIO(pdf)) as sheet:
                    document.pages.extend(sheet.pages)
        return finished(document, rtl=False, duplex=duplex)
