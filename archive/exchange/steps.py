"""What taking a bundle in will do: values that a person can read before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.exchange.checking import Bundle, Entered
from archive.log import Thing
from archive.repository import Summary
from schemas.item import Item
from schemas.records import Record

__all__ = ["Step", "Taking", "Write"]

NEW, REVISED_THERE, CONFLICT = "new", "revised", "conflict"
SAME, OURS_IS_NEWER, ERASED = "same", "ours is newer", "erased here"


@dataclass(frozen=True, slots=True)
class Write:
    """One revision that will be written here."""

    record: Record
    body: str
    """Canonical JSON."""
    secret: bytes | None
    """That of the sender's revision; None: one will be drawn."""
    action: str
    leaf: str = ""
    """Leaf hash of the sender's entry; empty: it is not told."""
    file: tuple[str, int] | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one record."""

    id: str
    ref: str
    """As it will be called here."""
    type: str
    what: str
    """new, revised, conflict, same, ours is newer, or erased here."""
    before: Summary | None
    writes: tuple[Write, ...] = ()
    custody: tuple[Entered, ...] = ()
    """Entries about the item that are news here."""
    called: str = ""
    """Its ref there, where that is another record's here."""
    derived: Item | None = None
    """The item, if something was made of its file that is news here."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What taking a bundle in will do."""

    bundle: Bundle
    steps: tuple[Step, ...]
    files: frozenset[str]
    """Digests of stored files that are not here yet."""

    @property
    def changes(self) -> bool:
        """Whether anything will be written."""
        return any(step.writes or step.custody for step in self.steps)

    @property
    def counts(self) -> dict[str, int]:
        """How many records of which it becomes what."""
        found: dict[str, int] = {}
        for step in self.steps:
            found[step.what] = found.get(step.what, 0) + 1
        return found
