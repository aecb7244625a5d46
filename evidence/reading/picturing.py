"""Drawing the small picture of a file of any kind that has one, in the parser process."""

from __future__ import annotations

from typing import BinaryIO

from evidence.errors import UnreadablePicture
from evidence.imaging.drawing import small, thumbnail_and_bits
from evidence.reading.drawn import Drawn
from evidence.reading.kinds import Kind, kind_of


def draw(file: BinaryIO, media_type: str, *, max_pixels: int) -> Drawn:
    """The small picture of a file.

    Raises:
        UnreadablePicture: files of this type have none, or it cannot be drawn within the limits.
    """
    match kind_of(media_type):
        case Kind.PICTURE:
            return _of_picture(file, max_pixels)
        case Kind.FILM:
            from evidence.reading.film import poster

            frame = poster(file, media_type, max_pixels=max_pixels)
            return Drawn("poster", small(frame, "a frame from its start"))
        case Kind.PDF:
            from evidence.imaging.pdf_pages import first_page

            return Drawn("first_page", small(first_page(file), "its first page, by PDFium"))
        case Kind.DRAWING | Kind.SOUND | Kind.OFFICE | Kind.MAIL | Kind.PLAIN | Kind.ZIP | None:
            raise UnreadablePicture(f"files of the type {media_type} have none")


def _of_picture(file: BinaryIO, max_pixels: int) -> Drawn:
    drawn, bits = thumbnail_and_bits(file, max_pixels=max_pixels)
    return Drawn("thumbnail", drawn, bits)
