"""The part of the earth in which hits lie: what a map has to show to show them all."""

from __future__ import annotations

import numpy as np

from archive.search.sight import Sight
from archive.search.verdicts import Box, Hits, Numbers

_STRIPS = 360


def extent(sight: Sight, hits: Hits) -> Box | None:
    """The smallest box around the positions of all hits; None if no hit has one."""
    where = sight.positions
    lat, lon = where.lat[hits.rows], where.lon[hits.rows]
    there = ~np.isnan(lat)
    if not there.any():
        return None
    if not there.all():
        lat, lon = lat[there], lon[there]
    west, east = _between(lon)
    return west, float(lat.min()), east, float(lat.max())


def _between(lon: Numbers) -> tuple[float, float]:
    """From where to where, eastward, longitudes lie: around their widest gap.

    The gap is looked for in strips of a degree: what is cut off beside it is less than a degree.
    """
    strip = np.floor(lon + 180).astype(np.int64) % _STRIPS
    there = np.flatnonzero(np.bincount(strip, minlength=_STRIPS))
    gaps = np.diff(there, append=there[0] + _STRIPS)
    last = int(np.argmax(gaps))
    first = int(there[(last + 1) % len(there)])
    begin, end = strip == first, strip == there[last]
    return float(lon[begin].min()), float(lon[end].max())


def square_of(box: Box, across: int) -> float:
    """Degrees of the side of squares of which so many lie side by side across a box."""
    west, south, east, north = box
    return min(90.0, max(0.001, max((east - west) % 360, north - south) / across))
