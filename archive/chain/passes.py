"""The readings of stored files that the log tells of, and which files each looked at.

Each run of `khronika verify` that read files is an entry `fixity.checked` about the store, with the
digests between which it read; each file that was not whole is one more, about its items. A pass is
full when the entries of its runs join, from the first digest to the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from archive import log
from evidence.errors import EvidenceError
from evidence.proof import canonical

CHECKED = "fixity.checked"
STORE = "store"
"""How entries call the stored files as a whole."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of reading stored files, as its entry says."""

    seq: int
    at: str
    """When it was entered, UTC."""
    after: str
    last: str
    ended: bool
    files: int
    size: int
    harmed: int
    began: str
    """When the first run of this pass began, UTC; empty: its beginning is not in the log."""

    def covers(self, digest: str) -> bool:
        """Whether this run looked at the file of this digest, if it was there."""
        return self.after < digest <= self.last


def runs(connection: Connection) -> list[Run]:
    """Every run that the log tells of, the first one first; those of a damaged form left out."""
    found: list[Run] = []
    told = log.details_about(connection, STORE)
    for entry in log.about(connection, STORE):
        try:
            words = canonical.decode(told[entry.seq].encode()) if entry.seq in told else {}
            run = _run(entry, dict(words), found[-1] if found else None)
        except (EvidenceError, LookupError, TypeError, ValueError, AttributeError):
            continue  # an entry that is not of its form is a finding of its own
        if run:
            found.append(run)
    return found


def _run(entry: log.Entry, told: dict[str, Any], before: Run | None) -> Run | None:
    fields = entry.fields
    if fields["action"] != CHECKED or not told:
        return None
    after, last = str(told["after"]), str(told["last"])
    began = str(told["began"]) if not after else ""
    if before and after and not before.ended and before.last == after:
        began = before.began
    return Run(
        entry.seq,
        str(fields["at"]),
        after,
        last,
        told["ended"] is True,
        int(told["files"]),
        int(told["bytes"]),
        int(told["harmed"]),
        began,
    )


def last_full(known: Sequence[Run]) -> Run | None:
    """The run that ended the last full pass; None if there was none."""
    return next((run for run in reversed(known) if run.ended and run.began), None)
