"""PDF: its words, page by page, and its properties (PDFium).

What a PDF says of its making stands in its information dictionary
(ISO 32000-1, 14.3.3). Pages are separated by a form feed, as in the output of other tools.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import pypdfium2

from evidence.capture.claims import ClaimedTime, Claims
from evidence.capture.tags import one_line
from evidence.errors import UnreadablePicture, UnusableTag
from evidence.imaging.pdf_pages import PDF_ERRORS, opened_pdf
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
    try:
        with opened_pdf(file) as document:
            pages = len(document)
            texts, notes = _texts(document, pages, patience)
            told = document.get_metadata_dict()
    except UnreadablePicture as error:
        raise UnreadableFile(error.why) from error
    properties = {name: one_line(value) for name, value in told.items() if value}
    times, about_times = _times(properties)
    claims = Claims(
        times=tuple(times),
        software=properties.get("Creator") or properties.get("Producer"),
        pages=pages,
        notes=(*notes, *about_times),
        raw={f"PDF {name}": value for name, value in properties.items() if value},
    )
    return Contents(claims, PAGE_BREAK.join(texts).strip(PAGE_BREAK + " \r\n"), _how())


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
        except PDF_ERRORS:
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
