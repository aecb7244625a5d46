"""Check everything: the log, the heads, the tables as followers of the log, the stored bytes.

The steps:
1. the form of the database: tables, indexes and triggers as this program makes them;
2. the key of the log, the one that its first entry names, and the keys beside it; the signed
   heads, signed by it;
3. the log: entries in order and canonical, the tree over them, the roots that were signed;
4. revisions and details against the digests in their entries;
5. the tables that follow, row by row, against what the revisions make of them;
6. the stored bytes, every one read and hashed again (what is left out is said);
7. the timestamps of authorities outside, against the heads and the times of the entries.

Nothing stops at the first fault, and hostile rows are faults, never crashes.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DatabaseError

from archive import database
from archive.checking import (
    anchors,
    blobs,
    followers,
    form,
    known,
    log_key,
    other_keys,
    replay,
    signed,
)
from archive.checking.blobs import EVERYTHING, Reading
from archive.checking.report import Report
from archive.database.errors import DatabaseUnusable
from archive.errors import ArchiveError
from archive.workspace import Archive


def verify(
    archive: Archive,
    *,
    quick: bool = False,
    outside: Path | None = None,
    key: str | None = None,
    reading: Reading = EVERYTHING,
) -> Report:
    """Check the archive; with `outside`, also against a head that was kept elsewhere.

    Nothing is written. `key` is the key of the log as it was noted elsewhere, if it was: verifier
    key or fingerprint. `quick` leaves the stored bytes unread; `reading` says which are read.

    Raises:
        DatabaseUnusable: the database cannot be opened at all.
    """
    report = Report()
    try:
        with database.reading(archive.engine) as connection:
            form.check(connection, report)  # 1
            settings = archive.settings
            log_keys = log_key.check(settings, connection, report, noted=key)  # 2
            other_keys.check(archive, connection, report)
            heads = signed.check_heads(settings, report, log_keys, outside)
            state = replay.replay(connection, report, heads)  # 3, 4
            signed.check_sizes(heads, state, report)
            anchors.check(settings, connection, report, heads, log_keys)  # 7
            followers.check(connection, report, state)  # 5
    except (DatabaseError, DatabaseUnusable) as error:
        report.found("schema.differs", f"the database cannot be read through: {error}")
        return report
    report.expected["files"] = len(state.files)
    report.expected["bytes"] = sum(state.sizes[digest] for digest in state.files)
    if quick:
        blobs.tell_unread(report)
    else:
        blobs.check(archive.blobs, state.files, report, reading)  # 6
    _tell_names(archive, report)
    return report


def _tell_names(archive: Archive, report: Report) -> None:
    try:
        with database.reading(archive.engine) as connection:
            report.tell_names(known.names_of(connection, report.spoken_of))
    except (DatabaseError, ArchiveError):
        report.tell_names({})  # the findings stand without them
