"""Positions against places, in metres."""

from __future__ import annotations

import pytest

from archive.consistency.places import fits, metres_between
from schemas.verdict import Verdict


@pytest.mark.parametrize(
    ("one", "other", "metres", "within"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111_195, 1),
        ((43.3169, 45.6985), (43.3169, 45.6985), 0, 0),
        ((0.0, 0.0), (0.0, 180.0), 20_015_114, 2),
        # Grozny to Moscow by GeographicLib: 1,495 km on the ellipsoid, half a percent off at most.
        ((43.3178, 45.6949), (55.7558, 37.6173), 1_495_000, 7_500),
        ((10.0, 179.9999), (10.0, -179.9999), 21, 1),
    ],
)
def test_distances_are_those_of_a_sphere(one, other, metres, within):
    assert abs(metres_between(one, other) - metres) <= within


@pytest.mark.parametrize(
    ("metres", "radius", "verdict"),
    [(100, 100, Verdict.POSSIBLY), (101, 100, Verdict.NO), (0, None, None)],
)
def test_a_position_never_certainly_lies_in_a_place(metres, radius, verdict):
    assert fits(metres, radius) is verdict
