"""Day numbers against the calendar of Python, and beyond its ends."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.days import (
    MAX_YEAR,
    civil,
    day_number,
    day_text,
    days_in_month,
    is_leap,
    ordinal,
)
from schemas.errors import BadDate

EDGES = [ordinal(year, month, day) for year, month, day in [
    (-MAX_YEAR, 1, 1), (-400, 12, 31), (-4, 2, 29), (-1, 12, 31), (0, 1, 1), (0, 2, 29),
    (0, 12, 31), (1, 1, 1), (4, 12, 31), (100, 12, 31), (400, 12, 31), (401, 1, 1),
    (9999, 12, 31), (10000, 1, 1), (MAX_YEAR, 12, 31),
]]  # fmt: skip


@given(st.dates())
def test_numbers_are_those_of_python_where_python_has_a_calendar(day):
    assert day_number(day.isoformat()) == day.toordinal()
    assert day_text(day.toordinal()) == day.isoformat()
    assert civil(day.toordinal()) == (day.year, day.month, day.day)


def test_every_day_of_four_centuries_follows_the_one_before():
    first = datetime.date(1799, 12, 30).toordinal()
    for number in range(first, first + 146_097 + 5, 7):
        assert day_text(number) == datetime.date.fromordinal(number).isoformat()


@pytest.mark.parametrize("number", EDGES)
def test_ends_of_years_and_cycles_there_and_back(number):
    for near in range(number - 2, number + 3):
        assert ordinal(*civil(near)) == near


@given(st.integers(-(2**52), 2**52))
def test_any_day_there_and_back(number):
    year, month, day = civil(number)
    assert ordinal(year, month, day) == number
    assert 1 <= day <= days_in_month(year, month)
    if abs(year) <= MAX_YEAR:
        assert day_number(day_text(number)) == number


# Meeus, Astronomical Algorithms, 2nd edition, chapter 7: Julian day 2451544.5 is 2000-01-01. The
# proleptic Gregorian -4713-11-24 is the first day of the Julian period, 2,451,545 days earlier.
def test_first_day_of_the_julian_period_is_where_astronomers_put_it():
    assert day_number("2000-01-01") - day_number("-4713-11-24") == 2_451_545


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0001-01-01", 1),
        ("0000-12-31", 0),
        ("0000-01-01", -365),
        ("-0001-12-31", -366),
        ("2014-12-11", 735578),
        ("170000002-01-01", 62_091_225_366),
    ],
)
def test_known_days(text, number):
    assert day_number(text) == number
    assert day_text(number) == text


@pytest.mark.parametrize("year", [-400, -4, 0, 4, 1600, 2000, 2016, 170_000_000])
def test_leap_years(year):
    assert is_leap(year)
    assert days_in_month(year, 2) == 29


@pytest.mark.parametrize("year", [-100, -1, 1, 1700, 1900, 2015, 2100])
def test_common_years(year):
    assert not is_leap(year)
    assert days_in_month(year, 2) == 28


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2015-02-29", "February 2015 has 28 days"),
        ("2016-02-39", "February 2016 has 29 days"),
        ("2015-04-31", "April 2015 has 30 days"),
        ("2015-04-00", "April 2015 has 30 days, found day 00"),
        ("-0100-02-29", "February -0100 has 28 days"),
        ("2016-13-08", "no month 13"),
        ("2016-00-08", "no month 00"),
        ("-0000-01-01", "no year -0000"),
        ("2014-12", "year-month-day"),
        ("14-12-11", "year-month-day"),
        ("02014-12-11", "year-month-day"),
        ("+2014-12-11", "year-month-day"),
        ("2014-12-11\n", "year-month-day"),
        ("٢٠١٤-12-11", "year-month-day"),
        ("1" * 13 + "-01-01", "year-month-day"),
        ("", "year-month-day"),
    ],
)
def test_impossible_days_are_refused_in_plain_words(text, why):
    with pytest.raises(BadDate, match=why) as caught:
        day_number(text)
    assert caught.value.text == text
