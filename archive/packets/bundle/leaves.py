"""The sheet and the pages of an exhibit, as the program of the bundle takes them.

A page picture is drawn again in the process apart: nothing of the file but what can be seen. It
waits in a folder, and goes into the PDF after its pages were set; the program gets a stand-in.
"""

from __future__ import annotations

from pathlib import Path

from archive.describing import Describing
from archive.packets.bundle import wording
from archive.packets.paging import PAGE, Look, page_texts
from archive.packets.planned import PacketPlan, PlannedExhibit, checked_bytes
from archive.typesetting.pictures import stand_in
from evidence.imaging.plain_jpeg import PlainJpeg
from evidence.imaging.rendition import Rendition
from evidence.store.blobs import BlobStore
from schemas.shape import Json

__all__ = ["Leaves"]

_WORDS_ONLY = (
    "the words of the file alone ({how}), without its layout, its pictures, and numbers in the "
    "cells of tables: look at the file beside for those"
)


class Leaves:
    """The exhibits of one volume; their pictures are put into `folder`, which is there and empty.

    May be used by several threads.
    """

    def __init__(
        self, plan: PacketPlan, store: BlobStore, describing: Describing, folder: Path
    ) -> None:
        self._plan = plan
        self._store = store
        self._describing = describing
        self.folder = folder
        self.pictures: dict[bytes, Path] = {}
        """Where each page picture waits, by its digest."""

    def shown(self, row: PlannedExhibit) -> Json:
        """An exhibit: what its sheet says, and its pages.

        Raises:
            MissingEvidence, DamagedEvidence: the store cannot give its bytes.
            UnreadablePicture: it could be drawn when the packet was planned, and no longer can.
        """
        return {
            "number": f"{row.number:04d}",
            "title": wording.said(row.title),
            "path": row.path,
            "facts": self._facts(row),
            "leaves": self._leaves(row),
        }

    def _facts(self, row: PlannedExhibit) -> list[Json]:
        first, last = self._plan.numbers(row)
        facts = [
            ["Item", wording.said(row.ref)],
            ["Date of what it shows", wording.said(row.date or "not known")],
            ["Type, by content", wording.said(row.media_type)],
            ["Size", wording.said(f"{row.size:,} bytes")],
            ["SHA-256", wording.exact(row.digest)],
            ["File in the packet", wording.exact(row.path)],
            ["Numbers", wording.said(f"{first} to {last}" if first != last else first)],
            ["Entry of the log", wording.said(str(row.entry))],
        ]
        if row.made:
            facts.insert(2, ["A derivative", wording.said(row.made)])
        if row.paged.note:
            facts.append(["On paper", wording.said(f"one slip sheet: {row.paged.note}")])
        elif row.paged.made:
            facts.append(["On paper", wording.said(_WORDS_ONLY.format(how=row.paged.made.how))])
        return facts

    def _leaves(self, row: PlannedExhibit) -> list[Json]:
        first = row.first_page
        numbers = [self._plan.numbering.text(first + at) for at in range(row.paged.pages)]
        match row.paged.look:
            case Look.SLIP:
                return [self._slip(row, numbers[0])]
            case Look.TEXT:
                shown = row.paged.made.digest if row.paged.made else row.digest
                texts = page_texts(checked_bytes(self._store, shown))
                pairs = zip(numbers, texts, strict=True)
                return [{"kind": "text", "number": one, "text": text} for one, text in pairs]
            case Look.PICTURE:
                drawn = self._describing.for_page(row.digest, PAGE)
                return [self._picture(row, 0, numbers[0], drawn)]
            case Look.PDF:
                return [
                    self._picture(row, at, one, self._describing.draw_page(row.digest, at))
                    for at, one in enumerate(numbers)
                ]

    def _slip(self, row: PlannedExhibit, number: str) -> Json:
        """The sheet for a file that cannot stand on paper; of a film with a frame of it."""
        note = f"The file cannot stand on paper: {row.paged.note}. It lies beside."
        leaf = {"kind": "slip", "number": number, "text": note}
        if made := row.paged.made:
            name = f"{row.number:04d}-{made.kind}.jpg"
            (self.folder / name).write_bytes(checked_bytes(self._store, made.digest))
            leaf |= {"file": name, "alt": f"A frame of exhibit {row.number:04d}: {row.title}"}
            leaf["how"] = f"A frame of the film, {made.how}"
        return leaf

    def _picture(self, row: PlannedExhibit, at: int, number: str, drawn: Rendition) -> Json:
        picture = PlainJpeg.of(drawn.content)
        name = f"{row.number:04d}-{at:04d}.jpg"
        waiting = self.folder / f"{picture.digest.hex()}.picture"
        waiting.write_bytes(picture.content)
        (self.folder / name).write_bytes(stand_in(picture))
        self.pictures[picture.digest] = waiting
        return {
            "kind": "picture",
            "number": number,
            "file": name,
            "width": picture.width,
            "height": picture.height,
            "alt": f"Exhibit {row.number:04d}, {number}: {row.title}",
        }
