"""When what keeps an archive safe was done last: reading all bytes, a backup, an anchor outside.

All of it is read from the log and from the files beside it; nothing is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from archive import log
from archive.anchors.listing import Held, held
from archive.chain import passes
from archive.chain.passes import Run
from archive.settings import Settings
from archive.witnessing.asking import witnessed, witnesses
from archive.workspace import Archive

__all__ = ["ARCHIVE", "REPLICATED", "Anchor", "Condition", "condition_of"]

REPLICATED = "replicated"
"""The action of an entry about a backup."""
ARCHIVE = "archive"
"""How entries call the archive as a whole."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the log that somebody outside has signed, as it says itself: `verify` judges it."""

    at: datetime
    """By the clock of who signed it."""
    size: int
    """Entries under that head."""
    by: str
    """An authority or a witness, by its name here."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When things were done last; None: never, as far as the archive itself knows."""

    entries: int
    """Of the log."""
    began: datetime
    """When its first entry was made."""
    full_pass: datetime | None
    """When all stored bytes had been read again."""
    harmed: int
    """Files that were not whole in that pass."""
    backup: datetime | None
    """When the last backup was begun: the entry is the first that it does."""
    anchor: Anchor | None
    """The newest head that somebody outside has signed."""

    @property
    def unanchored(self) -> int:
        """Entries that nobody outside can vouch for."""
        return self.entries - (self.anchor.size if self.anchor else 0)


def condition_of(archive: Archive) -> Condition:
    """When things were done last.

    Raises:
        BadKey: a file in `witness/ours` holds no key of a witness.
    """
    with archive.reading() as connection:
        full = last_full_pass(connection)
        return Condition(
            entries=log.head(connection).size,
            began=_moment(log.entry(connection, 0).fields["at"]),
            full_pass=_moment(full.at) if full else None,
            harmed=full.harmed if full else 0,
            backup=_last_backup(connection),
            anchor=_newest_anchor(archive.settings),
        )


def last_full_pass(connection: Connection) -> Run | None:
    """The run that ended the last full reading of all stored bytes; None if there was none."""
    return passes.last_full(passes.runs(connection))


def _last_backup(connection: Connection) -> datetime | None:
    about = (entry.fields for entry in reversed(log.about(connection, ARCHIVE)))
    return next((_moment(one["at"]) for one in about if one["action"] == REPLICATED), None)


def _newest_anchor(settings: Settings) -> Anchor | None:
    stamped = [
        Anchor(one.timestamp.time, one.file.size, one.file.authority)
        for one in held(settings)
        if isinstance(one, Held)
    ]
    signed = [
        Anchor(datetime.fromtimestamp(one.at, UTC), one.size, one.witness)
        for vkey in witnesses(settings)
        for one in witnessed(settings, vkey)
    ]
    return max(stamped + signed, key=lambda one: (one.size, one.at), default=None)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
