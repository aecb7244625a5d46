"""Comparing in boxes finds what comparing all with all finds."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.candidates.pairing import is_comparable, near_pairs
from archive.candidates.sketches import Sketch, are_near, days_between, in_common, km_between

DAY = date(2014, 12, 13).toordinal()


def sketch(name: str, **fields: Any) -> Sketch:
    options: dict[str, Any] = {
        "ref": name,
        "title": name,
        "first_day": DAY,
        "last_day": DAY,
        "position": (43.318, 45.698),
        "radius_km": 0.0,
        "place": "",
        **fields,
    }
    return Sketch(id=name, **options)


def test_the_days_between_are_the_fewest_that_the_bounds_allow() -> None:
    spread = sketch("a", first_day=DAY - 8, last_day=DAY - 2)
    assert days_between(spread, sketch("b")) == days_between(sketch("b"), spread) == 2
    assert days_between(spread, sketch("c", first_day=DAY - 3, last_day=DAY - 3)) == 0


def test_the_kilometres_between_are_the_fewest_that_the_radii_allow() -> None:
    away = sketch("b", position=(43.408, 45.698))
    assert km_between(sketch("a"), away) == pytest.approx(10.0, abs=0.1)
    assert km_between(sketch("a", radius_km=6.0), away) == pytest.approx(4.0, abs=0.1)
    assert km_between(sketch("a", radius_km=60.0), away) == 0.0
    assert km_between(sketch("a", position=None), away) is None


def test_the_date_line_parts_nobody() -> None:
    east, west = sketch("a", position=(0.0, 179.99)), sketch("b", position=(0.0, -179.99))
    assert are_near(east, west)
    assert list(near_pairs([east, west])) == [(east, west)]


def test_without_a_position_the_words_of_the_place_decide() -> None:
    nowhere = {"position": None}
    assert are_near(sketch("a", place="upper mill"), sketch("b", place="upper mill", **nowhere))
    assert not are_near(sketch("a", place="upper mill"), sketch("b", place="lower mill", **nowhere))
    assert not are_near(sketch("a", **nowhere), sketch("b", **nowhere))


def test_words_in_common_are_a_share_of_the_shorter_one() -> None:
    assert in_common(frozenset("abc"), frozenset("bcdefgh")) == pytest.approx(2 / 3)
    assert in_common(frozenset(), frozenset("a")) == 0.0


@pytest.mark.parametrize(
    ("first", "last", "comparable"),
    [(1, 1, True), (1, 31, True), (1, 32, False), (None, 1, False), (1, None, False)],
)
def test_a_date_of_more_than_a_month_is_not_compared(
    first: int | None, last: int | None, comparable: bool
) -> None:
    assert is_comparable(first, last) is comparable


near = st.builds(
    lambda name, day, span, lat, lon, place: sketch(
        str(name),
        first_day=DAY + day,
        last_day=DAY + day + span,
        position=(lat, lon),
        place=place,
    ),
    st.integers(0, 10**6),
    st.integers(-12, 12),
    st.integers(0, 30),
    st.floats(43.0, 43.5),
    st.floats(179.7, 180.0) | st.floats(-180.0, -179.7),
    st.sampled_from(["", "mill", "square"]),
)


@given(st.lists(near, max_size=12, unique_by=lambda row: row.id))
def test_boxes_miss_nothing_and_tell_nothing_twice(rows: list[Sketch]) -> None:
    slowly = {frozenset((a.id, b.id)) for a, b in combinations(rows, 2) if are_near(a, b)}
    quickly = [frozenset((a.id, b.id)) for a, b in near_pairs(rows)]
    assert len(quickly) == len(set(quickly))
    assert set(quickly) == slowly
