"""Certainly, possibly or no for every row at once: windows of days, circles and boxes on the earth.

Verdicts are small numbers, so that the weakest of several is their minimum. A possible place is a
circle: a position and how far the true place may lie from it. It lies certainly within an area if
all of it does, and possibly if any of it may. Where the extent is not stated, the position inside
the area says possibly and never certainly. Distances are on a sphere and half a percent off at
most; a box is met by the circle's own box, which says "possibly" a little too often at a corner.
"""

from __future__ import annotations

from typing import Any

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
VERDICTS = (Verdict.NO, Verdict.POSSIBLY, Verdict.CERTAINLY)
"""The verdict that each number stands for."""
EARTH_KM = EARTH_METRES / 1000
_QUARTER = np.pi / 2


def answers(possibly: npt.NDArray[np.bool_], certainly: npt.NDArray[np.bool_]) -> Answers:
    """Verdicts from two conditions; what is certain need not be among what is possible."""
    return np.where(certainly, CERTAINLY, np.where(possibly, POSSIBLY, NO)).astype(np.uint8)


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
    stated = (date_lo > EARLIEST) | (date_hi < LATEST) | (core_lo <= core_hi)
    enclosed = (date_lo >= first) & (date_hi <= last) & stated
    sure = (core_lo <= core_hi) & (core_lo <= last) & (core_hi >= first)
    meets = (date_lo <= last) & (date_hi >= first)
    return answers(meets, enclosed | sure)


def of_circle(
    lat: Numbers, lon: Numbers, radius_m: Numbers, circle: tuple[float, float, float]
) -> Answers:
    """Whether places lie within some kilometres of a point; no where there is no position."""
    there = ~np.isnan(lat)
    away = distance_km(lat, lon, circle[0], circle[1])
    extent = np.nan_to_num(radius_m) / 1000
    certainly = there & ~np.isnan(radius_m) & (away + extent <= circle[2])
    return answers(there & (away - extent <= circle[2]), certainly)


def of_box(
    lat: Numbers, lon: Numbers, radius_m: Numbers, box: tuple[float, float, float, float]
) -> Answers:
    """Whether places lie in a box of west, south, east, north; west beyond east crosses 180°."""
    west, south, east, north = box
    there = ~np.isnan(lat)
    reach = np.nan_to_num(radius_m) / 1000 / EARTH_KM
    up = np.degrees(reach)
    aside = _degrees_aside(lat, reach)
    width = (east - west) % 360 if east != west + 360 else 360.0
    bottom, top = np.maximum(lat - up, -90), np.minimum(lat + up, 90)
    in_heights = (bottom >= south) & (top <= north)
    meets_heights = (top >= south) & (bottom <= north)
    from_west = (lon - west) % 360
    in_widths = (width == 360) | ((from_west >= aside) & (from_west + aside <= width))
    meets_widths = (aside >= 180) | (from_west <= width + aside) | (from_west >= 360 - aside)
    certainly = there & ~np.isnan(radius_m) & in_heights & in_widths
    return answers(there & meets_heights & meets_widths, certainly)


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
