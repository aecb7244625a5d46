"""How an exhibit is shown in the bundle: as a picture, as pages, as text, or by a slip sheet.

The number of pages is known at the plan, so that page numbers are. An office file or a letter by
mail is shown by its words, as they were read when it came. What cannot be shown on paper, or cannot
be read within limits, gets one numbered slip sheet that says so, of a film with a frame of it; the
file lies beside.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum

from archive.describing import Describing
from evidence.errors import UnreadablePicture
from evidence.store.blobs import BlobStore
from schemas.item import Derived, Item

__all__ = ["Look", "Paged", "page_texts", "paged"]

MOST_PDF_PAGES = 500
MOST_TEXT_BYTES = 1 << 20
LINES_PER_PAGE, CHARACTERS_PER_LINE = 52, 92
PAGE = (850, 1264)
"""Pixels of a page of the bundle: 166 × 247 mm with 130 dots to the inch, as pages of PDFs have."""
DECODED = (64, 64)
"""Pixels that are enough to see that a picture can be decoded."""


class Look(StrEnum):
    """In which form an exhibit stands in the bundle."""

    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"
    SLIP = "slip"


@dataclass(frozen=True, slots=True)
class Paged:
    """The pages of an exhibit in the bundle."""

    look: Look
    pages: int
    """At least one: a slip sheet is a page."""
    note: str = ""
    """Why there is only a slip sheet."""
    made: Derived | None = None
    """What was made of the file and is shown in its place: its words, or a frame of a film."""


def paged(describing: Describing, store: BlobStore, item: Item) -> Paged:
    """How the file of an item is shown, and on how many pages.

    Raises:
        MissingEvidence, DamagedEvidence: the store cannot give the bytes.
    """
    media_type = item.media_type or ""
    try:
        if media_type.startswith("image/"):
            describing.for_page(item.digest or "", DECODED)
            return Paged(Look.PICTURE, 1)
        if media_type == "application/pdf":
            pages = describing.count_pages(item.digest or "")
            if 0 < pages <= MOST_PDF_PAGES:
                return Paged(Look.PDF, pages)
            return Paged(Look.SLIP, 1, f"it has {pages} pages")
    except UnreadablePicture as error:
        return Paged(Look.SLIP, 1, f"it cannot be shown: {error.why}")
    return _in_words(store, item) or _slip(item)


def _in_words(store: BlobStore, item: Item) -> Paged | None:
    """A text itself, or the words that were read from the file; None: there are none to show."""
    if item.media_type == "text/plain" and (texts := _texts_in(store, item.digest or "")):
        return Paged(Look.TEXT, len(texts))
    for made in item.derived:
        if made.kind == "text" and (texts := _texts_in(store, made.digest)):
            return Paged(Look.TEXT, len(texts), made=made)
    return None


def _slip(item: Item) -> Paged:
    for made in item.derived:
        if made.kind == "poster":
            return Paged(Look.SLIP, 1, "of a film, paper can show a frame only", made)
    if item.media_type == "text/plain":
        return Paged(Look.SLIP, 1, "it is not in UTF-8, or too long")
    return Paged(Look.SLIP, 1, "it is of a kind that paper cannot show")


def _texts_in(store: BlobStore, digest: str) -> list[str]:
    """The pages of a stored text; none if it is too long or not in UTF-8."""
    if store.size(digest) > MOST_TEXT_BYTES:
        return []
    with store.open(digest) as file:
        return page_texts(file.read())


def page_texts(data: bytes) -> list[str]:
    """The pages of a text in UTF-8; none if it is not."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    lines: list[str] = []
    for line in text.replace("\t", "    ").splitlines() or [""]:
        shown = "".join(sign if sign.isprintable() else "�" for sign in line)
        lines += textwrap.wrap(shown, CHARACTERS_PER_LINE, drop_whitespace=False) or [""]
    steps = range(0, len(lines), LINES_PER_PAGE)
    return ["\n".join(lines[at : at + LINES_PER_PAGE]) for at in steps]
