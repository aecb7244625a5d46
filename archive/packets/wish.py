"""What a person asks of a plan beside the matter."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.packets.numbering import Numbering

__all__ = ["Wish"]


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
