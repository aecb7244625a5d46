"""Whether an archive that is served can do its work: database, stored bytes, index of words.

For programs that look every few seconds: each question is answered at once or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive import database, log, places
from archive.errors import ArchiveError
from archive.search.engine import SearchEngine
from archive.search.following import Progress
from archive.workspace import Archive
from evidence.errors import EvidenceError

PATIENCE_SECONDS = 2.0
"""How long a server or a bucket may stay away before it counts as away."""
FEW_ROWS = 1_000
"""Views of records that may wait for the index at any moment: they are made up within seconds."""


class State(StrEnum):
    """How one part of it does."""

    OK = "ok"
    AWAY = "away"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Health:
    """How each part does."""

    database: State
    evidence: State
    index: State
    """BEHIND: some records are not found by their words yet; searches say so."""

    @property
    def is_able(self) -> bool:
        """Whether pages can be answered. An index that is behind keeps nobody from working."""
        return State.AWAY not in (self.database, self.evidence)


def health_of(archive: Archive, search: SearchEngine) -> Health:
    """How an archive does now."""
    return Health(
        database=State.OK if database_answers(archive) else State.AWAY,
        evidence=State.OK if evidence_answers(archive) else State.AWAY,
        index=_index(search.progress()),
    )


def database_answers(archive: Archive) -> bool:
    """Whether the database tells how long the log is."""
    engine = archive.engine.execution_options(away_seconds=0)
    try:
        with database.reading(engine) as connection:
            log.head(connection)
    except ArchiveError:
        return False
    return True


def evidence_answers(archive: Archive) -> bool:
    """Whether the place of the stored bytes is there."""
    try:
        places.store_of(archive.settings, patience_seconds=PATIENCE_SECONDS).probe()
    except (EvidenceError, OSError):
        return False
    return True


def _index(progress: Progress) -> State:
    waiting = progress.rows - progress.indexed
    return State.BEHIND if progress.trouble or waiting > FEW_ROWS else State.OK
