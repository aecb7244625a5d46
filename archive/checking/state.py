"""What the log leads to: the state that the tables, the heads and the store must have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Line:
    """What the log says of one record."""

    revision: int
    seq: int
    """The entry that made this revision."""
    created: str
    updated: str


@dataclass(slots=True)
class File:
    """What the log says of stored bytes."""

    size: int
    items: list[str] = field(default_factory=list)
    """Ids of the items that came with them: two people can hand over the same bytes."""


@dataclass
class State:
    """What the tables must say."""

    size: int = 0
    """Entries in the log."""
    roots: dict[int, bytes] = field(default_factory=dict)
    """Root of the tree at each size of which a head was signed."""
    records: dict[str, Line] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    """What people call the records, by id, as far as their content can be trusted."""
    files: dict[str, File] = field(default_factory=dict)
    """The files that must be in the store, by digest."""
    erased: dict[str, int] = field(default_factory=dict)
    """The last entry that erased a record, by its id."""
    people: list[dict[str, Any]] = field(default_factory=list)
    log_key: str = ""
    """Digest of the key that signs heads, as the log names it."""
    bad: set[int] = field(default_factory=set)
    """Entries whose revision is not there or not what was sealed: nothing can follow from it."""
    unknown: set[str] = field(default_factory=set)
    """Ids of what damaged or missing entries speak of: nothing can be said about their rows."""

    def name_of(self, record_id: str) -> str:
        """What people call a record; its id where that is all that is known."""
        return self.refs.get(record_id, record_id)

    def forget_erased(self) -> None:
        """Take out the files that came with erased records only."""
        for digest, file in list(self.files.items()):
            file.items = [name for name in file.items if name not in self.erased]
            if not file.items:
                del self.files[digest]
