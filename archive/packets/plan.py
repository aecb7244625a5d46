"""The plan of a packet: what goes in, what stays out and why, before a byte moves.

Everything is computed from `disclose`. A file goes in as it was handed over only if the audience
may know all that the file tells of itself; else a copy without metadata stands for it, if there is
one; else it stays out. What stays out is listed by its entry in the log and that entry's salted
hash, never by its own digest, which would confirm to those who hold the file that it is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import log, lookup, repository
from archive.disclosure import Audience, View
from archive.errors import NothingToPack, WrongType
from archive.packets.proof import Proved, prove
from archive.packets.selection import Selected, select
from archive.workspace import Archive
from evidence import merkle
from evidence.extensions import extension_of_type
from schemas.access import Level
from schemas.item import Item
from schemas.vocabulary import vocabulary

CAN_BE_ASKED = ("case", "incident")


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """A record as it will lie in the packet."""

    seq: int
    """The entry that made the revision."""
    revision: int
    view: View
    proved: Proved


@dataclass(frozen=True, slots=True)
class PlannedExhibit:
    """A file as it will lie in the packet."""

    number: int
    """From 1, without gaps."""
    item: str
    """Opaque id of the item."""
    ref: str
    title: str
    digest: str
    size: int
    """Bytes."""
    crc32: int | None
    media_type: str
    path: str
    """In the packet's folder; made by us, plain ASCII."""
    entry: int
    """The entry by which these bytes came into the archive."""
    custody: tuple[int, ...]
    """All entries about the item that the audience may see."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that stays out."""

    what: str
    """record, fields, file or entry."""
    entry: int
    """The entry of the log that speaks of it."""
    leaf: str
    """Hash of that entry with its salt, hexadecimal: it can be asked for by it, not guessed."""
    reason: str
    """Why, as a code."""


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """What a packet will hold."""

    title: str
    audience: Audience
    purpose: str
    recipient: str
    subjects: tuple[str, ...]
    """Opaque ids of what was asked for."""
    records: tuple[PlannedRecord, ...]
    exhibits: tuple[PlannedExhibit, ...]
    withheld: tuple[Withheld, ...]
    entries: tuple[int, ...]
    """Numbers of all entries of the log that the packet shows."""

    @property
    def size(self) -> int:
        """Bytes of the exhibits."""
        return sum(exhibit.size for exhibit in self.exhibits)


def plan_packet(
    archive: Archive,
    refs: Sequence[str],
    audience: Audience,
    *,
    purpose: str = "court",
    recipient: str = "",
) -> PacketPlan:
    """What a packet about these cases or incidents would hold for `audience`.

    Raises:
        UnknownRecord: one of them is none that this audience may see.
        WrongType: one of them is neither a case nor an incident.
        NothingToPack: the audience may see nothing of it.
        UnknownTerm: the purpose is none of the vocabulary packet_purposes.
    """
    vocabulary("packet_purposes").term(purpose)
    with archive.reading() as connection:
        subjects = [lookup.find(connection, ref, audience) for ref in refs]
        for ref, summary in zip(refs, subjects, strict=True):
            if summary.type not in CAN_BE_ASKED:
                raise WrongType(ref, expected="a case or an incident", found=summary.type)
        ids = tuple(summary.id for summary in subjects)
        planning = _Planning(connection, audience, purpose)
        records = planning.records(select(connection, ids))
        if not records:
            raise NothingToPack(", ".join(refs), audience.level)
        exhibits = planning.exhibits()
        entries = {0, *(record.seq for record in records)}
        entries.update(seq for exhibit in exhibits for seq in exhibit.custody)
        titles = lookup.labels_of(connection, ids, audience)
        return PacketPlan(
            title="; ".join(titles[name].title for name in ids),
            audience=audience,
            purpose=purpose,
            recipient=recipient,
            subjects=ids,
            records=records,
            exhibits=exhibits,
            withheld=tuple(planning.withheld),
            entries=tuple(sorted(entries)),
        )


