"""Check everything: the log, the heads, the tables as followers of the log, the stored bytes.

The steps:
1. the form of the database: tables, indexes and triggers as this program makes them;
2. the key of the log, the one that its first entry names; the signed heads, signed by it;
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

from archive import database, heads
from archive.checking import anchors, blobs, followers, form, known, log_key, replay
from archive.checking.blobs import EVERYTHING, Reading
from archive.checking.report import Report
from archive.errors import ArchiveError, DatabaseUnusable
from archive.workspace import Archive
from evidence.checkpoint import Checkpoint, open_checkpoint
from evidence.errors import EvidenceError


def verify(
    archive: Archive,
    *,
    quick: bool = False,
    outside: Path | None = None,
    reading: Reading = EVERYTHING,
) -> Report:
    """Check the archive; with `outside`, also against a head that was kept elsewhere.

    Nothing is written. `quick` leaves the stored bytes unread; `reading` says which are read.

    Raises:
        DatabaseUnusable: the database cannot be opened at all.
    """
    report = Report()
    try:
        with database.reading(archive.engine) as connection:
            form.check(connection, report)  # 1
            vkey = log_key.check(archive.settings, connection, report)  # 2
            signed = _signed_heads(archive, report, vkey, outside)
            state = replay.replay(connection, report, signed)  # 3, 4
            _check_signed_sizes(signed, state, report)
            anchors.check(archive.settings, connection, report, signed)  # 7
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


def _signed_heads(
    archive: Archive, report: Report, vkey: str | None, outside: Path | None
) -> list[Checkpoint]:
    """Every signed head that can be trusted; what cannot is a finding."""
    settings = archive.settings
    if vkey is None:
        return []
    paths = list(heads.kept_heads(settings))
    if not any(path.name == heads.HEAD for path in paths):
        report.found(
            "checkpoint.missing", "no signed head of the log was found", "checkpoints/head"
        )
    signed = []
    for path in [*paths, *([outside] if outside else [])]:
        try:
            note = path.read_text(encoding="utf-8", errors="replace")
            checkpoint = open_checkpoint(note, vkey)
        except OSError as error:
            report.found("checkpoint.unreadable", f"{error.strerror}", str(path.name))
        except EvidenceError as error:
            report.found("checkpoint.bad_signature", str(error), str(path.name))
        else:
            signed.append(checkpoint)
            if checkpoint.origin != settings.origin:
                report.found(
                    "checkpoint.other_key",
                    f"expected a head of {settings.origin}, found one of {checkpoint.origin}",
                    path.name,
                )
    if signed:
        most = max(signed, key=lambda head: head.size)
        report.trust.append(f"{len(signed)} signed heads, the largest of {most.size} entries")
    if outside:
        report.trust.append(f"the head kept outside in {outside.name}")
    return signed


def _check_signed_sizes(signed: list[Checkpoint], state: replay.State, report: Report) -> None:
    fitting = {head.size for head in signed if state.roots.get(head.size) == head.root}
    for head in {(head.size, head.root): head for head in signed}.values():
        if head.size > state.size:
            report.found(
                "log.shorter_than_checkpoint",
                f"expected at least {head.size} entries, as signed, found {state.size}",
                _span(state.size, head.size),
            )
        elif state.roots.get(head.size) != head.root:
            since = max((size for size in fitting if size < head.size), default=0)
            report.found(
                "log.differs_from_checkpoint",
                f"the first {head.size} entries are not those whose head was signed; of the first "
                f"{since} they are",
                _span(since, head.size),
            )


def _span(start: int, stop: int) -> str:
    """Among which entries something is wrong, as a person counts them: the last one included."""
    return f"entry {start}" if stop - start == 1 else f"entries {start} to {stop - 1}"
