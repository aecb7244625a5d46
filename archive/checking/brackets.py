"""Times of entries, held between the timestamps before and after them.

The archive's clock is whatever the machine says. An authority's clock is not ours: what lies under
a head existed when the head's timestamp was given, and what was entered after the timestamp had
come is younger than it. An entry that says otherwise was written with a wrong clock, or later than
it claims. A machine's clock may be a few minutes off; more is an error.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from archive import log
from archive.checking.report import Report
from evidence.timestamping.timestamps import Timestamp

TOLERANCE = timedelta(minutes=5)
"""How far the clock of a machine may be off; Kerberos allows as much (RFC 4120 §8.2)."""
_AT = re.compile(rb'"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"')
"""Times of this form are in order when their texts are. In canonical JSON a quotation mark inside a
text is escaped, and `at` comes before what could hold another `at`: the first match is the one."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A timestamp that was found sound, of a head that the log continues."""

    authority: str
    size: int
    """Entries under the head: those with smaller numbers existed at its time."""
    timestamp: Timestamp
    seq: int | None
    """The entry that names it: this and all later ones were written after it had come."""


@dataclass(slots=True)
class _Run:
    """Entries in a row that contradict the same timestamp."""

    first: int
    last: int
    says: str
    anchor: Anchor
    early: bool
    """Whether they claim a time too early, or too late."""


def check_brackets(connection: Connection, report: Report, anchors: Sequence[Anchor]) -> None:
    """Note entries whose time a timestamp excludes; those in a row are one finding."""
    if not anchors:
        return
    before, after = _steps_before(anchors), _steps_after(anchors)
    run: _Run | None = None
    for entry in log.entries(connection):
        at = _AT.search(entry.data) if isinstance(entry.data, bytes) else None
        found = at and _contradicted(entry.seq, at[1].decode(), before, after)
        if not found:
            continue
        anchor, early = found
        if run and (run.anchor, run.early, run.last) == (anchor, early, entry.seq - 1):
            run.last = entry.seq
            continue
        _tell(report, run)
        run = _Run(entry.seq, entry.seq, at[1].decode() if at else "", anchor, early)
    _tell(report, run)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Which limit holds for which entries."""

    starts: list[int]
    """Entry numbers at which the limit changes, ascending."""
    limits: list[tuple[str, Anchor] | None]
    """The limit before the first start, and from each start on."""

    def at(self, seq: int) -> tuple[str, Anchor] | None:
        return self.limits[bisect_right(self.starts, seq)]


def _steps_before(anchors: Sequence[Anchor]) -> _Steps:
    """Until when an entry was written at the latest: the earliest timestamp over it."""
    starts: list[int] = []
    limits: list[tuple[str, Anchor] | None] = [None]
    for anchor in sorted(anchors, key=lambda one: one.size, reverse=True):
        stamp = anchor.timestamp
        limit = (log.moment(stamp.time + stamp.accuracy + TOLERANCE), anchor)
        known = limits[0]
        starts.insert(0, anchor.size)
        limits.insert(0, limit if known is None or limit[0] < known[0] else known)
    return _Steps(starts, limits)


def _steps_after(anchors: Sequence[Anchor]) -> _Steps:
    """From when on an entry was written at the earliest: the latest timestamp that it knew."""
    starts: list[int] = []
    limits: list[tuple[str, Anchor] | None] = [None]
    entered = [(one.seq, one) for one in anchors if one.seq is not None]
    for seq, anchor in sorted(entered, key=lambda one: one[0]):
        stamp = anchor.timestamp
        limit = (log.moment(stamp.time - stamp.accuracy - TOLERANCE), anchor)
        known = limits[-1]
        starts.append(seq)
        limits.append(limit if known is None or limit[0] > known[0] else known)
    return _Steps(starts, limits)


def _contradicted(seq: int, at: str, before: _Steps, after: _Steps) -> tuple[Anchor, bool] | None:
    """The timestamp that excludes this time, and whether the time is too early."""
    latest, earliest = before.at(seq), after.at(seq)
    if latest is not None and at > latest[0]:
        return latest[1], False
    if earliest is not None and at < earliest[0]:
        return earliest[1], True
    return None


def _tell(report: Report, run: _Run | None) -> None:
    if run is None:
        return
    which = f"entry {run.first}" if run.first == run.last else f"entries {run.first} to {run.last}"
    given = log.moment(run.anchor.timestamp.time)
    order = "came after" if run.early else "existed before"
    message = (
        f"expected a time that fits the timestamp of {given} by {run.anchor.authority}, which it "
        f"{order}, found {run.says}"
    )
    report.found("entry.outside_bracket", message, which)
