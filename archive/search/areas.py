"""Certainly, possibly or no for an area drawn on the map: a polygon against circles.

The outline's edges are straight between longitudes and latitudes, as in GeoJSON (RFC 7946, section
3.1.1). It may cross the 180th meridian, and may go round a pole: then the pole is inside. How far a
place lies from an edge is measured on a plane that touches the earth there, which is exact to a
percent for places of up to some hundred kilometres.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from archive.search.verdicts import EARTH_KM, Answers, Numbers, answers

Outline = Sequence[tuple[float, float]]
"""Longitude and latitude of each corner, in degrees; the last is joined with the first."""


def of_area(lat: Numbers, lon: Numbers, radius_m: Numbers, outline: Outline) -> Answers:
    """Whether places lie within the outline; no where there is no position."""
    ring = closed(outline)
    there = ~np.isnan(lat)
    inside = np.zeros(len(lat), np.bool_)
    nearest = np.full(len(lat), np.inf)
    for turn in (-360.0, 0.0, 360.0):  # the ring may leave the usual range of longitudes
        around = lon + turn
        inside ^= _inside(lat, around, ring)
        np.minimum(nearest, _metres_to(lat, around, ring[: len(outline) + 1]), out=nearest)
    reach = np.nan_to_num(radius_m)
    certainly = there & inside & ~np.isnan(radius_m) & (nearest >= reach)
    return answers(there & (inside | (nearest <= reach)), certainly)


def closed(outline: Outline) -> npt.NDArray[np.float64]:
    """The corners with longitudes that run on beyond 180, the first one again at the end.

    An outline that goes round a pole is led along that pole's side of the map, behind its corners.
    """
    corners = np.array(outline, np.float64)
    steps = (np.diff(corners[:, 0], append=corners[0, 0]) + 180) % 360 - 180
    lons = corners[0, 0] + np.concatenate(([0], np.cumsum(steps)))
    lats = np.append(corners[:, 1], corners[0, 1])
    if abs(lons[-1] - lons[0]) > 180:
        pole = 90.0 if lats.mean() >= 0 else -90.0
        lons = np.append(lons, [lons[-1], lons[0], lons[0]])
        lats = np.append(lats, [pole, pole, lats[0]])
    return np.column_stack((lons, lats))


def _inside(lat: Numbers, lon: Numbers, ring: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """By how often a line towards the east crosses the ring (even-odd rule)."""
    inside = np.zeros(len(lat), np.bool_)
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if y1 != y2:
            crosses = (y1 > lat) != (y2 > lat)
            inside ^= crosses & (lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1)
    return inside


def _metres_to(lat: Numbers, lon: Numbers, ring: npt.NDArray[np.float64]) -> Numbers:
    """Distance to the nearest edge, on a plane that touches the earth at each place."""
    degree = np.radians(1) * EARTH_KM * 1000
    narrow = np.cos(np.radians(lat)) * degree
    nearest = np.full(len(lat), np.inf)
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        ax, ay = (x1 - lon) * narrow, (y1 - lat) * degree
        dx, dy = (x2 - x1) * narrow, (y2 - y1) * degree
        length = np.maximum(dx * dx + dy * dy, 1e-12)
        along = np.clip(-(ax * dx + ay * dy) / length, 0, 1)
        np.minimum(nearest, np.hypot(ax + along * dx, ay + along * dy), out=nearest)
    return nearest
