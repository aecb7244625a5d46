"""A check as a person asks for it: read what was asked, then enter in the log what was read.

Reading comes first and needs nothing but the files; writing comes afterwards, and only into a log
that is not in doubt. A check whose entry could not be written is a whole check all the same, and
says why it is not in the log.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive import founding, upgrading
from archive.chain.passes import last_full, runs
from archive.checking import passes
from archive.checking.blobs import EVERYTHING, Reading
from archive.checking.cursor import FILE_NAME, Cursor
from archive.checking.report import Report
from archive.checking.verify import verify
from archive.database.errors import DatabaseUnusable
from archive.errors import ArchiveError
from archive.workspace import Archive, now
from evidence.errors import EvidenceError


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be checked."""

    quick: bool = False
    """Leave the stored bytes unread."""
    outside: Path | None = None
    """A head of the log that was kept elsewhere."""
    key: str | None = None
    """The key of the log as it was noted elsewhere: verifier key or fingerprint."""
    resume: bool = False
    """Go on where the last run stopped reading."""
    seconds: float | None = None
    """Begin no stored file later than this; goes on where the last run stopped."""
    untouched: bool = False
    """Write nothing: no entry, and not where the next run goes on."""


def run(
    folder: Path,
    order: Order,
    *,
    person: str | None = None,
    clock: Callable[[], datetime] = now,
) -> Report:
    """Check the archive in `folder`, and enter in its log which stored files were read.

    Raises:
        NotAnArchive: there is no settings file or no database file in `folder`.
        MadeByLaterRelease: it is of a form that this program does not know yet.
    """
    began = clock()
    archive = founding.open_for_checking(folder)
    try:
        writable = not order.untouched and os.access(archive.settings.folder, os.W_OK)
        archive = replace(
            archive,
            engine=upgrading.bring_up_for_checking(
                archive.engine, archive.settings, writable=writable
            ),
        )
        cursor = Cursor(archive.settings.folder / FILE_NAME)
        reading = _reading(order, cursor) if writable else _untouched(order, cursor)
        report = verify(
            archive, quick=order.quick, outside=order.outside, key=order.key, reading=reading
        )
        _tell_passes(archive, report, quick=order.quick)
    finally:
        archive.close()
    if order.quick:
        return report
    if writable:
        cursor.keep(report.files)
    _tell_where_to_go_on(report, cursor if writable else None)
    why = passes.why_not(report) if writable else _why_untouched(order)
    try:
        if not why:
            report.entry = _enter(folder, report, person, began, clock)
    except (ArchiveError, EvidenceError, OSError) as error:
        why = str(error)
    if why:
        report.remarks.append(f"this check is not in the log: {why}")
    else:
        report.remarks.append(f"entered in the log: entry {report.entry}")
    return report


def _reading(order: Order, cursor: Cursor) -> Reading:
    after = cursor.after() if order.resume or order.seconds is not None else ""
    return Reading(after, order.seconds, cursor.watch)


def _untouched(order: Order, cursor: Cursor) -> Reading:
    reading = _reading(order, cursor)
    return Reading(reading.after, reading.seconds, EVERYTHING.watch)


def _why_untouched(order: Order) -> str:
    return "nothing was to be written" if order.untouched else "its folder may not be written"


def _enter(
    folder: Path,
    report: Report,
    person: str | None,
    began: datetime,
    clock: Callable[[], datetime],
) -> int:
    archive = founding.open_archive(folder, person, clock=clock)
    try:
        return passes.enter(archive, report, began=began)
    finally:
        archive.close()


def _tell_passes(archive: Archive, report: Report, *, quick: bool) -> None:
    try:
        with archive.reading() as connection:
            known = runs(connection)
    except DatabaseUnusable:
        return  # a finding says so already
    if report.files.after:
        before = passes.pass_so_far(known, report.files)
        entries = ", ".join(str(run.seq) for run in before) or "none of them in the log"
        files = sum(run.files + run.harmed for run in before)
        report.remarks.append(
            f"this run went on after {report.files.after[:12]}…; earlier runs of this pass read "
            f"{files:,} files (entries {entries}), which are not counted here"
        )
    full = last_full(known)
    if full:
        harm = f"{full.harmed:,} of them not whole" if full.harmed else "all whole"
        report.remarks.append(
            f"the last full pass over the stored files ended {full.at} (entry {full.seq}), {harm}"
        )
    elif quick or not report.complete:
        report.remarks.append("no full pass over the stored files is in the log yet")


def _tell_where_to_go_on(report: Report, cursor: Cursor | None) -> None:
    if report.files.ended or not report.files.last:
        return
    if cursor is None or cursor.trouble:
        why = cursor.trouble if cursor else "nothing was written"
        report.remarks.append(f"the next run begins again, not after this one: {why}")
    else:
        report.remarks.append(
            f"the next run with --budget or --resume goes on after {report.files.last[:12]}…"
        )
