"""Into which groups an incident falls, and whether certainly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from archive.disclosure import CONFIDENTIAL, View, disclose
from archive.reporting.grouping import GROUPINGS, MOST_PERIODS, UNSTATED, span_of
from schemas.verdict import Verdict
from tests.archive.samples import incident

YES, MAYBE = Verdict.CERTAINLY, Verdict.POSSIBLY


def view(**fields: Any) -> View:
    shown = disclose(incident("I1", **fields), CONFIDENTIAL, lambda _: True)
    assert shown is not None
    return shown


def groups(by: str, *views: View, window: tuple[Any, Any] = (None, None)) -> dict[str, Verdict]:
    span = span_of(list(views), window)
    return dict(GROUPINGS[by].of(views[0], span))


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2014-12-14", {"2014-12": YES}),
        ("2014-12", {"2014-12": YES}),
        ("[2014-12-05..2015-01-28]", {"2014-12": MAYBE, "2015-01": MAYBE}),
        ("2014-11-20/2015-01-10", {"2014-11": YES, "2014-12": YES, "2015-01": YES}),
    ],
)
def test_months_are_certain_or_possible_as_the_date_is(edtf: str, expected: Any) -> None:
    assert groups("month", view(date={"edtf": edtf})) == expected


def test_a_year_stands_possibly_in_each_of_its_months() -> None:
    found = groups("month", view(date={"edtf": "2014"}))
    assert len(found) == 12
    assert groups("year", view(date={"edtf": "2014"})) == {"2014": YES}


def test_an_open_end_reaches_to_the_last_day_that_is_known() -> None:
    open_end, other = view(date={"edtf": "2014-12-11/.."}), view(date={"edtf": "2015-02-03"})
    assert list(groups("month", open_end, other)) == ["2014-12", "2015-01", "2015-02"]


def test_periods_stay_within_the_window_that_is_asked_for() -> None:
    window = (date(2014, 12, 1).toordinal(), date(2014, 12, 31).toordinal())
    found = groups("month", view(date={"edtf": "2014-11/2015-03"}), window=window)
    assert list(found) == ["2014-12"]


def test_the_number_of_periods_is_bounded() -> None:
    found = groups("month", view(date={"edtf": "0001/9999"}))
    assert len(found) == MOST_PERIODS


@pytest.mark.parametrize("by", list(GROUPINGS))
def test_what_is_not_stated_is_a_group_of_its_own(by: str) -> None:
    assert groups(by, view()) == {UNSTATED: YES}


def test_words_without_a_date_are_no_month() -> None:
    assert groups("month", view(date={"verbatim": "long ago"})) == {UNSTATED: YES}


def test_an_incident_of_two_kinds_stands_in_both() -> None:
    assert groups("kind", view(kinds=["search", "seizure"])) == {"search": YES, "seizure": YES}


def test_places_are_told_two_steps_deep() -> None:
    where = {"admin": ["Russia", "Chechnya", "Grozny"]}
    assert groups("place", view(place=where)) == {"Russia / Chechnya": YES}
