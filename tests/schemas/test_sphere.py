"""Distances on the sphere, of one pair and of whole columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.verdicts import distance_km
from schemas.sphere import EARTH_METRES, Position, metres_between

POSITIONS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "metres", "within"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111_195, 1),
        ((43.3169, 45.6985), (43.3169, 45.6985), 0, 0),
        ((0.0, 0.0), (0.0, 180.0), 20_015_114, 2),
        # Grozny to Moscow by GeographicLib: 1,495 km on the ellipsoid, half a percent off at most.
        ((43.3178, 45.6949), (55.7558, 37.6173), 1_495_000, 7_500),
        ((10.0, 179.9999), (10.0, -179.9999), 21, 1),
        ((90.0, 0.0), (90.0, 135.0), 0, 0.001),
    ],
)
def test_distances_are_those_of_a_sphere(
    one: Position, other: Position, metres: float, within: float
) -> None:
    assert abs(metres_between(one, other) - metres) <= within


@given(POSITIONS, POSITIONS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_round(
    one: Position, other: Position
) -> None:
    assert metres_between(one, other) == pytest.approx(metres_between(other, one), abs=1)
    assert 0 <= metres_between(one, other) <= np.pi * EARTH_METRES + 1


@given(st.lists(POSITIONS, min_size=1, max_size=20), POSITIONS)
def test_search_measures_columns_as_one_pair_is_measured(
    many: list[Position], to: Position
) -> None:
    lat, lon = np.array(many).T
    expected = [metres_between(one, to) / 1000 for one in many]
    assert distance_km(lat, lon, *to) == pytest.approx(expected, abs=1e-3)
