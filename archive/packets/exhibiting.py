"""The exhibits of a packet: their order, numbers and pages, and the custody that may be told."""

from __future__ import annotations

from collections.abc import Sequence

from archive import log
from archive.disclosure import View
from archive.packets.errors import PlanNoLongerHolds
from archive.packets.paging import Paged
from archive.packets.planned import PlannedExhibit, beside
from archive.packets.sifting import Sifting
from evidence.media_types.extensions import extension_of_type
from schemas.item import Item

__all__ = ["Exhibiting"]


class Exhibiting:
    """Puts the files that were sifted into their order."""

    def __init__(self, sifted: Sifting) -> None:
        self._sifted, self._wish, self._connection = sifted, sifted.wish, sifted.connection

    def files(self) -> list[tuple[Item, View]]:
        """The items whose files go in, in the order of their numbers.

        Raises:
            PlanNoLongerHolds: an item that is wished for may not go in.
        """
        by_id = {item.id or "": (item, view) for item, view in self._sifted.items}
        wanted = self._wish.order
        if wanted is None:
            return sorted(self._sifted.items, key=lambda row: self._place(*row))
        missing = [name for name in wanted if name not in by_id]
        if missing:
            raise PlanNoLongerHolds([self._why(name) for name in missing])
        if unnamed := sorted(set(by_id) - set(wanted)):
            raise PlanNoLongerHolds([f"{name} is neither in nor left out" for name in unnamed])
        return [by_id[name] for name in wanted]

    def _why(self, item: str) -> str:
        reason = self._sifted.reasons.get(item)
        return f"the item {item} stays out ({reason})" if reason else f"no item {item} belongs here"

    def _days_of(self, view: View) -> list[tuple[str, str]]:
        rows = view.content.get("documents", [])
        return [
            self._sifted.days[row["incident"]]
            for row in rows
            if row["incident"] in self._sifted.days
        ]

    def _place(self, item: Item, view: View) -> tuple[int, str, str]:
        """First those that come first, then by the date of what they show, then as they came.

        What comes first says the wish, and what is left, the case.
        """
        first = [*self._wish.first, *self._sifted.first]
        listed = first.index(item.id or "") if item.id in first else len(first)
        days = [first for first, _words in self._days_of(view)]
        came = view.content.get("acquired", {}).get("at", "9999")
        return listed, min(days, default="9999"), came

    def exhibits(
        self, files: Sequence[tuple[Item, View]], pages: Sequence[Paged]
    ) -> tuple[PlannedExhibit, ...]:
        """The files with their numbers, pages and custody."""
        found, page = [], 0
        for number, ((item, view), look) in enumerate(zip(files, pages, strict=True), 1):
            found.append(self._exhibit(number, item, view, look, page))
            page += look.pages
        return tuple(found)

    def _exhibit(
        self, number: int, item: Item, view: View, look: Paged, page: int
    ) -> PlannedExhibit:
        assert item.digest is not None
        assert item.size is not None
        ending = extension_of_type(item.media_type or "")
        custody = self._custody(item.id or "")
        words = [said for _first, said in self._days_of(view)]
        return PlannedExhibit(
            number=number,
            item=item.id or "",
            ref=view.ref,
            title=str(view.content["title"]),
            date=words[0] if words else "",
            digest=item.digest,
            size=item.size,
            crc32=item.crc32,
            media_type=item.media_type or "application/octet-stream",
            made=str(view.content.get("derivation", "")),
            path=f"data/exhibits/{number:04d}-{item.digest[:8]}.{ending}",
            entry=self._naming(item, custody),
            custody=custody,
            paged=look,
            first_page=page,
            names=tuple(view.content.get("names", ())),
            derived=beside(item),
        )

    def _custody(self, item: str) -> tuple[int, ...]:
        """Entries about an item that name nothing that the audience may not know."""
        seen = []
        for entry in log.about(self._connection, item):
            if self._wish.size is not None and entry.seq >= self._wish.size:
                continue
            things = entry.fields["objects"]
            if any(thing["role"] == "packet" for thing in things):
                self._sifted.leave_out("entry", entry.seq, "tells_of_another_packet")
                continue
            names = [str(thing["id"]) for thing in things]
            may_see = self._sifted.sees(names)
            if not all(may_see(name) for name in names):
                self._sifted.leave_out("entry", entry.seq, "names_somebody_withheld")
            elif self._sifted.digests & {str(thing.get("sha256")) for thing in things}:
                self._sifted.leave_out("entry", entry.seq, "names_a_withheld_file")
            else:
                seen.append(entry.seq)
        return tuple(seen)

    def _naming(self, item: Item, custody: Sequence[int]) -> int | None:
        for seq in custody:
            objects = log.entry(self._connection, seq).fields["objects"]
            if any((one["id"], one.get("sha256")) == (item.id, item.digest) for one in objects):
                return seq
        return None
