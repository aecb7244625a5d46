"""PDF: its words, page by page, its properties, and a picture of its first page (PDFium).

Scripts and forms are not run. What a PDF says of its making stands in its information dictionary
(ISO 32000-1, 14.3.3). Pages are separated by a form feed, as in the output of other tools.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image

from evidence.capture.claims import ClaimedTime, Claims
from evidence.capture.tags import one_line
from evidence.errors import UnreadablePicture, UnusableTag
from evidence.imaging.pictures import PARSER_ERRORS, said_by
from evidence.imaging.rendition import LONGEST_SIDE
from evidence.reading.clocks import time_of_pdf
from evidence.reading.contents import MAX_TEXT, Contents, Patience
from evidence.reading.errors import UnreadableFile

PAGE_BREAK = "\f"
_TIMES = ("CreationDate", "ModDate")


def read_pdf(file: BinaryIO, patience: Patience) -> Contents:
    """The words and properties of a PDF.

    Raises:
        UnreadableFile: it is damaged, or under a password.
    """
    with _document(file) as document:
        pages = len(document)
        texts, notes = _texts(document, pages, patience)
        properties = {
            name: one_line(value) for name, value in document.get_metadata_dict().items() if value
        }
        times, about_times = _times(properties)
    claims = Claims(
        times=tuple(times),
        software=properties.get("Creator") or properties.get("Producer"),
        pages=pages,
        notes=(*notes, *about_times),
        raw={f"PDF {name}": value for name, value in properties.items() if value},
    )
    return Contents(claims, PAGE_BREAK.join(texts).strip(PAGE_BREAK + " \r\n"), _how())


def first_page(file: BinaryIO) -> Image.Image:
    """A picture of the first page that fits into a thumbnail.

    Raises:
        UnreadablePicture: there is no page, or none that can be drawn.
    """
    try:
        with _document(file) as document:
            page = document[0]
            longest = max(page.get_size())
            if longest <= 0:
                raise UnreadablePicture("its first page has no size")
            picture: Image.Image = page.render(scale=LONGEST_SIDE / longest).to_pil()
            return picture
    except UnreadableFile as error:
        raise UnreadablePicture(error.why) from error


@contextmanager
def _document(file: BinaryIO) -> Iterator[Any]:
    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        why = "it is under a password" if "assword" in str(error) else said_by(error)
        raise UnreadableFile(why) from error
    try:
        yield document
    except (pypdfium2.PdfiumError, *PARSER_ERRORS) as error:
        raise UnreadableFile(said_by(error)) from error
    finally:
        document.close()


def _texts(document: Any, pages: int, patience: Patience) -> tuple[list[str], list[str]]:
    texts: list[str] = []
    unread: list[int] = []
    length = 0
    for number in range(pages):
        if patience.is_over or length > MAX_TEXT:
            return texts, [f"words of the first {number} of {pages} pages were read", *_not(unread)]
        try:
            page = document[number]
            text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\0", "")
            page.close()
        except (pypdfium2.PdfiumError, *PARSER_ERRORS):
            unread.append(number + 1)
            text = ""
        texts.append(text)
        length += len(text)
    return texts, _not(unread)


def _not(pages: list[int]) -> list[str]:
    if not pages:
        return []
    some = ", ".join(str(number) for number in pages[:10]) + (" …" if len(pages) > 10 else "")
    return [f"{len(pages)} pages could not be read: {some}"]


def _times(properties: dict[str, str]) -> tuple[list[ClaimedTime], list[str]]:
    times, notes = [], []
    for name in _TIMES:
        if name in properties:
            try:
                time = time_of_pdf(properties[name], f"PDF {name}")
            except UnusableTag as error:
                notes.append(str(error))
            else:
                times += [time] if time else []
    return times, notes


def _how() -> str:
    return f"PDFium {pypdfium2.PDFIUM_INFO}, pypdfium2 {pypdfium2.PYPDFIUM_INFO}"
