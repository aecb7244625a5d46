"""Distances on the earth, taken as a sphere of its mean radius: at most half a percent off.

Of one pair of positions; `archive.search.verdicts` has the same formula for whole columns.
"""

from __future__ import annotations

import math

EARTH_METRES = 6_371_008.8
"""Mean radius of the earth (IUGG; Moritz, Geodetic Reference System 1980, 2000)."""

Position = tuple[float, float]
"""Latitude and longitude in degrees."""


def metres_between(one: Position, other: Position) -> float:
    """Metres from one position to the other along the sphere (haversine formula)."""
    (a, across_a), (b, across_b) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((a - b) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin((across_a - across_b) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))
