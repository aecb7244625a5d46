"""A position against the place of an incident, in metres.

The distance is along a sphere of the earth's mean radius (haversine), at most half a percent off.
How exact a telephone's position was is not known, so that nothing certainly fits.
"""

from __future__ import annotations

import math

from schemas.verdict import Verdict

_EARTH_METRES = 6_371_008.8
"""Mean radius (IUGG, Moritz 2000)."""


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Whole metres between two positions, each latitude and longitude in degrees."""
    (a, across_a), (b, across_b) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((a - b) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin((across_a - across_b) / 2) ** 2
    return int(2 * _EARTH_METRES * math.asin(math.sqrt(min(1.0, half))))


def fits(metres: int, radius_m: int | None) -> Verdict | None:
    """Whether a position so far from the middle of a place can lie in it.

    None: how far the place reaches is not stated.
    """
    if radius_m is None:
        return None
    return Verdict.POSSIBLY if metres <= radius_m else Verdict.NO
