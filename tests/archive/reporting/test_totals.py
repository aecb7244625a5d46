"""Sums over incidents: the true number always lies within."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reporting.measures import LOSSES, Measured
from archive.reporting.totals import things, totals
from schemas.counts import Interval
from schemas.verdict import Verdict

YES, MAYBE = Verdict.CERTAINLY, Verdict.POSSIBLY
ONE = Interval(1, 1)


def made(name: str, killed: Interval | None = None, **fields: Any) -> Measured:
    sums = {"incidents": ONE, "acts": ONE, **({"killed": killed} if killed else {})}
    nothing: dict[str, dict[str, Interval]] = {loss: {} for loss in LOSSES}
    options = {"things": nothing, "mentions": (), "part_of": (), "possibly_same": (), **fields}
    return Measured(id=name, sums=sums, **options)


def killed(*counted: tuple[Measured, Verdict]) -> Interval:
    return totals(counted)["killed"]


def test_nothing_counted_is_nothing_said() -> None:
    assert totals([]) == {}


def test_what_is_only_possible_adds_to_the_upper_bound() -> None:
    sums = totals([(made("a", Interval(3, 3)), YES), (made("b", Interval(2, 4)), MAYBE)])
    assert sums["killed"] == Interval(3, 7)
    assert sums["incidents"] == Interval(1, 2)


def test_a_part_is_counted_in_its_whole() -> None:
    whole = made("whole", Interval(26, None))
    part = made("part", Interval(11, 11), part_of=("whole",))
    assert killed((whole, YES), (part, YES)) == Interval(26, None)


def test_parts_that_tell_of_more_than_the_whole_are_believed() -> None:
    whole = made("whole", Interval(2, 2))
    parts = [made(name, Interval(3, 3), part_of=("whole",)) for name in ("a", "b")]
    assert killed((whole, YES), *((part, YES) for part in parts)) == Interval(6, 6)


def test_parts_are_incidents_of_their_own() -> None:
    counted = [(made("whole"), YES), (made("part", part_of=("whole",)), YES)]
    assert totals(counted)["incidents"] == Interval(2, 2)


def test_two_that_may_be_the_same_widen_the_bounds() -> None:
    one = made("one", Interval(3, 3), possibly_same=("two",))
    sums = totals([(one, YES), (made("two", Interval(5, 5)), YES), (made("c", ONE), YES)])
    assert sums["killed"] == Interval(6, 9)
    assert sums["incidents"] == Interval(2, 3)


def test_a_link_to_what_is_not_counted_changes_nothing() -> None:
    row = made("a", Interval(3, 3), part_of=("elsewhere",), possibly_same=("nowhere",))
    assert killed((row, YES)) == Interval(3, 3)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_parts_in_a_circle_are_counted_and_end(length: int) -> None:
    ring = [made(str(n), ONE, part_of=(str((n + 1) % length),)) for n in range(length)]
    bounds = killed(*((row, YES) for row in ring))
    assert bounds.lo == 1
    assert bounds.hi is not None
    assert bounds.hi >= 1


def test_parts_of_parts_end_however_deep() -> None:
    chain = [made(str(n), Interval(n, n), part_of=(str(n + 1),)) for n in range(3000)]
    assert killed(*((row, YES) for row in chain)) == Interval(2999, 2999)


def test_things_are_added_class_by_class() -> None:
    rows = [
        made(name, things={"destroyed": {"house": Interval(9, None)}, "not_returned": {}})
        for name in "ab"
    ]
    found = things([(rows[0], YES), (rows[1], MAYBE)])
    assert found == {"destroyed": {"house": Interval(9, None)}, "not_returned": {}}


@st.composite
def sums_of_a_known_world(draw: st.DrawFn) -> tuple[list[tuple[Measured, Verdict]], int]:
    """Incidents with how many were truly killed in all that truly belong to the sum."""
    counted, truth = [], 0
    names: list[str] = []
    for n in range(draw(st.integers(1, 6))):
        number = draw(st.integers(0, 50))
        same = draw(st.sampled_from(names)) if names and draw(st.booleans()) else None
        really_same = same is not None and draw(st.booleans())
        bounds = Interval(
            draw(st.integers(0, number)), draw(st.none() | st.integers(number, number + 9))
        )
        belongs = draw(st.booleans())
        verdict = YES if belongs and draw(st.booleans()) else MAYBE
        if really_same:  # the same deaths, told twice: whoever counts both counts them once
            verdict = MAYBE
        elif belongs:
            truth += number
        names.append(str(n))
        counted.append((made(str(n), bounds, possibly_same=(same,) if same else ()), verdict))
    return counted, truth


@given(sums_of_a_known_world())
def test_no_sum_ever_loses_the_true_number(world: Any) -> None:
    counted, truth = world
    bounds = killed(*counted)
    assert bounds.lo <= truth
    assert bounds.hi is None or truth <= bounds.hi
