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
Ints = npt.NDArray[np.integer[Any]]
Coarse = npt.NDArray[np.int16]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west beyond east crosses 180°."""
Answers = npt.NDArray[np.uint8]
"""One of `NO`, `POSSIBLY`, `CERTAINLY` for each row."""


class Hits(NamedTuple):
    """Rows that were found, and the verdict on each."""

    rows: Ints
    said: Answers


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
    lat: Numbers,
    lon: Numbers,
    radius_m: Numbers,
    circle: tuple[float, float, float],
    reach: Reach | None = None,
) -> Answers:
    """Whether places lie within some kilometres of a point; no where there is no position."""
    found = np.zeros(len(lat), np.uint8)
    known = reach_of(lat, lon, radius_m) if reach is None else reach
    near = known.may_meet(_box_around(circle))
    stated = radius_m[near]
    away, extent = distance_km(lat[near], lon[near], *circle[:2]), np.nan_to_num(stated) / 1000
    certainly = ~np.isnan(stated) & (away + extent <= circle[2])
    found[near] = answers((away - extent <= circle[2]) & ~np.isnan(away), certainly)
    return found


def _box_around(circle: tuple[float, float, float]) -> Box:
    """A box that holds a circle, and a little more."""
    lat, lon, km = circle
    up = km / KM_A_DEGREE + 1e-9
    aside = float(_degrees_aside(np.array(lat), np.array(km / EARTH_KM))) + 1e-9
    if aside >= 180:
        return -180.0, lat - up, 180.0, lat + up
    west, east = (lon - aside + 180) % 360 - 180, (lon + aside + 180) % 360 - 180
    return west, lat - up, east, lat + up


class Reach(NamedTuple):
    """The box around each place: how far it may lie from its position."""

    bottom: Numbers
    """Degrees north."""
    top: Numbers
    aside: Numbers
    """Degrees of longitude to each side; 180 if it holds a pole."""
    stated: npt.NDArray[np.bool_]
    """Whether it is known."""
    edges: Edges

    def may_meet(self, box: Box) -> Ints:
        """The rows of which the box may meet this one; some of them do not."""
        west, south, east, north = box
        edges = self.edges
        near = (edges.north >= _steps_below(south, 90)) & (edges.south <= _steps_above(north, 90))
        if east - west < 360:
            past_west = edges.east >= _steps_below(west, 180)
            past_east = edges.west <= _steps_above(east, 180)
            near &= (past_west & past_east) if west <= east else (past_west | past_east)
        return np.flatnonzero(near)

    def surely_inside(self, rows: Ints, box: Box) -> npt.NDArray[np.bool_]:
        """Which of these rows lie in a box as a whole; of those at its edge some do as well."""
        west, south, east, north = box
        edges = self.edges
        inside: npt.NDArray[np.bool_] = edges.south[rows] > _steps_above(south, 90)
        inside &= edges.north[rows] < _steps_below(north, 90)
        if east - west < 360:
            past_west = edges.west[rows] > _steps_above(west, 180)
            past_east = edges.east[rows] < _steps_below(east, 180)
            inside &= (past_west & past_east) if west <= east else (past_west | past_east)
        return inside


class Edges(NamedTuple):
    """The box around each place in some 65,000 steps, rather a little too large.

    It is the whole way round where it meets 180°, and nowhere where there is no position.
    """

    west: Coarse
    south: Coarse
    east: Coarse
    north: Coarse


MOST_STEPS = 32_000
"""Steps from the equator to a pole, and from 0° to 180°."""
BEYOND = 32_700
"""A step beyond all others."""


def reach_of(lat: Numbers, lon: Numbers, radius_m: Numbers) -> Reach:
    """What of a box can be worked out once for all boxes that are asked for."""
    reach = np.nan_to_num(radius_m) / 1000 / EARTH_KM
    up = np.degrees(reach)
    bottom, top = np.maximum(lat - up, -90), np.minimum(lat + up, 90)
    aside = _degrees_aside(lat, reach)
    return Reach(bottom, top, aside, ~np.isnan(radius_m), _edges(lon, bottom, top, aside))


def _edges(lon: Numbers, bottom: Numbers, top: Numbers, aside: Numbers) -> Edges:
    west, east = lon - aside, lon + aside
    nowhere = np.isnan(bottom) | np.isnan(lon)
    edges = Edges(
        _steps_below(west, 180), _steps_below(bottom, 90), _steps_above(east, 180),
        _steps_above(top, 90),
    )  # fmt: skip
    beyond = (west <= -180) | (east >= 180)
    edges.west[beyond], edges.east[beyond] = -BEYOND, BEYOND
    edges.south[nowhere], edges.north[nowhere] = BEYOND, -BEYOND
    return edges


def _steps_below(degrees: Any, most: int) -> Any:
    """A number of degrees in steps, up to `most`; rather a step too little."""
    steps = np.floor(np.nan_to_num(degrees) * (MOST_STEPS / most)) - 1
    return np.clip(steps, 1 - BEYOND, BEYOND - 1).astype(np.int16)


def _steps_above(degrees: Any, most: int) -> Any:
    steps = np.ceil(np.nan_to_num(degrees) * (MOST_STEPS / most)) + 1
    return np.clip(steps, 1 - BEYOND, BEYOND - 1).astype(np.int16)


def of_box(
    lat: Numbers,
    lon: Numbers,
    radius_m: Numbers,
    box: Box,
    reach: Reach | None = None,
) -> Answers:
    """Whether places lie in a box of west, south, east, north; west beyond east crosses 180°."""
    west, south, east, north = box
    known = reach_of(lat, lon, radius_m) if reach is None else reach
    width = (east - west) % 360 if east != west + 360 else 360.0
    found = np.zeros(len(lat), np.uint8)
    near = known.may_meet(box)
    inside = known.surely_inside(near, box)
    found[near[inside]] = POSSIBLY + known.stated[near[inside]]  # certainly, if it is stated
    near = near[~inside]
    meets_heights = (known.top[near] >= south) & (known.bottom[near] <= north)
    aside, stated = known.aside[near], known.stated[near]
    in_heights = (known.bottom[near] >= south) & (known.top[near] <= north)
    from_west = (lon[near] - west) % 360
    in_widths = (width == 360) | ((from_west >= aside) & (from_west + aside <= width))
    meets = (aside >= 180) | (from_west <= width + aside) | (from_west >= 360 - aside)
    found[near] = answers(meets_heights & meets, stated & in_heights & in_widths)
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
