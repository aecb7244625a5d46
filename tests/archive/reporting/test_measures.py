"""What one incident adds to a report."""

from __future__ import annotations

from typing import Any

import pytest

from archive.disclosure import CONFIDENTIAL, disclose
from archive.reporting.measures import Measured, measure
from schemas.counts import Interval
from tests.archive.samples import incident


def measured(**fields: Any) -> Measured:
    view = disclose(incident("I1", **fields), CONFIDENTIAL, lambda _: True)
    assert view is not None
    return measure(view)


def count(lo: int | None, hi: int | None = None, comparator: str | None = None) -> dict[str, Any]:
    if comparator is None:
        comparator = "exactly" if lo == hi else "at_least" if hi is None else "between"
    return {"comparator": comparator, "lo": lo, "hi": hi}


def test_an_incident_of_which_nothing_is_said_counts_as_one() -> None:
    assert measured().sums == {"incidents": Interval(1, 1), "acts": Interval(0, 0)}


def test_an_act_stands_for_as_many_as_it_says() -> None:
    found = measured(acts=[{"type": "killing"}, {"type": "following", "count": count(9)}])
    assert found.sums["acts"] == Interval(10, None)


def test_counts_of_groups_are_added() -> None:
    rows = [
        {"of_what": "killed", "who": "attackers", "value": count(11, 11)},
        {"of_what": "killed", "who": "officers", "value": count(14, 14)},
        {"of_what": "killed", "who": "civilians", "value": count(1)},
    ]
    assert measured(counts=rows).sums["killed"] == Interval(26, None)


def test_two_counts_of_the_whole_are_kept_as_one_interval_that_holds_both() -> None:
    rows = [
        {"of_what": "killed", "value": count(3, 3)},
        {"of_what": "killed", "value": count(5, 5)},
    ]
    assert measured(counts=rows).sums["killed"] == Interval(3, 5)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        ({"type": "killing"}, "killed"),
        ({"type": "arrest"}, "detained"),
        ({"type": "expulsion"}, "displaced"),
    ],
)
def test_an_act_with_nobody_named_befell_somebody(act: dict[str, Any], name: str) -> None:
    assert measured(acts=[act]).sums[name] == Interval(1, None)


def test_a_status_tells_what_befell_a_victim_whatever_the_act() -> None:
    victims = [
        {"description": "a guard", "count": count(1, 1), "status_at_end": "dead"},
        {"description": "passers-by", "count": count(2, 4), "status_at_end": "injured"},
    ]
    sums = measured(acts=[{"type": "physical_assault", "victims": victims}]).sums
    assert (sums["killed"], sums["injured"]) == (Interval(1, 1), Interval(2, 4))


def test_the_count_of_the_source_goes_before_what_the_acts_tell() -> None:
    found = measured(
        acts=[{"type": "detention", "victims": [{"description": "two staff"}]}],
        counts=[{"of_what": "detained", "value": count(2, 2)}],
    )
    assert found.sums["detained"] == Interval(2, 2)


def test_things_lost_in_two_acts_may_be_the_same_things() -> None:
    burnt = {"class": "house", "quantity": count(9), "damage": "burnt"}
    flat = {"class": "house", "quantity": count(4, 4), "damage": "bulldozed"}
    car = {"class": "vehicle", "damage": "searched"}
    found = measured(
        acts=[
            {"type": "destruction_of_property", "property": [burnt, car]},
            {"type": "destruction_of_property", "property": [flat]},
        ]
    )
    assert found.things["destroyed"] == {"house": Interval(9, None)}
    assert found.sums["destroyed"] == Interval(9, None)


def test_what_was_taken_and_not_given_back_is_counted_by_class() -> None:
    taken = [
        {"class": "phone", "quantity": count(2), "status": "not_returned"},
        {"class": "camera", "status": "not_returned"},
        {"class": "computer", "quantity": count(2, 2), "status": "returned"},
    ]
    found = measured(acts=[{"type": "confiscation_of_property", "property": taken}])
    assert found.things["not_returned"] == {"phone": Interval(2, None), "camera": Interval(1, None)}
