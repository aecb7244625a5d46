"""The plan of a packet as a value: what goes in, what stays out and why, before a byte moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from archive.disclosure import Audience, View
from archive.packets.numbering import Numbering
from archive.packets.paging import Paged
from archive.packets.proof import Proved
from evidence.errors import DamagedEvidence
from evidence.media_types.extensions import extension_of_type
from evidence.proof import canonical
from evidence.store.blobs import BlobStore
from schemas.item import Derived, Item
from schemas.record import new_record_id
from schemas.shape import Json

__all__ = [
    "Approved",
    "PacketPlan",
    "PlannedExhibit",
    "PlannedRecord",
    "Withheld",
    "beside",
    "checked_bytes",
]


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
    date: str
    """In words, as far as the audience may know it; empty if it is not known."""
    digest: str
    size: int
    """Bytes."""
    crc32: int | None
    media_type: str
    made: str
    """How a derivative was made of another file; empty for anything else."""
    path: str
    """In the packet's folder; made by us, plain ASCII."""
    entry: int | None
    """An entry that names the item with these bytes. None: approval has to write one."""
    custody: tuple[int, ...]
    """All entries about the item that the audience may see."""
    paged: Paged
    first_page: int
    """Of its pages in the whole production, from 0."""
    names: tuple[str, ...] = ()
    """File names under which it came, as far as the audience may know them."""
    derived: tuple[Derived, ...] = ()
    """What was made of the file and lies beside it."""

    def path_of(self, made: Derived) -> str:
        """Where something that was made of the file lies in the packet."""
        ending = extension_of_type(made.media_type)
        return f"data/derived/{self.number:04d}-{made.kind}.{ending}"


def beside(item: Item) -> tuple[Derived, ...]:
    """What was made of the file of an item and goes with it: its words, a frame of a film.

    Whoever may have the file may have these; small pictures of what is shown large stay out.
    """
    return tuple(one for one in item.derived if one.kind in ("text", "poster"))


def checked_bytes(store: BlobStore, digest: str) -> bytes:
    """The bytes of something small that was made of a file.

    Raises:
        MissingEvidence, DamagedEvidence: they are not what they were.
    """
    with store.open(digest) as file:
        data = file.read()
    if (found := sha256(data).hexdigest()) != digest:
        raise DamagedEvidence(expected=digest, found=found)
    return data


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
class Approved:
    """What approval fixed: the same plan, approved, gives the same packet wherever it is built."""

    at: datetime
    size: int
    """Entries of the log under the head of the packet."""
    root: bytes


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
    numbering: Numbering = field(default_factory=Numbering)
    left_out: tuple[str, ...] = ()
    """Opaque ids of items that a person left out."""
    approved: Approved | None = None

    @property
    def size(self) -> int:
        """Bytes of the exhibits."""
        return sum(exhibit.size for exhibit in self.exhibits)

    @property
    def pages(self) -> int:
        """Numbered pages."""
        return sum(exhibit.paged.pages for exhibit in self.exhibits)

    @property
    def id(self) -> str:
        """The opaque number of the packet; it follows from what was approved and nothing else."""
        digest = sha256(canonical.encode(self.order())).digest()
        return new_record_id(digest[:10])

    def numbers(self, exhibit: PlannedExhibit) -> tuple[str, str]:
        """The first and the last page number of an exhibit."""
        last = exhibit.first_page + exhibit.paged.pages - 1
        return self.numbering.text(exhibit.first_page), self.numbering.text(last)

    def order(self) -> dict[str, Json]:
        """What a person decides about: all else follows from it and from the archive."""
        head: Mapping[str, Json] = {}
        if self.approved:
            head = {
                "at": self.approved.at.isoformat(),
                "head": {"size": self.approved.size, "root": self.approved.root.hex()},
            }
        return {
            "title": self.title,
            "audience": self.audience.in_words(),
            "purpose": self.purpose,
            "recipient": self.recipient,
            "numbering": self.numbering.pattern,
            "first_number": self.numbering.first,
            "subjects": list(self.subjects),
            "exhibits": [row.item for row in self.exhibits],
            "left_out": list(self.left_out),
            **head,
        }
