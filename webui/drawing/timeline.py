"""A timeline as a value: a bar for each day, month or year, solid for what is certain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from archive.search.tallies import Bar, Histogram

BARS = 60
"""As many as have room; more days are drawn as months, more months as years."""
TICKS = 5
_UNITS = {"day": "D", "month": "M", "year": "Y"}


@dataclass(frozen=True, slots=True)
class Column:
    """One bar, in units of the picture, from the left and from the top."""

    bar: Bar
    x: float
    certain: float
    """Height of the solid part."""
    possible: float
    """Height of the hatched part on top of it."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A timeline, ready to be drawn."""

    step: str
    columns: tuple[Column, ...]
    wide: float
    """Of one bar, with the gap beside it."""
    most: int
    """Hits of the highest bar."""
    ticks: tuple[tuple[float, str], ...]
    """Where a day, month or year is named, and how."""
    first: int
    """The first day, as `datetime.date.toordinal` counts: where `x` is 0."""
    days: int
    """Days from the first to the last, both included: the whole width."""
    width: int = 480
    height: int = 110


def drawn(found: Histogram, width: int = 480, height: int = 110) -> Timeline | None:
    """The timeline of these counts; None if nothing has a date that can be drawn."""
    if not found.bars:
        return None
    unit = _UNITS[found.step]
    starts = [_number(bar.start, unit) for bar in found.bars]
    count = starts[-1] - starts[0] + 1
    wide = width / count
    most = max(bar.certain + bar.possible for bar in found.bars)
    columns = [
        Column(
            bar,
            round((start - starts[0]) * wide, 1),
            _high(bar.certain, most, height),
            _high(bar.possible, most, height),
        )
        for bar, start in zip(found.bars, starts, strict=True)
    ]
    first, beyond = (_day(number, unit) for number in (starts[0], starts[-1] + 1))
    return Timeline(
        step=found.step,
        columns=tuple(columns),
        wide=round(max(wide, 1.5), 2),
        most=most,
        ticks=tuple(_ticks(starts[0], count, unit, wide)),
        first=first,
        days=beyond - first,
        width=width,
        height=height,
    )


def _high(count: int, most: int, height: int) -> float:
    """A bar that stands for anything is seen."""
    return round(max(2.0, count / most * height), 1) if count else 0.0


def _ticks(first: int, count: int, unit: str, wide: float) -> Iterable[tuple[float, str]]:
    every = max(1, -(-count // TICKS))
    for at in range(0, count, every):
        yield round((at + 0.5) * wide, 1), str(_date(first + at, unit))


def _number(start: str, unit: str) -> int:
    return int(np.array(start).astype(f"datetime64[{unit}]").astype(np.int64))


def _date(number: int, unit: str) -> Any:
    return np.array(number).astype(f"datetime64[{unit}]")


def _day(number: int, unit: str) -> int:
    """The first day of a step, counted as `toordinal` does."""
    return int(_date(number, unit).astype("datetime64[D]").astype(np.int64)) + 719_163
