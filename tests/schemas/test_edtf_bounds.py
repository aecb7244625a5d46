"""Patterns of digits against every day of the calendar that they could mean."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.edtf_bounds import (
    SEASONS,
    SEASONS_AT_MOST,
    coarser_year,
    pattern_days,
    season_days,
    significant_years,
)


@settings(max_examples=40)
@given(
    year=st.sampled_from(["2014", "201X", "19X6", "2X16", "00X4"]),
    month=st.sampled_from(["02", "X2", "0X", "1X", "XX", "11"]),
    day=st.sampled_from(["28", "29", "31", "3X", "X9", "XX", "2X"]),
)
def test_first_and_last_day_are_those_found_by_trying_every_day(year, month, day):
    form = re.compile(f"{year}-{month}-{day}".replace("X", "[0-9]"))
    years = re.compile(year.replace("X", "[0-9]"))
    days = [
        date
        for one_year in range(1, 3000)
        if years.fullmatch(f"{one_year:04d}")
        for number in range(366)
        if (date := datetime.date(one_year, 1, 1) + datetime.timedelta(number)).year == one_year
        and form.fullmatch(date.isoformat())
    ]
    expected = (days[0].toordinal(), days[-1].toordinal()) if days else None
    assert pattern_days(year, month, day) == expected


@pytest.mark.parametrize(
    ("year", "coarser"),
    [
        ("2014", "201X"),
        ("156X", "15XX"),
        ("16XX", "1XXX"),
        ("1XXX", "XXXX"),
        ("XXXX", "XXXX"),
        ("-0044", "-004X"),
        ("-XXXX", "-XXXX"),
        ("1X54", "1X5X"),
        ("X9XX", "XXXX"),
    ],
)
def test_the_next_larger_unit_of_a_year(year, coarser):
    assert coarser_year(year) == coarser


@pytest.mark.parametrize(
    ("year", "digits", "years"),
    [
        (1950, 2, (1900, 1999)),
        (1950, 4, (1950, 1950)),
        (-1950, 3, (-1959, -1950)),
        (44, 1, (40, 49)),
        (-4, 0, (-9, -1)),
        (0, 1, (0, 0)),
    ],
)
def test_significant_digits_count_from_the_first_that_is_not_0(year, digits, years):
    assert significant_years(year, digits) == years


def test_what_a_season_is_read_as_is_part_of_what_it_could_mean():
    assert SEASONS.keys() == SEASONS_AT_MOST.keys() == set(range(21, 42))
    for season in SEASONS:
        first, last = season_days("2014", season, SEASONS)
        earliest, latest = season_days("2014", season, SEASONS_AT_MOST)
        assert earliest <= first <= last <= latest
