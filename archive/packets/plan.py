"""Planning a packet: what goes in, what stays out and why, from the archive as it is.

Everything is computed from `disclose`. A file goes in as it was handed over only if the audience
may know all that the file tells of itself, and its creator's consent covers the purpose; else a
copy without metadata stands for it, if there is one; else it stays out. What stays out is listed by
its entry in the log and that entry's salted hash, never by its own digest, which would confirm to
those who hold the file that it is here: no record and no entry in the packet names that digest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from archive import log, lookup, repository
from archive.disclosure import Audience, View, disclose
from archive.errors import NothingToPack, WrongType
from archive.packets.consent import consent_of, why_not
from archive.packets.errors import PlanNoLongerHolds
from archive.packets.exhibit_files import check_bytes, pages_of
from archive.packets.numbering import Numbering
from archive.packets.paging import Paged
from archive.packets.planned import (
    PacketPlan,
    PlannedExhibit,
    PlannedRecord,
    Withheld,
    beside,
)
from archive.packets.proof import prove
from archive.packets.selection import Selected, select
from archive.workspace import Archive
from evidence.media_types.extensions import extension_of_type
from evidence.proof import merkle
from schemas.actor import Actor
from schemas.dates import DateValue
from schemas.item import Item
from schemas.reference import references
from schemas.vocabulary import vocabulary

__all__ = ["PacketPlan", "Wish", "plan_packet"]

CAN_BE_ASKED = ("case", "incident")
TELL_OF_A_FILE = ("/digest", "/size", "/crc32", "/perceptual_hash")
"""Fields of an item by which whoever holds its file would know it again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks of a plan beside the matter."""

    order: tuple[str, ...] | None = None
    """Ids of the items that go in, in their order; None: all, by date."""
    first: tuple[str, ...] = ()
    """Ids of items that come before the others, in this order, as far as they may go in."""
    left_out: tuple[str, ...] = ()
    numbering: Numbering = field(default_factory=Numbering)
    title: str = ""
    size: int | None = None
    """Entries of the log that count; None: all."""


def plan_packet(
    archive: Archive,
    refs: Sequence[str],
    audience: Audience,
    *,
    purpose: str = "court",
    recipient: str = "",
    wish: Wish | None = None,
    seen: Mapping[str, Paged] | None = None,
) -> PacketPlan:
    """What a packet about these cases or incidents would hold for `audience`.

    Every file that would go in is read and hashed, unless `seen` has the pages of all of them, by
    digest, from a plan that was made just before.

    Raises:
        UnknownRecord: one of them is none that this audience may see.
        WrongType: one of them is neither a case nor an incident.
        NothingToPack: the audience may see nothing of it.
        UnknownTerm: the purpose is none of the vocabulary packet_purposes.
        UnfitExhibits: a file is missing or damaged.
        BadNumbering: the pattern is none, or has too few digits.
        PlanNoLongerHolds: an item that is wished for may not go in.
    """
    vocabulary("packet_purposes").term(purpose)
    wish = wish or Wish()
    with archive.reading() as connection:
        subjects = [lookup.find(connection, ref, audience) for ref in refs]
        for ref, summary in zip(refs, subjects, strict=True):
            if summary.type not in CAN_BE_ASKED:
                raise WrongType(ref, expected="a case or an incident", found=summary.type)
        ids = tuple(summary.id for summary in subjects)
        planning = _Planning(connection, audience, purpose, wish)
        records = planning.records(select(connection, ids))
        if not records:
            raise NothingToPack(", ".join(refs), audience.level)
        files = planning.files()
        if seen is None or not all(item.digest in seen for item, _ in files):
            check_bytes(archive, files)
            pages = pages_of(archive, files)
        else:
            pages = [seen[item.digest or ""] for item, _ in files]
        exhibits = planning.exhibits(files, pages)
        titles = lookup.labels_of(connection, ids, audience)
        plan = PacketPlan(
            title=wish.title or "; ".join(titles[name].title for name in ids),
            audience=audience,
            purpose=purpose,
            recipient=recipient,
            subjects=ids,
            records=records,
            exhibits=exhibits,
            withheld=tuple(planning.withheld),
            entries=planning.entries(records, exhibits),
            numbering=wish.numbering,
            left_out=wish.left_out,
        )
    plan.numbering.check(plan.pages)
    return plan


class _Planning:
    """The state of one plan: what was seen so far and what stays out."""

    def __init__(
        self, connection: Connection, audience: Audience, purpose: str, wish: Wish
    ) -> None:
        self.connection = connection
        self.audience = audience
        self.purpose = purpose
        self.wish = wish
        self.withheld: list[Withheld] = []
        self.refused: dict[str, str] = {}
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
            if isinstance(row.record, Actor) and (why := consent_of(row.record, self.purpose)):
                self.refused[row.summary.id] = why
        planned = [one for row in selected if (one := self._record(row))]
        self.digests -= {item.digest or "" for item, _ in self.items}
        shown = [one for one in planned if self._may_be_proved(one.seq)]
        return tuple(sorted(shown, key=lambda record: (record.view.type, record.seq)))

    def _may_be_proved(self, seq: int) -> bool:
        """Whether the entry behind a record names no record and no file that stays out."""
        things = log.entry(self.connection, seq).fields["objects"]
        names = [str(thing["id"]) for thing in things]
        if not all(map(self._sees(names), names)):
            self._leave_out("record", seq, "names_somebody_withheld")
            return False
        if not self.digests & {str(thing.get("sha256")) for thing in things}:
            return True
        self._leave_out("record", seq, "names_a_withheld_file")
        return False

    def _record(self, row: Selected) -> PlannedRecord | None:
        if why := self.refused.get(row.summary.id):
            self._leave_out("record", row.summary.seq, why)
            return None
        view = self._view(row, ())
        if self.wish.size is not None and row.summary.seq >= self.wish.size:
            name = view.ref if view else "something that stays out"
            raise PlanNoLongerHolds([f"{name} was revised since"])
        if view is None:
            self._leave_out("record", row.summary.seq, "for_fewer_eyes")
            if isinstance(row.record, Item) and row.record.digest:
                self.digests.add(row.record.digest)
            return None
        if isinstance(row.record, Item) and row.record.digest:
            view = self._item(row, row.record, view)
        stored = repository.revision(self.connection, row.summary)
        if any(pointer not in ("/access", *TELL_OF_A_FILE) for pointer in view.withheld):
            self._leave_out("fields", row.summary.seq, "for_fewer_eyes")
        self._note(view)
        return PlannedRecord(row.summary.seq, stored.revision, view, prove(stored, view))

    def _view(self, row: Selected, also: Collection[str]) -> View | None:
        named = [found.value for found in references(row.record)]
        shows_act = lookup.shows_act(self.connection, [row.record], self.audience)
        return disclose(row.record, self.audience, self._sees(named), shows_act, also)

    def _sees(self, names: Iterable[str]) -> Any:
        may_see = lookup.sees(self.connection, names, self.audience)
        return lambda name: name not in self.refused and may_see(name)

    def _item(self, row: Selected, item: Item, view: View) -> View:
        why = self.refused.get(item.creator or "") or why_not(
            item, view, self.audience, self.purpose
        )
        if row.summary.id in self.wish.left_out:
            why = "left_out_by_hand"
        if why is None:
            self.items.append((item, view))
            return view
        self.reasons[row.summary.id] = why
        self.digests.add(item.digest or "")
        self._leave_out("file", row.summary.seq, why)
        hidden = self._view(row, TELL_OF_A_FILE)
        assert hidden is not None
        return hidden

    def _note(self, view: View) -> None:
        if view.type == "incident" and "date" in view.content:
            date = DateValue.model_validate(view.content["date"], strict=False)
            self.days[view.id] = (date.lo or "9999", date.words())
        if view.type == "case":
            self.first += view.content.get("exhibits", [])

    def files(self) -> list[tuple[Item, View]]:
        """The items whose files go in, in the order of their numbers.

        Raises:
            PlanNoLongerHolds: an item that is wished for may not go in.
        """
        by_id = {item.id or "": (item, view) for item, view in self.items}
        wanted = self.wish.order
        if wanted is None:
            return sorted(self.items, key=lambda row: self._place(*row))
        missing = [name for name in wanted if name not in by_id]
        if missing:
            raise PlanNoLongerHolds([self._why(name) for name in missing])
        if unnamed := sorted(set(by_id) - set(wanted)):
            raise PlanNoLongerHolds([f"{name} is neither in nor left out" for name in unnamed])
        return [by_id[name] for name in wanted]

    def _why(self, item: str) -> str:
        reason = self.reasons.get(item)
        return f"the item {item} stays out ({reason})" if reason else f"no item {item} belongs here"

    def _days_of(self, view: View) -> list[tuple[str, str]]:
        rows = view.content.get("documents", [])
        return [self.days[row["incident"]] for row in rows if row["incident"] in self.days]

    def _place(self, item: Item, view: View) -> tuple[int, str, str]:
        """First those that come first, then by the date of what they show, then as they came.

        What comes first says the wish, and what is left, the case.
        """
        first = [*self.wish.first, *self.first]
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
        for entry in log.about(self.connection, item):
            if self.wish.size is not None and entry.seq >= self.wish.size:
                continue
            things = entry.fields["objects"]
            if any(thing["role"] == "packet" for thing in things):
                self._leave_out("entry", entry.seq, "tells_of_another_packet")
                continue
            names = [str(thing["id"]) for thing in things]
            may_see = self._sees(names)
            if not all(may_see(name) for name in names):
                self._leave_out("entry", entry.seq, "names_somebody_withheld")
            elif self.digests & {str(thing.get("sha256")) for thing in things}:
                self._leave_out("entry", entry.seq, "names_a_withheld_file")
            else:
                seen.append(entry.seq)
        return tuple(seen)

    def _naming(self, item: Item, custody: Sequence[int]) -> int | None:
        for seq in custody:
            objects = log.entry(self.connection, seq).fields["objects"]
            if any((one["id"], one.get("sha256")) == (item.id, item.digest) for one in objects):
                return seq
        return None

    def entries(
        self, records: Sequence[PlannedRecord], exhibits: Sequence[PlannedExhibit]
    ) -> tuple[int, ...]:
        """Numbers of all entries that the packet shows, in order."""
        shown = {0, *(seq for exhibit in exhibits for seq in exhibit.custody)}
        return tuple(sorted(shown | {record.seq for record in records}))

    def _leave_out(self, what: str, seq: int, reason: str) -> None:
        row = Withheld(what, seq, "", reason)
        if (what, seq, reason) in {(one.what, one.entry, one.reason) for one in self.withheld}:
            return
        leaf = merkle.leaf_hash(log.entry(self.connection, seq).data).hex()
        self.withheld.append(Withheld(row.what, seq, leaf, reason))
