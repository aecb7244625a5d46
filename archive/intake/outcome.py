"""What became of one file of an intake, as it is told, reported and counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

STORED = "stored"
ALREADY_THERE = "already there"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file."""

    path: str
    """Where it was found, as `schemas.file_names` writes names; inside a ZIP or TAR, after "!/"."""
    outcome: str
    """stored, already there, or refused."""
    ref: str = ""
    """Ref of the item."""
    digest: str = ""
    """SHA-256 in hex."""
    size: int = 0
    """Bytes."""
    reason: str = ""
    """Why it was refused; of what was already there, what was added to its record."""
    entry: int | None = None
    """Number of the entry that this intake wrote about it; None: it wrote none."""
    no_room: bool = False
    """Whether it was refused because the disk is full; it can be taken in when there is room."""

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this outcome."""
        return asdict(self)
