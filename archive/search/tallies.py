"""Hits counted by time and by where they lie: what a histogram and a map show.

A record is counted in every day, month or year in which it may have been: certainly where it
certainly was, possibly elsewhere. So the numbers of several steps do not add up to a total. On the
map it is counted once, where its position is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.columns import EARLIEST, LATEST
from archive.search.lean_whoosh import Ints
from archive.search.sight import Sight
from archive.search.verdicts import CERTAINLY, NO, POSSIBLY, Answers

STEPS = ("day", "month", "year")
MOST_STEPS = 4_000
"""More bars than that are counted by a longer step."""
MOST_CELLS = 10_000
_EPOCH = 719_163
"""The day 1970-01-01 in `datetime.date.toordinal`."""
_UNITS = {"day": "D", "month": "M", "year": "Y"}


@dataclass(frozen=True, slots=True)
class Bar:
    """How many hits fall into one day, month or year."""

    start: str
    """Such as 2014-12-11, 2014-12 or 2014."""
    certain: int
    possible: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Hits by time."""

    step: str
    """One of `STEPS`; longer than asked if there were too many."""
    bars: tuple[Bar, ...]
    """Those with hits, in their order."""
    undated: int
    """Hits with no date, or one that is open at an end: in no bar by what is not stated."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many hits lie in one square of the map."""

    lat: float
    """Mean of their positions, degrees north."""
    lon: float
    certain: int
    possible: int


def histogram(sight: Sight, found: Answers, step: str) -> Histogram:
    """How many hits fall into each step of time."""
    columns = sight.columns
    rows = np.flatnonzero(found != NO)
    first, last = columns.date_lo[rows], columns.date_hi[rows]
    dated = (first > EARLIEST) & (last < LATEST)
    undated = int(np.count_nonzero(~dated))
    rows, first, last = rows[dated], first[dated], last[dated]
    if not len(rows):
        return Histogram(step, (), undated)
    while step != STEPS[-1] and _of(last, step).max() - _of(first, step).min() > MOST_STEPS:
        step = STEPS[STEPS.index(step) + 1]
    begin, end = _of(first, step), _of(last, step)
    base, size = int(begin.min()), int(end.max() - begin.min()) + 1
    core = columns.core_lo[rows] <= columns.core_hi[rows]
    sure_from = np.where(core, _of(np.where(core, columns.core_lo[rows], first), step), begin)
    sure_to = np.where(core, _of(np.where(core, columns.core_hi[rows], last), step), end)
    sure = (found[rows] == CERTAINLY) & (core | (begin == end))
    certain = _spread(sure_from[sure] - base, sure_to[sure] - base, size)
    anyhow = _spread(begin - base, end - base, size)
    there = np.flatnonzero(anyhow).tolist()
    starts = np.arange(base, base + size).astype(f"datetime64[{_UNITS[step]}]")
    bars = [Bar(str(starts[at]), int(certain[at]), int(anyhow[at] - certain[at])) for at in there]
    return Histogram(step, tuple(bars), undated)


def _of(days: Ints, step: str) -> Ints:
    """The number of the day, month or year, counted from 1970, in which each day lies."""
    dates = (days - _EPOCH).astype("datetime64[D]")
    found: Ints = dates.astype(f"datetime64[{_UNITS[step]}]").astype(np.int64)
    return found


def _spread(first: Ints, last: Ints, size: int) -> Ints:
    """For each step, how many of the spans from `first` to `last` hold it."""
    changes = np.zeros(size + 1, np.int64)
    np.add.at(changes, first, 1)
    np.add.at(changes, last + 1, -1)
    return np.cumsum(changes)[:-1]


def cells(sight: Sight, found: Answers, degrees: float) -> tuple[Cell, ...]:
    """How many hits lie in each square of so many degrees; those without position in none."""
    where = sight.positions
    rows = np.flatnonzero((found != NO) & ~np.isnan(where.lat))
    if not len(rows):
        return ()
    lat, lon = where.lat[rows], where.lon[rows]
    across = int(np.ceil(360 / degrees))
    code = np.floor((lat + 90) / degrees).astype(np.int64) * across
    code += np.floor((lon + 180) % 360 / degrees).astype(np.int64)
    _, place, counts = np.unique(code, return_inverse=True, return_counts=True)
    certain = np.bincount(place, weights=found[rows] == CERTAINLY)
    possible = np.bincount(place, weights=found[rows] == POSSIBLY)
    middle = np.bincount(place, weights=lat) / counts, np.bincount(place, weights=lon) / counts
    most = np.argsort(-counts, kind="stable")[:MOST_CELLS]
    return tuple(
        Cell(float(middle[0][at]), float(middle[1][at]), int(certain[at]), int(possible[at]))
        for at in most.tolist()
    )
