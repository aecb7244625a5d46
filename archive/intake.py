"""Taking files in: bytes first, durably; then one transaction for the items and their entries.

Files are taken in batches: some hundreds become durable together and are entered together. A crash
in between leaves bytes that no entry names; running the same command again finds them, enters them
once and doubles nothing. A file that cannot be read is refused and said, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from archive import derived, models, recording, repository
from archive.describing import Described
from archive.errors import Unreadable, WrongType
from archive.recording import Planned
from archive.repository import CHUNK, Summary
from archive.workspace import Archive
from evidence.batch import BATCH_LIMIT, Refused, Stored
from schemas.access import Access, Level
from schemas.item import Acquisition, Documents, Item
from schemas.record import new_record_id

ACQUIRED = "item.acquired"
BATCH = min(500, BATCH_LIMIT)
"""Files that become durable and are entered together."""
KINDS = {"image": "photo", "video": "video", "audio": "sound", "text": "document"}
"""Kind of item by the first half of its media type; PDF and office files are documents too."""

Describe = Callable[[Sequence[str]], Sequence[Described]]
"""Tells what stored bytes are and say, by their digests; in the same order."""


@dataclass(frozen=True, slots=True)
class Order:
    """How files come to the archive, and what they document."""

    incident: str | None = None
    """Ref of the incident that they document."""
    act: str | None = None
    """Key of one act of that incident."""
    title: str | None = None
    """Title of the item; None: its kind and the beginning of its digest, which names nobody."""
    level: Level = Level.RESTRICTED
    handed_over_by: str | None = None
    """Ref of an actor, or the name of somebody who has no record."""
    how: str | None = None
    tool: str | None = None
    source_url: str | None = None
    original_whereabouts: str | None = None
    consent: tuple[str, ...] | None = None
    """Purposes to which its maker agreed. None: nobody has asked."""
    lead: str | None = None
    """Ref of the lead that this file answers; it becomes the item and keeps its history."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file."""

    path: Path
    outcome: str
    """stored, already there, or refused."""
    ref: str = ""
    """Ref of the item."""
    digest: str = ""
    size: int = 0
    reason: str = ""
    """Why it was refused."""


def add(
    archive: Archive, paths: Sequence[Path], order: Order, describe: Describe
) -> Iterator[Added]:
    """Take in files, and folders with all that lies in them; what became of each, as it goes.

    Raises:
        UnknownRecord, WrongType: the incident or lead is none; nothing was taken in.
        NoRoom, NoSpace: the disk is full; what was told of before is safely in.
    """
    with archive.reading() as connection:
        targets = _targets(connection, order)
    files = list(files_of(paths))
    if order.lead and len(files) != 1:
        raise Unreadable("the files for the lead", f"{len(files)} files where one is expected")
    for start in range(0, len(files), BATCH):
        yield from _add_batch(archive, files[start : start + BATCH], order, targets, describe)


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Each path that is no folder, and all files below those that are, in the order of names.

    Links to folders are not followed; what is no regular file is refused later, by name.
    """
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from files_of(sorted(path.iterdir()))
        else:
            yield path


@dataclass(frozen=True, slots=True)
class _Targets:
    """The records that an order names."""

    incident: Summary | None
    lead: Summary | None


def _targets(connection: Connection, order: Order) -> _Targets:
    found = []
    for ref, expected in ((order.incident, "incident"), (order.lead, "item")):
        summary = repository.find(connection, ref) if ref else None
        if summary and summary.type != expected:
            raise WrongType(ref or "", expected=f"a record of type {expected}", found=summary.type)
        found.append(summary)
    return _Targets(*found)


def _add_batch(
    archive: Archive, files: Sequence[Path], order: Order, targets: _Targets, describe: Describe
) -> Iterator[Added]:
    with archive.blobs.batch() as batch:
        for path in files:
            batch.receive_file(path)
        answers = batch.commit()
    stored = [
        (path, answer)
        for path, answer in zip(files, answers, strict=True)
        if isinstance(answer, Stored)
    ]
    described = describe([answer.digest for _, answer in stored])
    arrivals = [
        _Arrival(path, answer, told) for (path, answer), told in zip(stored, described, strict=True)
    ]
    with archive.writing() as writer:
        entering = _Entering(writer.connection, order, targets, writer.at, archive.person)
        items = entering.items(arrivals)
        plan = [step for step in items if isinstance(step, Planned)]
        recording.carry_out(writer, recording.settle(writer.connection, plan))
        taken = [step.record for step in plan if isinstance(step.record, Item)]
        writer.append(derived.drafts_of(taken))
    entered = iter(items)
    for path, answer in zip(files, answers, strict=True):
        if isinstance(answer, Refused):
            yield Added(path, "refused", reason=str(answer.error))
            continue
        item = next(entered)
        if isinstance(item, Planned):
            yield Added(path, "stored", item.record.ref or "", answer.digest, answer.size)
        else:
            yield Added(path, "already there", item, answer.digest, answer.size)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file whose bytes are safe and that is not entered yet."""

    path: Path
    stored: Stored
    described: Described


