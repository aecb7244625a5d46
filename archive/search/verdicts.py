"""Certainly, possibly or no for every row at once: windows of days, circles and boxes on the earth.

Verdicts are small numbers, so that the weakest of several is their minimum. A possible place is a
circle: a position and how far the true place may lie from it. It lies certainly within an area if
all of it does, and possibly if any of it may. Where the extent is not stated, the position inside
the area says possibly and never certainly. Distances are on a sphere and half a percent off at
most; a box is met by the circle's own box, which says "possibly" a little too often at a corner.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from archive.search.columns import EARLIEST, LATEST
from schemas.sphere import EARTH_METRES
from schemas.verdict import Verdict

Numbers = npt.NDArray[np.floating[Any]]
Days = npt.NDArray[np.int64]
Answers = npt.NDArray[np.uint8]
"""One of `NO`, `POSSIBLY`, `CERTAINLY` for each row."""

NO, POSSIBLY, CERTAINLY = 0, 1, 2
"""In this order, so that the weakest is the least; `answers` counts on the very numbers."""
VERDICTS = (Verdict.NO, Verdict.POSSIBLY, Verdict.CERTAINLY)
"""The verdict that each number stands for."""
EARTH_KM = EARTH_METRES / 1000
KM_A_DEGREE = np.pi / 180 * EARTH_KM * (1 - 1e-9)
"""Kilometres of one degree of latitude; rather a little too few."""
_QUARTER = np.pi / 2


def answers(possibly: npt.NDArray[np.bool_], certainly: npt.NDArray[np.bool_]) -> Answers:
    """Verdicts from two conditions; what is certain need not be among what is possible."""
    found: Answers = np.maximum(possibly.view(np.uint8), certainly.view(np.uint8) * 2)
    return found


def of_dates(
    date_lo: Days,
    date_hi: Days,
    core_lo: Days,
    core_hi: Days,
    window: tuple[int | None, int | None],
) -> Answers:
    """Whether dates lie in a window of days, as `DateValue.within` says it of one.

    An open bound is `EARLIEST` or `LATEST`; without any date both are, and that is possibly in
    every window. No day is sure where `core_hi` is before `core_lo`.
    """
    first = EARLIEST if window[0] is None else window[0]
    last = LATEST if window[1] is None else window[1]
    enclosed = (date_lo >= first) & (date_hi <= last)
    if window == (None, None):  # of what has no date, no bound of a window tells
        enclosed &= (date_lo > EARLIEST) | (date_hi < LATEST) | (core_lo <= core_hi)
    sure = (core_lo <= last) & (core_hi >= first) & (core_lo <= core_hi)
    meets = (date_lo <= last) & (date_hi >= first)
    return answers(meets, enclosed | sure)


def of_circle(
    lat: Numbers, lon: Numbers, radius_m: Numbers, circle: tuple[float, float, float]
) -> Answers:
    """Whether places lie within some kilometres of a point; no where there is no position."""
    extent = np.nan_to_num(radius_m) / 1000
    found = np.zeros(len(lat), np.uint8)
    # Most places lie too far north or south; a position that is none is not near either.
    near = np.flatnonzero(np.abs(lat - circle[0]) * KM_A_DEGREE - extent <= circle[2])
    away, reach, stated = (
        distance_km(lat[near], lon[near], *circle[:2]),
        extent[near],
        radius_m[near],
    )
    certainly = ~np.isnan(stated) & (away + reach <= circle[2])
    found[near] = answers((away - reach <= circle[2]) & ~np.isnan(away), certainly)
    return found


class Reach(NamedTuple):
    """The box around each place: how far it may lie from its position."""

    bottom: Numbers
    """Degrees north."""
    top: Numbers
    aside: Numbers
    """Degrees of longitude to each side; 180 if it holds a pole."""
    stated: npt.NDArray[np.bool_]
    """Whether it is known."""


def reach_of(lat: Numbers, radius_m: Numbers) -> Reach:
    """What of a box can be worked out once for all boxes that are asked for."""
    reach = np.nan_to_num(radius_m) / 1000 / EARTH_KM
    up = np.degrees(reach)
    return Reach(
        np.maximum(lat - up, -90),
        np.minimum(lat + up, 90),
        _degrees_aside(lat, reach),
        ~np.isnan(radius_m),
    )


def of_box(
    lat: Numbers,
    lon: Numbers,
    radius_m: Numbers,
    box: tuple[float, float, float, float],
    reach: Reach | None = None,
) -> Answers:
    """Whether places lie in a box of west, south, east, north; west beyond east crosses 180°."""
    west, south, east, north = box
    known = reach_of(lat, radius_m) if reach is None else reach
    width = (east - west) % 360 if east != west + 360 else 360.0
    found = np.zeros(len(lat), np.uint8)
    # Most places lie too far north or south, and a position that is none is in no heights.
    near = np.flatnonzero((known.top >= south) & (known.bottom <= north))
    aside, stated = known.aside[near], known.stated[near]
    in_heights = (known.bottom[near] >= south) & (known.top[near] <= north)
    from_west = (lon[near] - west) % 360
    in_widths = (width == 360) | ((from_west >= aside) & (from_west + aside <= width))
    meets = (aside >= 180) | (from_west <= width + aside) | (from_west >= 360 - aside)
    found[near] = answers(meets, stated & in_heights & in_widths)
    return found


def distance_km(lat: Numbers, lon: Numbers, to_lat: float, to_lon: float) -> Numbers:
    """Kilometres from each position to a point: `schemas.sphere.metres_between` of columns."""
    a, b = np.radians(lat), np.radians(to_lat)
    across = np.radians(lon - to_lon)
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    away: Numbers = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return away


def _degrees_aside(lat: Numbers, reach: Numbers) -> Numbers:
    """How many degrees of longitude a circle reaches to each side; 180 if it holds a pole."""
    heights = np.radians(np.abs(np.nan_to_num(lat)))
    holds_pole = heights + reach >= _QUARTER
    with np.errstate(divide="ignore", invalid="ignore"):
        aside = np.degrees(np.arcsin(np.clip(np.sin(reach) / np.cos(heights), 0, 1)))
    return np.where(holds_pole, 180.0, aside)
