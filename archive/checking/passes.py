"""Entering in the log that stored files were read again, and telling full passes from it.

Each run that read files is an entry `fixity.checked` with its counts; each file that is not whole
is one more, about its items. A pass is full when the entries of its runs join, from the first
digest to the last: no file beside the log is believed in this.

Nothing is entered into a log that is itself in doubt: an entry would be signed over it. So a log,
head or table that is not as it was sealed is reported and left as it is, and so is an archive that
may not be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from archive import log
from archive.checking.report import FilesRead, Report
from archive.log import Draft, Thing
from archive.workspace import Archive
from evidence.errors import EvidenceError

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


def why_not(report: Report) -> str:
    """Why this check is not entered in the log; empty if it is to be entered."""
    if not report.files.looked_at:
        return "no stored file was read"
    doubts = sorted({row.code for row in report.errors if not row.code.startswith("blob.")})
    return f"the log is in doubt: {', '.join(doubts)}" if doubts else ""


def enter(archive: Archive, report: Report, *, began: datetime) -> int:
    """Enter what was read, and each item whose file is not whole; the number of the entry.

    Raises:
        LogIsAhead, ArchiveBusy, NoSpace, DatabaseUnusable: nothing was entered.
    """
    read = report.files
    told = {
        "after": read.after,
        "last": read.last,
        "ended": read.ended,
        "files": read.files,
        "bytes": read.size,
        "harmed": len(read.harmed),
        "of_files": report.expected["files"],
        "of_bytes": report.expected["bytes"],
        "began": log.moment(began),
    }
    outcome = "failed" if read.harmed else "ok"
    drafts = [Draft(CHECKED, (Thing(STORE, "target"),), detail=told, outcome=outcome)]
    drafts += [
        Draft(CHECKED, (Thing(item, "target", digest),), detail={"found": code}, outcome="failed")
        for digest, code in read.harmed
        for item in report.items[digest]
    ]
    with archive.writing() as writer:
        return writer.append(drafts)[0]


def runs(connection: Connection) -> list[Run]:
    """Every run that the log tells of, the first one first; those of a damaged form left out."""
    found: list[Run] = []
    for entry in log.about(connection, STORE):
        try:
            run = _run(entry, log.detail(connection, entry.seq), found[-1] if found else None)
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


def last_full(known: list[Run]) -> Run | None:
    """The run that ended the last full pass; None if there was none."""
    return next((run for run in reversed(known) if run.ended and run.began), None)


def pass_so_far(known: list[Run], read: FilesRead) -> list[Run]:
    """The earlier runs of the pass that this reading goes on with, the first one first."""
    joined: list[Run] = []
    after = read.after
    for run in reversed(known):
        if not after:
            break
        if run.last == after and not run.ended:
            joined.insert(0, run)
            after = run.after
    return joined