@dataclass(frozen=True, slots=True)
class _Entering:
    """Making items of arrivals, inside one write transaction."""

    connection: Connection
    order: Order
    targets: _Targets
    at: datetime
    person: str

    def items(self, arrivals: Sequence[_Arrival]) -> list[Planned | str]:
        """For each arrival the item that is to be recorded, or the ref of the one already there."""
        known = self._already_there([arrival.stored.digest for arrival in arrivals])
        items: list[Planned | str] = []
        for arrival in arrivals:
            digest = arrival.stored.digest
            if digest in known:
                items.append(known[digest])
                continue
            item, lead = self._item(arrival), self.targets.lead
            if lead:
                item = self._from_lead(lead, item)
            items.append(Planned(item, lead, ACQUIRED, file=(digest, arrival.stored.size)))
            known[digest] = item.ref or ""
        return items

    def _item(self, arrival: _Arrival) -> Item:
        record_id, order, stored = new_record_id(), self.order, arrival.stored
        kind = kind_of(arrival.described.media.type)
        incident = self.targets.incident
        return Item(
            type="item",
            id=record_id,
            ref=f"item-{record_id[:8]}",
            title=order.title or f"{kind} {stored.digest[:8]}",
            kind=kind,
            state="collected",
            access=Access(level=order.level),
            generation="copy",
            digest=stored.digest,
            size=stored.size,
            crc32=stored.crc32,
            names=(arrival.path.name.encode("utf-8", "replace").decode(),),
            acquired=self._acquisition(),
            original_whereabouts=order.original_whereabouts,
            consent=order.consent,
            documents=(Documents(incident=incident.id, act=order.act),) if incident else (),
            **arrival.described.fields(),
        )

    def _acquisition(self) -> Acquisition:
        order = self.order
        told = {
            "at": self.at,
            "by": self.person,
            "from": order.handed_over_by,
            "how": order.how,
            "tool": order.tool,
            "source_url": order.source_url,
        }
        return Acquisition.model_validate(told)

    def _from_lead(self, lead: Summary, item: Item) -> Item:
        """The lead, completed by its file: what people wrote of it stays."""
        before = repository.current(self.connection, [lead])[lead.id]
        assert isinstance(before, Item)
        if before.digest is not None:
            raise WrongType(lead.ref, expected="a lead without a file", found="one that has a file")
        stays = {name: getattr(before, name) for name in _OF_THE_LEAD}
        stays["documents"] = before.documents or item.documents
        return item.model_copy(update=stays)

    def _already_there(self, digests: Sequence[str]) -> dict[str, str]:
        """Refs of items with the same bytes, from the same hands, on the same matter, by digest."""
        table = models.terms
        ids: set[str] = set()
        for start in range(0, len(digests), CHUNK):
            some = digests[start : start + CHUNK]
            query = select(table.c.record_id)
            query = query.where(table.c.field == "sha256", table.c.value.in_(some))
            ids.update(self.connection.execute(query).scalars())
        summaries = repository.find_many(self.connection, ids)
        items = repository.current(self.connection, list(summaries.values()))
        return {
            item.digest: summaries[key].ref
            for key, item in items.items()
            if isinstance(item, Item) and item.digest and self._same(item)
        }

    def _same(self, item: Item) -> bool:
        handed, about = self.order.handed_over_by, self.targets.incident
        giver = repository.find_many(self.connection, [handed]).get(handed) if handed else None
        hands = item.acquired.from_ if item.acquired else None
        same_hands = hands == (giver.id if giver else handed)
        return same_hands and (not about or any(d.incident == about.id for d in item.documents))


_OF_THE_LEAD = (
    "id",
    "ref",
    "title",
    "description",
    "access",
    "tags",
    "language",
    "citations",
    "gaps",
    "urls",
    "safety_note",
    "graphic",
)
"""Fields that a lead keeps when its file arrives."""


def kind_of(media_type: str) -> str:
    """The kind of item (vocabulary item_kinds) that bytes of this media type make."""
    first, _, second = media_type.partition("/")
    if first == "application" and ("pdf" in second or "document" in second or "rtf" in second):
        return "document"
    if media_type == "message/rfc822":
        return "message"
    return KINDS.get(first, "object")
