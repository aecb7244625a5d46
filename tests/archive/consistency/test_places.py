"""Positions against places, in metres."""

from __future__ import annotations

import pytest

from archive.consistency.places import fits
from schemas.verdict import Verdict


@pytest.mark.parametrize(
    ("metres", "radius", "verdict"),
    [(100, 100, Verdict.POSSIBLY), (101, 100, Verdict.NO), (0, None, None)],
)
def test_a_position_never_certainly_lies_in_a_place(metres, radius, verdict):
    assert fits(metres, radius) is verdict
