"""Pages of other people's PDF files, opened, counted and drawn by PDFium, in the parser process.

Scripts and forms are not run.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image

from evidence.errors import UnreadablePicture
from evidence.imaging.pictures import PARSER_ERRORS, said_by
from evidence.imaging.rendition import LONGEST_SIDE, Rendition

PDF_ERRORS: tuple[type[Exception], ...] = (pypdfium2.PdfiumError, *PARSER_ERRORS)
"""What PDFium and its binding raise over bad content."""

DOTS_PER_INCH = 130
_POINTS_PER_INCH = 72
_LONGEST_SIDE = 1900
"""Pixels of a page's longer side, at most."""
_QUALITY = 80


@contextmanager
def opened_pdf(file: BinaryIO) -> Iterator[Any]:
    """The document in `file`, to be read page by page.

    Raises:
        UnreadablePicture: it is no PDF that can be read, is under a password, or reading it fails
            within the block.
    """
    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
    except PDF_ERRORS as error:
        why = "it is under a password" if "assword" in str(error) else said_by(error)
        raise UnreadablePicture(why) from error
    try:
        yield document
    except PDF_ERRORS as error:
        raise UnreadablePicture(said_by(error)) from error
    finally:
        document.close()


def count_pages(file: BinaryIO) -> int:
    """How many pages a PDF has.

    Raises:
        UnreadablePicture: it is no PDF that can be read, or is under a password.
    """
    with opened_pdf(file) as document:
        return len(document)


def draw_page(file: BinaryIO, number: int) -> Rendition:
    """One page, `number` from 0, as a JPEG with nothing of the file but what can be seen.

    Raises:
        UnreadablePicture: it cannot be drawn.
    """
    with opened_pdf(file) as document:
        picture = page_picture(document, number, _LONGEST_SIDE).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    how = f"page {number + 1} drawn by PDFium, JPEG, quality {_QUALITY}"
    return Rendition(out.getvalue(), "image/jpeg", *picture.size, how)


def first_page(file: BinaryIO) -> Image.Image:
    """A picture of the first page that fits into a thumbnail.

    Raises:
        UnreadablePicture: there is no page, or none that can be drawn.
    """
    with opened_pdf(file) as document:
        return page_picture(document, 0, LONGEST_SIDE)


def page_picture(document: Any, number: int, longest_side: int) -> Image.Image:
    """A page of an opened document, at most so many pixels long and so many dots to the inch."""
    page = document[number]
    longest = max(page.get_size())
    if longest <= 0:
        raise UnreadablePicture(f"its page {number + 1} has no size")
    scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, longest_side / longest)
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture
