"""Who had an item before them: who opened it, packed it, was given it; from the log alone."""

from __future__ import annotations

from dataclasses import dataclass

from archive.custody import (
    RETURNED,
    TRANSFERRED_IN,
    TRANSFERRED_OUT,
    CustodyEvent,
    custody_of,
)
from archive.disclosure import Audience
from archive.workspace import Archive
from schemas.vocabulary import vocabulary

HAD = ("item.opened", TRANSFERRED_OUT, TRANSFERRED_IN, RETURNED)
"""Actions by which somebody has an item before them."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody had the item, or what was made of it."""

    who: str
    """The person at work."""
    event: CustodyEvent

    @property
    def besides(self) -> str:
        """What the entry says in words beside what was done and by whom; may be empty."""
        done = vocabulary("custody_actions").label(self.event.action, "en")
        return self.event.words.removeprefix(done).removeprefix(f" by {self.who}").lstrip(" ,;—")


def who_had(archive: Archive, ref: str, audience: Audience) -> tuple[Reached, ...]:
    """Everybody who opened an item, packed it, or gave or got it, the oldest first.

    Raises:
        UnknownRecord: there is no such item that this audience may see.
    """
    return tuple(
        Reached(event.who, event)
        for event in custody_of(archive, ref, audience)
        if event.action in HAD or event.action.startswith("packet.")
    )
