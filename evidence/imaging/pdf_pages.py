"""Pages of other people's PDF files, counted and drawn by PDFium. Meant for the parser process."""

from __future__ import annotations

import io
from typing import BinaryIO

import pypdfium2
from PIL import Image

from evidence.errors import UnreadablePicture
from evidence.imaging.rendition import Rendition

__all__ = ["count_pages", "draw_page"]

DOTS_PER_INCH = 130
_POINTS_PER_INCH = 72
_LONGEST_SIDE = 1900
"""Pixels of a page's longer side, at most."""
_QUALITY = 80


def count_pages(file: BinaryIO) -> int:
    """How many pages a PDF has.

    Raises:
        UnreadablePicture: it is no PDF that can be read, or is under a password.
    """
    document = _opened(file)
    try:
        return len(document)
    finally:
        document.close()


def draw_page(file: BinaryIO, number: int) -> Rendition:
    """One page, `number` from 0, as a JPEG with nothing of the file but what can be seen.

    Raises:
        UnreadablePicture: it cannot be drawn.
    """
    document = _opened(file)
    try:
        page = document[number]
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, _LONGEST_SIDE / max(width, height, 1.0))
        picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise UnreadablePicture(f"page {number + 1} cannot be drawn ({error})") from error
    finally:
        document.close()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    how = f"page {number + 1} drawn by PDFium, JPEG, quality {_QUALITY}"
    return Rendition(out.getvalue(), "image/jpeg", *picture.size, how)


def _opened(file: BinaryIO) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise UnreadablePicture(f"it is no PDF that can be read ({error})") from error
