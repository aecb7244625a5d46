"""Hits counted by time and by where they lie: what a histogram and a map show.

A record is counted in every day, month or year in which it may have been: certainly where it
certainly was, possibly elsewhere. So the numbers of several steps do not add up to a total. On the
map it is counted once, where its position is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

import numpy as np

from archive.search.lean_whoosh import Bits, Ints
from archive.search.sight import Sight
from archive.search.squares import inside
from archive.search.timeline import STEPS, UNDATED, UNITS, WIDE, step_of
from archive.search.verdicts import CERTAINLY, POSSIBLY, Box, Hits

MOST_STEPS = 4_000
"""More bars than that are counted by a longer step."""
MOST_CELLS = 10_000
FEW_ROWS = 8
"""Of so many times more squares, those that are met are told apart by sorting."""


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


class Cell(NamedTuple):
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


def histogram(sight: Sight, hits: Hits, step: str, most: int = MOST_STEPS) -> Histogram:
    """How many hits fall into each step of time; into longer ones where there are too many."""
    for name in STEPS[STEPS.index(step) :]:
        met = _met(sight, hits, name)
        if met.size <= most:
            break
    if not met.size:
        return Histogram(step, (), met.undated)
    certain, anyhow = _by_step(sight, met)
    there = np.flatnonzero(anyhow)
    starts = np.datetime_as_string((there + met.base).astype(f"datetime64[{UNITS[name]}]"))
    sure, maybe = certain[there], (anyhow - certain)[there]
    bars = tuple(map(Bar, starts.tolist(), sure.tolist(), maybe.tolist()))
    return Histogram(name, bars, met.undated)


@dataclass(frozen=True, slots=True)
class _Met:
    """Hits by time, before they are counted together."""

    step: str
    base: int
    """Number of the first step, counted from 1970."""
    size: int
    """Steps from the first to the last; 0: there is no hit with a date."""
    sure: Ints
    """How many certain hits lie in that step alone, from `kept_from` on."""
    maybe: Ints
    kept_from: int
    wide: Hits
    """Those that may lie in several."""
    begin: Ints
    end: Ints
    undated: int


def _met(sight: Sight, hits: Hits, name: str) -> _Met:
    columns, kept = sight.columns, sight.timeline.step(name)
    place = kept.place[hits.rows]
    sure, maybe = (
        np.bincount(place[(hits.said == said) & (place >= 0)]) for said in (CERTAINLY, POSSIBLY)
    )
    there = place == WIDE
    rows = hits.rows[there]
    begin, end = (step_of(days[rows], name) for days in (columns.date_lo, columns.date_hi))
    alone = [np.flatnonzero(some) + kept.base for some in (sure, maybe)]
    ends = [(int(some[0]), int(some[-1])) for some in alone if len(some)]
    if len(rows):
        ends.append((int(begin.min()), int(end.max())))
    first = min((end[0] for end in ends), default=0)
    last = max((end[1] for end in ends), default=-1)
    return _Met(
        step=name,
        base=first,
        size=last - first + 1,
        sure=sure,
        maybe=maybe,
        kept_from=kept.base,
        wide=Hits(rows, hits.said[there]),
        begin=begin,
        end=end,
        undated=int(np.count_nonzero(place == UNDATED)),
    )


def _by_step(sight: Sight, met: _Met) -> tuple[Ints, Ints]:
    """How many hits lie in each step certainly, and certainly or possibly."""
    columns, rows, size = sight.columns, met.wide.rows, met.size
    certain, anyhow = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for counts, together in ((met.sure, (certain, anyhow)), (met.maybe, (anyhow,))):
        there = np.flatnonzero(counts)
        for some in together:
            some[there + (met.kept_from - met.base)] += counts[there]
    begin, end = met.begin - met.base, met.end - met.base
    anyhow += _spread(begin, end, size)
    core = columns.core_lo[rows] <= columns.core_hi[rows]
    certainly = met.wide.said == CERTAINLY
    narrow = certainly & ~core & (begin == end)
    certain += _spread(begin[narrow], end[narrow], size)
    known = rows[certainly & core]
    first, last = (step_of(days[known], met.step) for days in (columns.core_lo, columns.core_hi))
    certain += _spread(first - met.base, last - met.base, size)
    return certain, anyhow


def _spread(first: Ints, last: Ints, size: int) -> Ints:
    """For each step, how many of the spans from `first` to `last` hold it."""
    if not len(first):
        return np.zeros(size, np.int64)
    begins = np.bincount(first, minlength=size + 1)
    ends = np.bincount(last + 1, minlength=size + 1)
    return np.cumsum(begins - ends)[:-1]


def cells(sight: Sight, hits: Hits, degrees: float, box: Box | None = None) -> tuple[Cell, ...]:
    """How many hits lie in each square of so many degrees; those without position in none.

    Of a `box` (west, south, east, north) only the positions inside are counted.
    """
    where, squares = sight.positions, sight.squares(degrees)
    place = squares.place[hits.rows]
    there: Bits = place >= 0
    if box:
        there &= inside(where.lat[hits.rows], where.lon[hits.rows], box)
    rows, said, place = hits.rows[there], hits.said[there], place[there]
    if not len(rows):
        return ()
    if len(rows) * FEW_ROWS < squares.size:
        _, place = np.unique(place, return_inverse=True)
    counts = np.bincount(place)
    certain = np.bincount(place[said == CERTAINLY], minlength=len(counts))
    sums = np.bincount(place, where.lat[rows]), np.bincount(place, where.lon[rows])
    met = np.flatnonzero(counts)
    most = met[np.argsort(-counts[met], kind="stable")[:MOST_CELLS]]
    middle = sums[0][most] / counts[most], sums[1][most] / counts[most]
    some = np.zeros(len(counts), np.intp)  # of each square, one of its rows
    some[place] = np.arange(len(rows))
    spots = sight.spots[rows]
    mixed = np.bincount(place[spots != spots[some][place]], minlength=len(counts)) > 0
    together, sure = counts[most], certain[most]
    radii = np.where(mixed[most], np.nan, where.radius[rows[some[most]]])
    ids, known = sight.columns.record[rows[some[most]]].tolist(), sight.columns.ids
    return tuple(
        map(
            Cell,
            middle[0].tolist(),
            middle[1].tolist(),
            sure.tolist(),
            (together - sure).tolist(),
            (~mixed[most]).tolist(),
            [None if isnan(metres) else metres for metres in radii.tolist()],
            [known[at] if one else None for at, one in zip(ids, together == 1, strict=True)],
        )
    )
