"""Where records stand here: their revisions by digest, what came from elsewhere, what is undecided.

All of it is read from the log and the words beside it; nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from archive import log, models, repository
from archive.repository import CHUNK, Summary
from evidence.proof import canonical
from schemas.bundle import Undecided

__all__ = [
    "CONFLICTS",
    "Own",
    "open_conflict",
    "own_revisions",
    "undecided",
    "undecided_in",
    "words_of",
]

CONFLICTS = "conflicts"
"""What an entry names that opens or decides a conflict of two archives."""
OPENED, DECIDED = "conflict", "decided"
"""Under these names the words of such an entry tell of it."""


@dataclass(frozen=True, slots=True)
class Own:
    """One revision here."""

    revision: int
    """From 1."""
    seq: int
    digest: str
    """Record digest, as its entry names it: the same in every archive that has this revision."""


def own_revisions(connection: Connection, ids: list[str]) -> dict[str, list[Own]]:
    """The revisions of these records, the first ones first, by id."""
    revisions, entries = models.revisions, models.entries
    query = (
        select(revisions.c.record_id, revisions.c.revision, revisions.c.seq, entries.c.bytes)
        .join(entries, entries.c.seq == revisions.c.seq)
        .order_by(revisions.c.record_id, revisions.c.revision)
    )
    found: dict[str, list[Own]] = {}
    for start in range(0, len(ids), CHUNK):
        some = query.where(revisions.c.record_id.in_(ids[start : start + CHUNK]))
        for record_id, number, seq, data in connection.execute(some):
            digest = str(canonical.decode(data).get("digest", ""))
            found.setdefault(record_id, []).append(Own(number, seq, digest))
    return found


def words_of(connection: Connection, record_id: str) -> list[tuple[int, dict[str, Any]]]:
    """The words of all entries about a record, by number, the oldest first."""
    known, details = models.entry_objects, models.details
    query = (
        select(details.c.seq, details.c.body)
        .join(known, known.c.seq == details.c.seq)
        .where(known.c.object_id == record_id, details.c.body.is_not(None))
        .order_by(details.c.seq)
    )
    return [(seq, dict(canonical.decode(body.encode()))) for seq, body in connection.execute(query)]


def undecided(connection: Connection) -> dict[str, Mapping[str, Any]]:
    """The conflicts between which nobody has decided yet, by the ids of their records."""
    waiting: dict[str, Mapping[str, Any]] = {}
    for entry in log.about(connection, CONFLICTS):
        detail = log.detail(connection, entry.seq)
        targets = [one["id"] for one in entry.fields["objects"] if one["role"] == "target"]
        for record_id in targets:
            waiting.pop(record_id, None)
            if OPENED in detail:
                waiting[record_id] = detail[OPENED]
    summaries = repository.find_many(connection, waiting)
    return {key: row for key, row in waiting.items() if _is_there(summaries.get(key))}


_ABOUT, _ITS = models.entry_objects, models.entry_objects.alias()
_NEWEST = (
    select(func.max(_ABOUT.c.seq))
    .join(_ITS, _ITS.c.seq == _ABOUT.c.seq)
    .where(_ABOUT.c.object_id == CONFLICTS, _ITS.c.object_id == bindparam("record"))
)
"""Made once: every page of a record asks it."""


def undecided_in(connection: Connection, record_id: str) -> Mapping[str, Any] | None:
    """The conflict in one record between which nobody has decided yet; None: there is none."""
    newest = connection.execute(_NEWEST, {"record": record_id}).scalar_one()
    if newest is None:
        return None
    found: Mapping[str, Any] | None = log.detail(connection, newest).get(OPENED)
    return found


def _is_there(summary: Summary | None) -> bool:
    return summary is not None and summary.state != "erased"


def open_conflict(connection: Connection, record_id: str) -> Undecided | None:
    """The conflict in a record by its digests; None if there is none."""
    found = undecided_in(connection, record_id)
    if found is None:
        return None
    digests = {
        row.revision: row.digest for row in own_revisions(connection, [record_id])[record_id]
    }
    before = digests.get(found["before"])
    return Undecided(theirs=digests[found["theirs"]], **({"before": before} if before else {}))
