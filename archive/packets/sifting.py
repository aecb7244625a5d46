"""Sifting the records of a matter: which go in, with which fields and files, and what stays out.

Everything is computed from `disclose`. A file goes in as it was handed over only if the audience
may know all that the file tells of itself, and its creator's consent covers the purpose; else a
copy without metadata stands for it, if there is one; else it stays out. What stays out is listed by
its entry in the log and that entry's salted hash, never by its own digest, which would confirm to
those who hold the file that it is here: no record and no entry in the packet names that digest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import Connection

from archive import log, lookup, repository
from archive.disclosure import Audience, View, disclose
from archive.packets.consent import consent_of, why_not
from archive.packets.errors import PlanNoLongerHolds
from archive.packets.planned import PlannedRecord, Withheld
from archive.packets.proof import prove
from archive.packets.selection import Selected
from archive.packets.wish import Wish
from evidence.proof import merkle
from schemas.actor import Actor
from schemas.dates import DateValue
from schemas.item import Item
from schemas.reference import references

__all__ = ["Sifting"]

TELL_OF_A_FILE = ("/digest", "/size", "/crc32", "/perceptual_hash")
"""Fields of an item by which whoever holds its file would know it again."""


class Sifting:
    """What was seen so far of one matter, and what stays out."""

    def __init__(
        self, connection: Connection, audience: Audience, purpose: str, wish: Wish
    ) -> None:
        self.connection = connection
        self.wish = wish
        self._audience, self._purpose = audience, purpose
        self.withheld: list[Withheld] = []
        self._refused: dict[str, str] = {}
        """Ids of actors whose consent does not cover this, and why."""
        self.reasons: dict[str, str] = {}
        """Why a file stays out, by the id of its item."""
        self.items: list[tuple[Item, View]] = []
        self.days: dict[str, tuple[str, str]] = {}
        """First possible day and words of each incident's date, by its id."""
        self.digests: set[str] = set()
        """Digests of files that stay out."""
        self.first: list[str] = []
        """Items in the order in which a case lists them."""

    def records(self, selected: Sequence[Selected]) -> tuple[PlannedRecord, ...]:
        """Each record that the audience may see, with its proof; the others are noted."""
        for row in selected:
            if isinstance(row.record, Actor) and (why := consent_of(row.record, self._purpose)):
                self._refused[row.summary.id] = why
        planned = [one for row in selected if (one := self._record(row))]
        self.digests -= {item.digest or "" for item, _ in self.items}
        shown = [one for one in planned if self._may_be_proved(one.seq)]
        return tuple(sorted(shown, key=lambda record: (record.view.type, record.seq)))

    def _may_be_proved(self, seq: int) -> bool:
        """Whether the entry behind a record names no record and no file that stays out."""
        things = log.entry(self.connection, seq).fields["objects"]
        names = [str(thing["id"]) for thing in things]
        if not all(map(self.sees(names), names)):
            self.leave_out("record", seq, "names_somebody_withheld")
            return False
        if not self.digests & {str(thing.get("sha256")) for thing in things}:
            return True
        self.leave_out("record", seq, "names_a_withheld_file")
        return False

    def _record(self, row: Selected) -> PlannedRecord | None:
        if why := self._refused.get(row.summary.id):
            self.leave_out("record", row.summary.seq, why)
            return None
        view = self._view(row, ())
        if self.wish.size is not None and row.summary.seq >= self.wish.size:
            name = view.ref if view else "something that stays out"
            raise PlanNoLongerHolds([f"{name} was revised since"])
        if view is None:
            self.leave_out("record", row.summary.seq, "for_fewer_eyes")
            if isinstance(row.record, Item) and row.record.digest:
                self.digests.add(row.record.digest)
            return None
        if isinstance(row.record, Item) and row.record.digest:
            view = self._item(row, row.record, view)
        stored = repository.revision(self.connection, row.summary)
        if any(pointer not in ("/access", *TELL_OF_A_FILE) for pointer in view.withheld):
            self.leave_out("fields", row.summary.seq, "for_fewer_eyes")
        self._note(view)
        return PlannedRecord(row.summary.seq, stored.revision, view, prove(stored, view))

    def _view(self, row: Selected, also: Collection[str]) -> View | None:
        named = [found.value for found in references(row.record)]
        shows_act = lookup.shows_act(self.connection, [row.record], self._audience)
        return disclose(row.record, self._audience, self.sees(named), shows_act, also)

    def sees(self, names: Iterable[str]) -> Callable[[str], bool]:
        """Whether the audience may know each of these records, and nobody has refused."""
        may_see = lookup.sees(self.connection, names, self._audience)
        return lambda name: name not in self._refused and may_see(name)

    def _item(self, row: Selected, item: Item, view: View) -> View:
        why = self._refused.get(item.creator or "") or why_not(
            item, view, self._audience, self._purpose
        )
        if row.summary.id in self.wish.left_out:
            why = "left_out_by_hand"
        if why is None:
            self.items.append((item, view))
            return view
        self.reasons[row.summary.id] = why
        self.digests.add(item.digest or "")
        self.leave_out("file", row.summary.seq, why)
        hidden = self._view(row, TELL_OF_A_FILE)
        assert hidden is not None
        return hidden

    def _note(self, view: View) -> None:
        if view.type == "incident" and "date" in view.content:
            date = DateValue.model_validate(view.content["date"], strict=False)
            self.days[view.id] = (date.lo or "9999", date.words())
        if view.type == "case":
            self.first += view.content.get("exhibits", [])

    def leave_out(self, what: str, seq: int, reason: str) -> None:
        """Note that something stays out, once."""
        if (what, seq, reason) in {(one.what, one.entry, one.reason) for one in self.withheld}:
            return
        leaf = merkle.leaf_hash(log.entry(self.connection, seq).data).hex()
        self.withheld.append(Withheld(what, seq, leaf, reason))
