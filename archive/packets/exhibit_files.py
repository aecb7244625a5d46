"""The files of a plan, read: each is hashed, and opened in a process apart to count its pages."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from archive.describing import Describing
from archive.disclosure import View
from archive.packets.errors import UnfitExhibits
from archive.packets.paging import Look, Paged, paged
from archive.packets.planned import beside
from archive.workspace import Archive
from evidence.errors import EvidenceError
from schemas.item import Item

__all__ = ["check_bytes", "pages_of"]

FEW = 16
"""So many files are opened by one process before another has started."""
READERS, PARSERS = 4, 2
"""Files that are hashed, and files that are opened to count their pages, at the same time."""


def check_bytes(archive: Archive, files: Sequence[tuple[Item, View]]) -> None:
    """See that each file, and what was made of it and goes with it, is what it was.

    Raises:
        UnfitExhibits: some are missing or damaged; all of them are named.
    """

    def trouble(row: tuple[Item, View]) -> str | None:
        try:
            archive.blobs.check(row[0].digest or "")
            for made in beside(row[0]):
                archive.blobs.check(made.digest)
        except EvidenceError as error:
            return f"{row[1].ref}: {error}"
        return None

    with ThreadPoolExecutor(READERS) as pool:
        if found := [why for why in pool.map(trouble, files) if why]:
            raise UnfitExhibits(found)


def pages_of(archive: Archive, files: Sequence[tuple[Item, View]]) -> list[Paged]:
    """How each file is shown in the bundle, and on how many pages."""
    with (
        Describing(archive.blobs) as describing,
        ThreadPoolExecutor(PARSERS if len(files) > FEW else 1) as pool,
    ):

        def look(row: tuple[Item, View]) -> Paged:
            key = (row[0].digest or "", row[0].media_type)
            found = _known.get(key) or paged(describing, archive.blobs, row[0])
            if found.look in _BY_BYTES:
                if len(_known) >= _MOST_KNOWN:
                    _known.clear()
                _known[key] = found
            return found

        return list(pool.map(look, files))


_BY_BYTES = (Look.PICTURE, Look.PDF)
"""What follows from the bytes alone, once they could be read. What could not be read in time is
tried again."""
_MOST_KNOWN = 20_000
_known: dict[tuple[str, str | None], Paged] = {}
"""What this process has seen of bytes before, by digest and type. A packet is planned again and
again until it is right, and each time every picture would be decoded."""
