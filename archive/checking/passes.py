"""Entering in the log that stored files were read again (`archive.chain.passes` reads it).

Nothing is entered into a log that is itself in doubt: an entry would be signed over it. So a log,
head or table that is not as it was sealed is reported and left as it is, and so is an archive that
may not be written.
"""

from __future__ import annotations

from datetime import datetime

from archive import log
from archive.chain.passes import CHECKED, STORE, Run
from archive.checking.report import FilesRead, Report
from archive.log import Draft, Thing
from archive.workspace import Archive


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
