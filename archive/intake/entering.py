"""Items of arrived files, and their entries: all of one batch in one transaction.

The same bytes from the same hands are one item, under all the names they came with and as evidence
of all that they document; from other hands they are another item. A lead that gets its file keeps
whatever people wrote of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from archive import derived, recording, repository
from archive.custody import RECEIVED_BEFORE
from archive.disclosure import Audience
from archive.intake.errors import LeadHasFile
from archive.intake.known import items_of
from archive.intake.order import Resolved
from archive.intake.outcome import ALREADY_THERE, STORED, Added
from archive.intake.receiving import Arrival, Describe
from archive.log import Draft, Thing
from archive.recording import REVISED, Planned
from archive.repository import Summary
from archive.workspace import Writer
from schemas.access import Access
from schemas.item import Acquisition, Documents, Item
from schemas.record import ID_PATTERN, new_record_id
from schemas.shape import Json

ACQUIRED = "item.acquired"
KINDS = {"image": "photo", "video": "video", "audio": "sound", "text": "document"}
"""Kind of item by the first half of its media type; PDF and office files are documents too."""
_OF_THE_FILE = (
    "digest",
    "size",
    "crc32",
    "media_type",
    "claims",
    "perceptual_hash",
    "derived",
)
"""Fields that follow from the bytes alone."""
MOST_NAMES = 1_000
"""File names that one item takes when the same bytes come again and again: for an empty file in
each of 100,000 folders a record with all of them would be written anew with every batch."""
_BY_THE_FILE = ("/digest", "/size", "/crc32", "/media_type", "/names", "/claims", "/acquired")
"""Fields of a lead of which nobody can say any more that they are not known."""


@dataclass
class _Draft:
    """An item as it will be recorded, and what is there of it now."""

    item: Item
    before: Summary | None
    action: str
    first: Arrival | None
    """The file that makes it an item. None: it was one before."""


@dataclass
class Entering:
    """Makes items of arrivals, inside one write transaction."""

    writer: Writer
    describe: Describe
    _known: dict[tuple[str, str | None], _Draft] = field(default_factory=dict)
    """Items by digest and hands, those of this batch among them."""
    _drafts: dict[str, _Draft] = field(default_factory=dict)
    """What is to be recorded, by id."""

    def enter(self, arrivals: Sequence[Arrival]) -> list[Added]:
        """Record an item for each arrival that has none yet; what became of each.

        Raises:
            LeadHasFile: the lead that a file answers has got another file meanwhile.
        """
        self._look_up(arrivals)
        meant = [self._item_of(arrival) for arrival in arrivals]
        steps = [_planned(draft) for draft in self._drafts.values()]
        outcomes = recording.carry_out(self.writer, steps)
        entries = {row.id: row.seq for row in outcomes}
        taken = [draft.item for draft in self._drafts.values() if draft.first is not None]
        self.writer.append(derived.drafts_of(taken))
        self._enter_hands_before()
        return [
            _outcome(arrival, draft, added, entries)
            for arrival, (draft, added) in zip(arrivals, meant, strict=True)
        ]

    def _look_up(self, arrivals: Sequence[Arrival]) -> None:
        """The items that are here of these bytes, as far as whoever adds them may know."""
        digests = [arrival.stored.digest for arrival in arrivals]
        sees = reduce(Audience.also, (one.wanted.order.order.sees for one in arrivals))
        for key, (summary, item) in items_of(self.writer.connection, digests, sees).items():
            self._known[key] = _Draft(item, summary, REVISED, None)

    def _item_of(self, arrival: Arrival) -> tuple[_Draft, str]:
        """The item of this file, and what the file adds to one that was there before."""
        order = arrival.wanted.order
        key = (arrival.stored.digest, order.giver)
        draft = self._answered(order.lead, arrival) if order.lead else self._known.get(key)
        if draft is None:
            draft = _Draft(self._new(arrival), None, ACQUIRED, arrival)
        elif draft.first is not arrival:
            return draft, self._come_again(draft, arrival)
        self._known.setdefault(key, draft)
        self._drafts[draft.item.id or ""] = draft
        return draft, ""

    def _come_again(self, draft: _Draft, arrival: Arrival) -> str:
        """Note what is new about an item that came once more, in words."""
        item, new = draft.item, []
        name, document = arrival.wanted.name, _documents(arrival.wanted.order)
        container = arrival.wanted.container
        is_new_name = name not in item.names
        if is_new_name and len(item.names) < MOST_NAMES:
            item = item.model_copy(update={"names": (*item.names, name)})
            new.append("its name here")
        if document and document not in item.documents:
            item = item.model_copy(update={"documents": (*item.documents, document)})
            new.append(f"that it documents {arrival.wanted.order.order.incident}")
        if container and container not in item.contained_in:
            item = item.model_copy(update={"contained_in": (*item.contained_in, container)})
            new.append("that it came in this archive file")
        if new:
            draft.item = item
            self._drafts[item.id or ""] = draft
        left_out = f"its record has {MOST_NAMES:,} names, and takes no more"
        told = [f"added to its record: {', '.join(new)}"] if new else []
        full = is_new_name and name not in item.names
        return "; ".join([*told, left_out] if full else told)

    def _answered(self, lead: Summary, arrival: Arrival) -> _Draft:
        """The lead, completed by its file; or the item that it has become already."""
        if (draft := self._drafts.get(lead.id)) is not None:
            return draft
        now = repository.find(self.writer.connection, lead.id)
        before = repository.current(self.writer.connection, [now])[now.id]
        assert isinstance(before, Item)
        if before.digest == arrival.stored.digest:
            return _Draft(before, now, REVISED, None)
        if before.digest is not None:
            raise LeadHasFile(lead.ref, before.digest)
        return _Draft(_completed(before, self._new(arrival)), now, ACQUIRED, arrival)

    def _new(self, arrival: Arrival) -> Item:
        record_id, order, stored = new_record_id(), arrival.wanted.order.order, arrival.stored
        described = arrival.described or self.describe([stored.digest])[0]
        kind = kind_of(described.media.type)
        document, container = _documents(arrival.wanted.order), arrival.wanted.container
        return Item(
            type="item",
            id=record_id,
            ref=f"item-{record_id[:8]}",
            title=order.title or f"{kind} {stored.digest[:8]}",
            kind=kind,
            state="collected",
            access=Access(level=order.level, compartments=arrival.wanted.order.compartments),
            generation="copy",
            digest=stored.digest,
            size=stored.size,
            crc32=stored.crc32,
            names=(arrival.wanted.name,),
            contained_in=(container,) if container else (),
            acquired=self._acquisition(arrival.wanted.order),
            original_whereabouts=order.original_whereabouts,
            consent=order.consent,
            documents=(document,) if document else (),
            **described.fields(),
        )

    def _acquisition(self, resolved: Resolved) -> Acquisition:
        order = resolved.order
        told = {
            "at": self.writer.at,
            "received": order.received,
            "by": resolved.by or self.writer.person,
            "from": resolved.giver,
            "how": order.how,
            "tool": order.tool,
            "source_url": order.source_url,
        }
        return Acquisition.model_validate(told)

    def _enter_hands_before(self) -> None:
        """Through whose hands the new items went before, as stated now."""
        drafts: list[Draft] = []
        for draft in self._drafts.values():
            if draft.first is not None:
                drafts += _hands_before(draft.item, draft.first.wanted.order)
        self.writer.append(drafts)


def _planned(draft: _Draft) -> Planned:
    if draft.first is None:
        return Planned(draft.item, draft.before, REVISED, detail={"reason": "it came once more"})
    stored = draft.first.stored
    return Planned(draft.item, draft.before, ACQUIRED, file=(stored.digest, stored.size))


def _outcome(arrival: Arrival, draft: _Draft, added: str, entries: dict[str, int]) -> Added:
    label, stored, ref = arrival.wanted.label, arrival.stored, draft.item.ref or ""
    if draft.first is arrival:
        entry = entries[draft.item.id or ""]
        return Added(label, STORED, ref, stored.digest, stored.size, entry=entry)
    entry_of_revision = entries.get(draft.item.id or "") if added else None
    return Added(
        label, ALREADY_THERE, ref, stored.digest, stored.size, added, entry=entry_of_revision
    )


def _documents(resolved: Resolved) -> Documents | None:
    incident = resolved.incident
    return Documents(incident=incident.id, act=resolved.order.act) if incident else None


def _completed(lead: Item, file: Item) -> Item:
    """The lead with its file: what people wrote of it stays, what they say now is added.

    Its id, ref, title, level, creator, external ids, citations and all else are the lead's own.
    """
    by_the_file: dict[str, Json] = {name: getattr(file, name) for name in _OF_THE_FILE}
    order_says = {
        "consent": lead.consent if file.consent is None else file.consent,
        "original_whereabouts": file.original_whereabouts or lead.original_whereabouts,
        "generation": lead.generation or file.generation,
        "names": _each_once(lead.names, file.names),
        "contained_in": _each_once(lead.contained_in, file.contained_in),
        "documents": _each_once(lead.documents, file.documents),
        "gaps": tuple(gap for gap in lead.gaps if not gap.path.startswith(_BY_THE_FILE)),
    }
    return lead.model_copy(
        update={**by_the_file, **order_says, "state": "collected", "acquired": file.acquired}
    )


def _each_once(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*one, *(value for value in other if value not in one))


def _hands_before(item: Item, resolved: Resolved) -> list[Draft]:
    drafts = []
    for told, giver in zip(resolved.order.before, resolved.givers_before, strict=True):
        things = [Thing(item.id or "", "target", item.digest, item.size)]
        detail: dict[str, Any] = {}
        if ID_PATTERN.fullmatch(giver):
            things.append(Thing(giver, "counterpart"))
        else:
            detail["counterpart"] = giver
        if told.on:
            detail["stated_date"] = told.on.edtf or told.on.verbatim
        if told.reason:
            detail["reason"] = told.reason
        drafts.append(Draft(RECEIVED_BEFORE, tuple(things), detail=detail))
    return drafts


def kind_of(media_type: str) -> str:
    """The kind of item (vocabulary item_kinds) that bytes of this media type make."""
    first, _, second = media_type.partition("/")
    if first == "application" and ("pdf" in second or "document" in second or "rtf" in second):
        return "document"
    if media_type == "message/rfc822":
        return "message"
    return KINDS.get(first, "object")
