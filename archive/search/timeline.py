"""The days of all rows, small and kept ready: for windows of dates, for sorting, for histograms.

A day here has 32 bits, which is enough for five million years before and after us; what lies
farther away is compared as the columns have it, and sorted as if it lay at that distance.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from archive.search.columns import EARLIEST, LATEST, Columns
from archive.search.lean_whoosh import Ints
from archive.search.verdicts import Answers, answers, of_dates

Days = npt.NDArray[np.int32]
FAR = np.iinfo(np.int32).max
"""A day that stands for an open end, or for what lies beyond all others."""
STEPS = ("day", "month", "year")
MOST_PLAIN = 1 << 20
"""Steps of which the hits are counted one by one; what lies outside is reckoned for each answer."""
MOST_DAYS = 1 << 20
"""Days of which the months are kept in a table: some three thousand years."""
WIDE, UNDATED = -1, -2
UNITS = {"day": "D", "month": "M", "year": "Y"}
_EPOCH = 719_163
"""The day 1970-01-01 in `datetime.date.toordinal`."""


class Step(NamedTuple):
    """In which day, month or year each row lies, if it is one alone."""

    base: int
    """Number of the first one, counted from 1970."""
    place: Days
    """How many after that; `WIDE` where it may lie in several, `UNDATED` where it lies in none."""


class Timeline:
    """The dates of all rows in one state of the columns."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._steps: dict[str, Step] = {}

    @cached_property
    def lo(self) -> Days:
        """The first day that may be meant."""
        return _small(self._columns.date_lo)

    @cached_property
    def hi(self) -> Days:
        """The last day that may be meant."""
        return _small(self._columns.date_hi)

    @cached_property
    def _core(self) -> tuple[Days, Days]:
        """The days that are sure; the first behind the last where none is."""
        columns = self._columns
        first, last = _small(columns.core_lo), _small(columns.core_hi)
        none = first > last
        first[none], last[none] = FAR, -FAR
        return first, last

    @cached_property
    def earliest_first(self) -> Days:
        """What puts the earliest first, and what has no date last."""
        return np.where(self.lo > -FAR, self.lo, self.hi)

    @cached_property
    def latest_first(self) -> Days:
        """What puts the latest first, and what has no date last."""
        latest = np.where(self.hi < FAR, self.hi, self.lo)
        return np.where(latest > -FAR, -latest, FAR)

    def within(self, window: tuple[int | None, int | None]) -> Answers:
        """Whether dates lie in a window of days, as `verdicts.of_dates` says it."""
        first, last = window
        if max(abs(day or 0) for day in window) >= FAR:
            return self._exactly(window)
        core_lo, core_hi = self._core
        if last is None:
            if first is None:
                return self._exactly(window)
            return answers(self.hi >= first, (self.lo >= first) | (core_hi >= first))
        if first is None:
            return answers(self.lo <= last, (self.hi <= last) | (core_lo <= last))
        sure = (core_lo <= last) & (core_hi >= first)
        enclosed = (self.lo >= first) & (self.hi <= last)
        return answers((self.lo <= last) & (self.hi >= first), enclosed | sure)

    def _exactly(self, window: tuple[int | None, int | None]) -> Answers:
        columns = self._columns
        days = columns.date_lo, columns.date_hi, columns.core_lo, columns.core_hi
        return of_dates(*days, window)

    def step(self, name: str) -> Step:
        """One of `STEPS`."""
        if name not in self._steps:
            self._steps[name] = self._step(name)
        return self._steps[name]

    def _step(self, name: str) -> Step:
        columns = self._columns
        rows = np.flatnonzero((columns.date_lo > EARLIEST) & (columns.date_hi < LATEST))
        begin, end = (step_of(days[rows], name) for days in (columns.date_lo, columns.date_hi))
        one = begin == end
        if one.any():
            one &= np.abs(begin - int(np.median(begin[one]))) < MOST_PLAIN // 2
        base = int(begin[one].min()) if one.any() else 0
        place = np.full(len(columns), UNDATED, np.int32)
        place[rows] = np.where(one, begin - base, WIDE)
        return Step(base, place)


def _small(days: npt.NDArray[np.int64]) -> Days:
    return np.clip(days, -FAR, FAR).astype(np.int32)


def step_of(days: Ints, name: str) -> Ints:
    """The number of the day, month or year, counted from 1970, in which each day lies.

    Looked up in a table of all days between the first and the last, unless these lie too far apart.
    """
    if name == "day" or not len(days):
        return days - _EPOCH
    first, last = int(days.min()), int(days.max())
    if last - first > MOST_DAYS:
        return _reckoned(days, name)
    return _reckoned(np.arange(first, last + 1), name)[days - first]


def _reckoned(days: Ints, name: str) -> Ints:
    dates = (days - _EPOCH).astype("datetime64[D]")
    found: Ints = dates.astype(f"datetime64[{UNITS[name]}]").astype(np.int64)
    return found
