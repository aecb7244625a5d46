"""How an exhibit is shown in the bundle: as a picture, as pages, as text, or by a slip sheet.

The number of pages is known at the plan, so that page numbers are. What cannot be shown on paper,
or cannot be read within limits, gets one numbered slip sheet that says so; the file lies beside.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import StrEnum

from archive.describing import Describing
from evidence.errors import UnreadablePicture
from evidence.store.blobs import BlobStore

__all__ = ["Look", "Paged", "page_texts", "paged"]

MOST_PDF_PAGES = 500
MOST_TEXT_BYTES = 1 << 20
LINES_PER_PAGE, CHARACTERS_PER_LINE = 52, 92
LONGEST_SIDE = 1600
"""Pixels of a picture in the bundle."""


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


def paged(describing: Describing, store: BlobStore, digest: str, media_type: str) -> Paged:
    """How the file of this digest is shown, and on how many pages.

    Raises:
        MissingEvidence, DamagedEvidence: the store cannot give the bytes.
    """
    try:
        if media_type.startswith("image/"):
            describing.reduced(digest, 64)
            return Paged(Look.PICTURE, 1)
        if media_type == "application/pdf":
            pages = describing.count_pages(digest)
            if 0 < pages <= MOST_PDF_PAGES:
                return Paged(Look.PDF, pages)
            return Paged(Look.SLIP, 1, f"it has {pages} pages")
    except UnreadablePicture as error:
        return Paged(Look.SLIP, 1, f"it cannot be shown: {error.why}")
    if media_type == "text/plain" and store.size(digest) <= MOST_TEXT_BYTES:
        with store.open(digest) as file:
            texts = page_texts(file.read())
        return Paged(Look.TEXT, len(texts)) if texts else Paged(Look.SLIP, 1, "it is not in UTF-8")
    return Paged(Look.SLIP, 1, "it is of a kind that paper cannot show")


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
