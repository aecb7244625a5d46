"""Hits counted by time and by where they lie: what a histogram and a map show.

A record is counted in every day, month or year in which it may have been: certainly where it
certainly was, possibly elsewhere. So the numbers of several steps do not add up to a total. On the
map it is counted once, where its position is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from archive.search.columns import EARLIEST, LATEST
from archive.search.extent import Box
from archive.search.lean_whoosh import Bits, Ints
from archive.search.sight import Sight
from archive.search.verdicts import CERTAINLY, NO, POSSIBLY, Answers, Numbers

STEPS = ("day", "month", "year")
MOST_STEPS = 4_000
"""More bars than that are counted by a longer step."""
MOST_CELLS = 10_000
MOST_DAYS = 1 << 20
"""Days of which the months are kept in a table: some three thousand years."""
MOST_CODES = 1 << 20
"""Squares of the whole map that are counted one by one; of more, only those that occur."""
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
    at_one_place: bool = False
    """Whether all lie at the very same position, with the same radius."""
    radius_m: float | None = None
    """How far from there the true place may lie, if it is one place. None: several, or unstated."""
    record_id: str | None = None
    """The one record that lies there. None: there are several."""


def histogram(sight: Sight, found: Answers, step: str, most: int = MOST_STEPS) -> Histogram:
    """How many hits fall into each step of time; into longer ones where there are too many."""
    columns = sight.columns
    rows = np.flatnonzero(found != NO)
    first, last = columns.date_lo[rows], columns.date_hi[rows]
    dated = (first > EARLIEST) & (last < LATEST)
    undated = int(np.count_nonzero(~dated))
    if undated:
        rows, first, last = rows[dated], first[dated], last[dated]
    if not len(rows):
        return Histogram(step, (), undated)
    while step != STEPS[-1] and _of(last, step).max() - _of(first, step).min() >= most:
        step = STEPS[STEPS.index(step) + 1]
    begin, end = _of(first, step), _of(last, step)
    base, size = int(begin.min()), int(end.max() - begin.min()) + 1
    core = columns.core_lo[rows] <= columns.core_hi[rows]
    certainly = found[rows] == CERTAINLY
    sure, narrow = certainly & core, certainly & ~core & (begin == end)
    certain = _spread(begin[narrow] - base, end[narrow] - base, size)
    if sure.any():
        kept = rows[sure]
        sure_from, sure_to = _of(columns.core_lo[kept], step), _of(columns.core_hi[kept], step)
        certain += _spread(sure_from - base, sure_to - base, size)
    anyhow = _spread(begin - base, end - base, size)
    there = np.flatnonzero(anyhow).tolist()
    starts = np.arange(base, base + size).astype(f"datetime64[{_UNITS[step]}]")
    bars = [Bar(str(starts[at]), int(certain[at]), int(anyhow[at] - certain[at])) for at in there]
    return Histogram(step, tuple(bars), undated)


def _of(days: Ints, step: str) -> Ints:
    """The number of the day, month or year, counted from 1970, in which each day lies.

    Looked up in a table of all days between the first and the last, unless these lie too far apart.
    """
    first, last = int(days.min()), int(days.max())
    if step == "day":
        return days - _EPOCH
    if last - first > MOST_DAYS:
        return _reckoned(days, step)
    return _reckoned(np.arange(first, last + 1), step)[days - first]


def _reckoned(days: Ints, step: str) -> Ints:
    dates = (days - _EPOCH).astype("datetime64[D]")
    found: Ints = dates.astype(f"datetime64[{_UNITS[step]}]").astype(np.int64)
    return found


def _spread(first: Ints, last: Ints, size: int) -> Ints:
    """For each step, how many of the spans from `first` to `last` hold it."""
    begins = np.bincount(first, minlength=size + 1)
    ends = np.bincount(last + 1, minlength=size + 1)
    return np.cumsum(begins - ends)[:-1]


def cells(sight: Sight, found: Answers, degrees: float, box: Box | None = None) -> tuple[Cell, ...]:
    """How many hits lie in each square of so many degrees; those without position in none.

    Of a `box` (west, south, east, north) only the positions inside are counted.
    """
    where = sight.positions
    rows = np.flatnonzero((found != NO) & ~np.isnan(where.lat))
    if box:
        rows = rows[_inside(where.lat[rows], where.lon[rows], box)]
    if not len(rows):
        return ()
    lat, lon = where.lat[rows], where.lon[rows]
    across = int(np.ceil(360 / degrees))
    code = np.floor((lat + 90) / degrees).astype(np.int64) * across
    code += np.floor((lon + 180) % 360 / degrees).astype(np.int64)
    if across * across <= MOST_CODES:
        counts, place = np.bincount(code), code
    else:
        _, place, counts = np.unique(code, return_inverse=True, return_counts=True)
    certain = np.bincount(place[found[rows] == CERTAINLY], minlength=len(counts))
    possible = np.bincount(place[found[rows] == POSSIBLY], minlength=len(counts))
    sums = np.bincount(place, weights=lat), np.bincount(place, weights=lon)
    there = np.flatnonzero(counts)
    most = there[np.argsort(-counts[there], kind="stable")[:MOST_CELLS]]
    middle = sums[0][most] / counts[most], sums[1][most] / counts[most]
    some = np.zeros(len(counts), np.intp)  # of each square, one of its rows
    some[place] = np.arange(len(rows))
    alike = [_alike(column[rows], some[place]) for column in where]
    mixed = np.bincount(place[~np.logical_and.reduce(alike)], minlength=len(counts)) > 0
    radius, ids = where.radius[rows][some[most]], sight.columns.record[rows[some[most]]]
    return tuple(
        Cell(
            lat,
            lon,
            sure,
            maybe,
            at_one_place=not several,
            radius_m=None if several or np.isnan(metres) else metres,
            record_id=sight.columns.ids[number] if sure + maybe == 1 else None,
        )
        for lat, lon, sure, maybe, several, metres, number in zip(
            middle[0].tolist(),
            middle[1].tolist(),
            certain[most].tolist(),
            possible[most].tolist(),
            mixed[most].tolist(),
            radius.tolist(),
            ids.tolist(),
            strict=True,
        )
    )


def _alike(column: Numbers, some: Ints) -> Bits:
    """Whether each value is that of the row which stands for its square."""
    other = column[some]
    same: Bits = (column == other) | (np.isnan(column) & np.isnan(other))
    return same


def _inside(lat: Numbers, lon: Numbers, box: Box) -> Bits:
    """Whether positions lie in a box; one whose west is beyond its east crosses 180°."""
    west, south, east, north = box
    across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    within: Bits = (lat >= south) & (lat <= north) & across
    return within
