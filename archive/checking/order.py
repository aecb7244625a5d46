"""The order of the entries in time, as their own clocks tell it.

The numbers of entries only grow, and so do their times, unless a clock was set back. The clock of a
machine may be off by some minutes and be put right; more is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from archive import log
from archive.checking.brackets import TOLERANCE
from archive.checking.report import Report


@dataclass
class Clock:
    """The latest time so far, and the entries that claim to be earlier than it."""

    latest: str = ""
    latest_seq: int = -1
    _bound: str = ""
    """The earliest time that an entry may claim now."""
    _back: list[list[int]] = field(default_factory=list)
    """First and last number of entries in a row that are too early, and what they follow."""

    def add(self, seq: int, at: str) -> None:
        """The next entry and its time; texts of one form are in order when their times are."""
        if at < self._bound:
            if self._back and self._back[-1][1] == seq - 1:
                self._back[-1][1] = seq
            else:
                self._back.append([seq, seq, self.latest_seq])
        elif at > self.latest and (moment := _read(at)):
            self.latest, self.latest_seq = at, seq
            self._bound = log.moment(moment - TOLERANCE)

    def tell(self, report: Report) -> None:
        """Note the entries that are too early."""
        for first, last, after in self._back:
            where = f"entry {first}" if first == last else f"entries {first} to {last}"
            message = f"expected a time not before that of entry {after}, found an earlier one"
            report.found("entry.order", message, where)


def _read(at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(at)
    except ValueError:
        return None