class _Planning:
    """The state of one plan: what was seen so far and what stays out."""

    def __init__(self, connection: Connection, audience: Audience, purpose: str) -> None:
        self.connection = connection
        self.audience = audience
        self.purpose = purpose
        self.withheld: list[Withheld] = []
        self.items: list[tuple[Selected, View]] = []

    def records(self, selected: Iterable[Selected]) -> tuple[PlannedRecord, ...]:
        """Each record that the audience may see, with its proof; the others are noted."""
        planned = []
        for row in selected:
            view = lookup.view_of(self.connection, row.record, self.audience)
            if view is None:
                self._leave_out("record", row.summary.seq, "for_fewer_eyes")
                continue
            stored = repository.revision(self.connection, row.summary)
            proved = prove(stored, view)
            if any(pointer != "/access" for pointer in view.withheld):
                self._leave_out("fields", row.summary.seq, "for_fewer_eyes")
            planned.append(PlannedRecord(row.summary.seq, stored.revision, view, proved))
            if isinstance(row.record, Item) and row.record.digest:
                self.items.append((row, view))
        return tuple(sorted(planned, key=lambda record: (record.view.type, record.seq)))

    def exhibits(self) -> tuple[PlannedExhibit, ...]:
        """The files that go in, in the order in which the archive got them."""
        wanted = []
        for row, view in sorted(self.items, key=lambda pair: pair[0].summary.created):
            assert isinstance(row.record, Item)
            if why := why_not(row.record, view, self.audience, self.purpose):
                self._leave_out("file", row.summary.seq, why)
            else:
                wanted.append((row.record, view))
        return tuple(self._exhibit(n, item, view) for n, (item, view) in enumerate(wanted, 1))

    def _exhibit(self, number: int, item: Item, view: View) -> PlannedExhibit:
        assert item.digest is not None
        assert item.size is not None
        ending = extension_of_type(item.media_type or "")
        custody = self._custody(item.id or "")
        return PlannedExhibit(
            number=number,
            item=item.id or "",
            ref=view.ref,
            title=str(view.content["title"]),
            digest=item.digest,
            size=item.size,
            crc32=item.crc32,
            media_type=item.media_type or "application/octet-stream",
            path=f"data/exhibits/{number:04d}-{item.digest[:8]}.{ending}",
            entry=self._came_by(item, custody),
            custody=custody,
        )

    def _custody(self, item: str) -> tuple[int, ...]:
        """Entries about an item whose every other object the audience may see."""
        seen = []
        for entry in log.about(self.connection, item):
            names = [str(thing["id"]) for thing in entry.fields["objects"]]
            may_see = lookup.sees(self.connection, names, self.audience)
            if all(may_see(name) for name in names):
                seen.append(entry.seq)
            else:
                self._leave_out("entry", entry.seq, "names_somebody_withheld")
        return tuple(seen)

    def _came_by(self, item: Item, custody: Sequence[int]) -> int:
        for seq in custody:
            fields = log.entry(self.connection, seq).fields
            if any(thing.get("sha256") == item.digest for thing in fields["objects"]):
                return seq
        raise NothingToPack(f"the custody of {item.ref}", self.audience.level)

    def _leave_out(self, what: str, seq: int, reason: str) -> None:
        leaf = merkle.leaf_hash(log.entry(self.connection, seq).data).hex()
        self.withheld.append(Withheld(what, seq, leaf, reason))


def why_not(item: Item, view: View, audience: Audience, purpose: str) -> str | None:
    """Why the bytes of an item may not go to this audience for this purpose; None if they may."""
    if {"/claims", "/names"} & set(view.withheld):
        return "file_tells_more"
    if item.consent is None:
        return "consent_not_asked" if audience.level is Level.PUBLIC else None
    return None if purpose in item.consent else "consent_does_not_cover"
