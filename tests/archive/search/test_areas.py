"""Areas drawn on the map: straight edges, across the 180th meridian, around the poles."""

from __future__ import annotations

import numpy as np
import pytest

from archive.search.areas import of_area
from archive.search.verdicts import CERTAINLY, NO, POSSIBLY

SQUARE = ((45.0, 43.0), (46.0, 43.0), (46.0, 44.0), (45.0, 44.0))
ACROSS = ((179.0, -1.0), (-179.0, -1.0), (-179.0, 1.0), (179.0, 1.0))
NORTH = ((-180.0, 80.0), (-90.0, 80.0), (0.0, 80.0), (90.0, 80.0))
SOUTH = ((180.0, -70.0), (90.0, -70.0), (0.0, -70.0), (-90.0, -70.0))
BENT = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0))


@pytest.mark.parametrize(
    ("outline", "lat", "lon", "radius_m", "verdict"),
    [
        (SQUARE, 43.5, 45.5, 0.0, CERTAINLY),
        (SQUARE, 43.5, 45.5, 10_000.0, CERTAINLY),
        (SQUARE, 43.5, 45.5, 41_000.0, POSSIBLY),  # the edge is 40.3 km away
        (SQUARE, 43.5, 45.5, None, POSSIBLY),
        (SQUARE, 43.5, 46.1, 0.0, NO),
        (SQUARE, 43.5, 46.1, 9_000.0, POSSIBLY),  # 8.06 km away
        (SQUARE, 43.5, 46.1, 7_900.0, NO),
        (SQUARE, None, None, None, NO),
        (ACROSS, 0.0, 179.5, 100.0, CERTAINLY),
        (ACROSS, 0.0, -179.5, 100.0, CERTAINLY),
        (ACROSS, 0.0, 180.0, 100.0, CERTAINLY),
        (ACROSS, 0.0, 178.5, 100.0, NO),
        (ACROSS, 0.0, 0.0, 100.0, NO),
        (NORTH, 89.9, 12.0, 100.0, CERTAINLY),
        (NORTH, 85.0, -170.0, 100.0, CERTAINLY),
        (NORTH, 79.0, 30.0, 100.0, NO),
        (NORTH, -89.0, 30.0, 100.0, NO),
        (SOUTH, -90.0, 0.0, 100.0, CERTAINLY),
        (SOUTH, -65.0, 0.0, 100.0, NO),
        (BENT, 0.5, 2.0, 0.0, CERTAINLY),
        (BENT, 2.0, 2.0, 0.0, NO),
        (BENT, 3.0, 3.8, 0.0, CERTAINLY),
    ],
)
def test_a_place_is_in_an_area(
    outline: tuple[tuple[float, float], ...],
    lat: float | None,
    lon: float | None,
    radius_m: float | None,
    verdict: int,
) -> None:
    numbers = [np.array([np.nan if n is None else n]) for n in (lat, lon, radius_m)]
    for corners in (outline, outline[::-1], (*outline, outline[0])):
        assert of_area(*numbers, corners)[0] == verdict
