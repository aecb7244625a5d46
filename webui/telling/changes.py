"""A revision told: which fields changed, from what to what, each in the words of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from archive.history import Change
from archive.lookup import Shown
from webui.telling import fields, said_again, words
from webui.telling.pieces import Piece

NOT_TOLD = ("/id", "/type")
"""Fields that never change and say nothing to a person."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after."""

    field: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision for people."""

    number: int
    entry: int
    """Number of the entry in the log."""
    at: str
    action: str
    who: str
    reason: str
    received: str
    """From which other archive it came, in a sentence; empty: it was made here."""
    differences: tuple[Difference, ...]


def told(change: Change, shown: Shown) -> Revision:
    """`change` in words; labels are those of the record as it is now."""
    return Revision(
        number=change.revision,
        entry=change.seq,
        at=words.moment(change.at),
        action=words.label("custody_actions", change.action),
        who=change.who,
        reason=change.reason,
        received=said_again.received_words(change.received) if change.received else "",
        differences=tuple(
            Difference(
                fields.field_words(pointer),
                fields.value(shown.view.type, pointer, before, shown.labels),
                fields.value(shown.view.type, pointer, after, shown.labels),
            )
            for pointer, before, after in change.differences
            if pointer not in NOT_TOLD
        ),
    )
