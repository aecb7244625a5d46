"""In which square of the map each row lies, kept for the next answer that counts by squares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from archive.search.lean_whoosh import Bits, Ints
from archive.search.verdicts import Numbers

MOST_CODES = 1 << 23
"""Squares of the whole map that are told apart by a table; more of them by sorting."""


class Squares(NamedTuple):
    """All squares of one size in which rows lie, numbered from south-west to north-east."""

    size: int
    """How many there are."""
    place: Ints
    """By row, the number of its square; -1: it has no position, or is not seen."""


def squares_of(lat: Numbers, lon: Numbers, rows: Ints, degrees: float) -> Squares:
    """The squares of so many degrees in which these of all rows lie."""
    across = int(np.ceil(360 / degrees))
    code = np.floor((lat[rows] + 90) / degrees).astype(np.int64) * across
    code += np.floor((lon[rows] + 180) % 360 / degrees).astype(np.int64)
    numbers: Ints
    if across * (across // 2 + 1) <= MOST_CODES:
        there = np.zeros(int(code.max(initial=-1)) + 1, np.bool_)
        there[code] = True
        numbers = (np.cumsum(there, dtype=np.int32) - 1)[code]
        count = int(np.count_nonzero(there))
    else:
        known, numbers = np.unique(code, return_inverse=True)
        count = len(known)
    place = np.full(len(lat), -1, np.int32)
    place[rows] = numbers
    return Squares(count, place)


def spots_of(lat: Numbers, lon: Numbers, radius: Numbers) -> npt.NDArray[np.uint64]:
    """A number for each row, the same for those at the very same place with the same radius.

    Two places share one by a chance of one in 2^64 (Knuth, The Art of Computer Programming, 6.4).
    """
    found = np.zeros(len(lat), np.uint64)
    for column in (lat, lon, radius):
        bits = (np.where(np.isnan(column), np.nan, column) + 0.0).view(np.uint64)  # no -0.0
        found = (found ^ bits) * np.uint64(0x9E3779B97F4A7C15)
        found ^= found >> np.uint64(29)
    return found


def inside(lat: Numbers, lon: Numbers, box: tuple[float, float, float, float]) -> Bits:
    """Whether positions lie in a box; one whose west is beyond its east crosses 180°."""
    west, south, east, north = box
    across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    within: Bits = (lat >= south) & (lat <= north) & across
    return within
