"""One date: marks, unspecified digits, seasons, long years, and why a text is refused."""

from __future__ import annotations

import pytest

from schemas.days import day_text
from schemas.edtf_date import Precision, read_date
from schemas.errors import BadDate


def wide(text):
    first, last = read_date(text).wide
    return day_text(first), day_text(last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2014-12-11?", "2014-12-01", "2014-12-31", id="day-in-its-month"),
        pytest.param("2014-12?", "2014-01-01", "2014-12-31", id="month-in-its-year"),
        pytest.param("2014?", "2010-01-01", "2019-12-31", id="year-in-its-decade"),
        pytest.param("2014-12-~11", "2014-12-01", "2014-12-31", id="day-alone"),
        pytest.param("2014-~12-11", "2014-01-11", "2014-12-11", id="month-alone"),
        pytest.param("2014-12~-11", "2014-01-11", "2014-12-11", id="month-from-the-right"),
        pytest.param("2014?-12-11", "2010-12-11", "2019-12-11", id="year-before-a-day"),
        pytest.param("?2014-12-11", "2010-12-11", "2019-12-11", id="year-alone"),
        pytest.param("?2014-?12-?11", "2010-01-01", "2019-12-31", id="each"),
        pytest.param("2014-?12-?11", "2014-01-01", "2014-12-31", id="month-and-day"),
        pytest.param("2016?-02-29", "2012-02-29", "2016-02-29", id="leap-years-of-the-decade"),
        pytest.param("2014-%01-31", "2014-01-31", "2014-12-31", id="months-that-have-the-day"),
        pytest.param("201X~", "2000-01-01", "2099-12-31", id="decade-in-its-century"),
        pytest.param("20XX~", "2000-01-01", "2999-12-31", id="century-in-its-millennium"),
        pytest.param("1XXX~", "0000-01-01", "9999-12-31", id="millennium-in-all-of-four-digits"),
        pytest.param("XXXX~", "0000-01-01", "9999-12-31", id="nothing-left-to-widen"),
        pytest.param("1X54~", "1050-01-01", "1959-12-31", id="last-digit-that-is-known"),
        pytest.param("-0044?", "-0049-01-01", "-0040-12-31", id="before-year-0"),
        pytest.param("-0004?", "-0009-01-01", "-0001-12-31", id="there-is-no-minus-0"),
        pytest.param("2014-1X?", "2014-01-01", "2014-12-31", id="some-months"),
        pytest.param("2014-12-1X?", "2014-12-01", "2014-12-31", id="some-days"),
        pytest.param("Y170000002?", "170000000-01-01", "170000009-12-31", id="long-year"),
        pytest.param("1950S2~", "1000-01-01", "1999-12-31", id="one-digit-less"),
        pytest.param("1950S1~", "0000-01-01", "9999-12-31", id="no-digit"),
        pytest.param("-1950S1~", "-9999-01-01", "-0001-12-31", id="no-digit-before-year-0"),
        pytest.param("2014-33~", "2014-01-01", "2014-12-31", id="quarter-in-its-year"),
        pytest.param("2014-22~", "2013-12-01", "2015-02-28", id="season-in-its-year-and-beyond"),
        pytest.param("2014?-33", "2010-01-01", "2019-03-31", id="quarter-of-a-doubted-year"),
    ],
)
def test_a_marked_component_is_not_relied_on(text, first, last):
    date = read_date(text)
    assert wide(text) == (first, last)
    assert date.marks
    assert not date.has_fixed_days


@pytest.mark.parametrize(
    ("text", "strict", "widest"),
    [
        ("2001-21", ("2001-03-01", "2001-05-31"), ("2001-03-01", "2001-11-30")),
        ("2001-22", ("2001-06-01", "2001-08-31"), ("2000-12-01", "2002-02-28")),
        ("2001-23", ("2001-09-01", "2001-11-30"), ("2001-03-01", "2001-11-30")),
        ("2003-24", ("2003-12-01", "2003-12-31"), ("2002-12-01", "2004-02-29")),
        ("2001-25", ("2001-03-01", "2001-05-31"), ("2001-03-01", "2001-05-31")),
        ("2001-26", ("2001-06-01", "2001-08-31"), ("2001-06-01", "2001-08-31")),
        ("2001-27", ("2001-09-01", "2001-11-30"), ("2001-09-01", "2001-11-30")),
        ("2001-28", ("2001-12-01", "2001-12-31"), ("2000-12-01", "2002-02-28")),
        ("2001-29", ("2001-09-01", "2001-11-30"), ("2001-09-01", "2001-11-30")),
        ("2001-30", ("2001-12-01", "2001-12-31"), ("2000-12-01", "2002-02-28")),
        ("2001-31", ("2001-03-01", "2001-05-31"), ("2001-03-01", "2001-05-31")),
        ("2001-32", ("2001-06-01", "2001-08-31"), ("2001-06-01", "2001-08-31")),
        ("2001-33", ("2001-01-01", "2001-03-31"), ("2001-01-01", "2001-03-31")),
        ("2001-36", ("2001-10-01", "2001-12-31"), ("2001-10-01", "2001-12-31")),
        ("2001-37", ("2001-01-01", "2001-04-30"), ("2001-01-01", "2001-04-30")),
        ("2001-39", ("2001-09-01", "2001-12-31"), ("2001-09-01", "2001-12-31")),
        ("2001-40", ("2001-01-01", "2001-06-30"), ("2001-01-01", "2001-06-30")),
        ("2001-41", ("2001-07-01", "2001-12-31"), ("2001-07-01", "2001-12-31")),
        ("200X-33", ("2000-01-01", "2009-03-31"), ("2000-01-01", "2009-03-31")),
    ],
)
def test_seasons_and_parts_of_a_year(text, strict, widest):
    first, last = read_date(text).strict
    assert (day_text(first), day_text(last)) == strict
    assert wide(text) == widest


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("XXXX-02-29", "0000-02-29", "9996-02-29"),
        ("2014-X1-31", "2014-01-31", "2014-01-31"),
        ("2014-02-3X", None, None),
        ("2014-XX-3X", "2014-01-30", "2014-12-31"),
        ("2015-02-2X", "2015-02-20", "2015-02-28"),
        ("-XXXX", "-9999-01-01", "-0001-12-31"),
        ("-00XX-12-25", "-0099-12-25", "-0001-12-25"),
        ("2X1X", "2010-01-01", "2919-12-31"),
    ],
)
def test_unspecified_digits_stand_for_days_that_exist(text, first, last):
    if first is None:
        with pytest.raises(BadDate, match="no day fits these digits"):
            read_date(text)
    else:
        assert wide(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2014-12-11", Precision.DAY),
        ("2014-12-XX", Precision.DAY),
        ("2014-12", Precision.MONTH),
        ("2014-21", Precision.SEASON),
        ("2014-32", Precision.SEASON),
        ("2014-33", Precision.PART),
        ("2014", Precision.YEAR),
        ("Y17E7", Precision.YEAR),
        ("1950S2", Precision.YEAR),
    ],
)
def test_precision_is_the_smallest_component_written(text, precision):
    assert read_date(text).precision is precision


@pytest.mark.parametrize("text", ["2014-12-11", "2014-12", "2014", "Y17E7", "2014-33", "-0001"])
def test_some_dates_begin_and_end_on_known_days(text):
    assert read_date(text).has_fixed_days


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2015-02-29", "February 2015 has 28 days, found day 29"),
        ("2015-13", "no month 13: months go from 01 to 12, seasons and parts of a year from 21"),
        ("2015-20", "no month 20"),
        ("2015-42", "no month 42"),
        ("2015-00", "no month 00"),
        ("2015-2X", "no month 2X"),
        ("2015-21-05", "no month 21: months go from 01 to 12$"),
        ("2015-12-00", "December 2015 has 31 days, found day 00"),
        ("19X1-02-29", "no day fits these digits"),
        ("-0000", "no year -0000"),
        ("-0000-21", "no year -0000"),
        ("-0000S1", "no year -0000"),
        ("", "nothing is written"),
        (" 2014", "there is a space"),
        ("2014\n", "there is a space"),
        ("2014?~", "takes one mark"),
        ("201u", "a capital X"),
        ("1999-01-uu", "a capital X"),
        ("open", "an open end is '..'"),
        ("unknown", "left blank"),
        ("20140", "begins with Y"),
        ("2014-1", "two digits"),
        ("2014-12-1", "two digits"),
        ("1950S2-12", "S follows a year that stands alone"),
        ("2014-12S2", "S follows a year that stands alone"),
        ("19XXS2", "S follows a year that stands alone"),
        ("Y17E7-12-26", "stands alone, without month and day"),
        ("Y2014", "more than four digits"),
        ("Y1E3", "more than four digits"),
        ("Y00012014", "5 to 12 digits"),
        ("Y12345X", "5 to 12 digits"),
        ("Y1E99", "at most 12 digits"),
        ("Y" + "9" * 5000, "5 to 12 digits"),
        ("Y1E" + "9" * 5000, "5 to 12 digits"),
        ("1950S0", "1950 has 4 digits, so 1 to 4 can be significant"),
        ("1950S5", "1950 has 4 digits"),
        ("11.12.2014", "year-month-day"),
        ("20141211", "with .-. between"),
        ("٢٠١٤", "year-month-day"),
        ("2004-(06)?-11", "brackets were given up in 2019"),
        ("²⁰¹⁴", "year-month-day"),
    ],
)
def test_refusals_say_what_is_wrong(text, why):
    with pytest.raises(BadDate, match=why) as caught:
        read_date(text)
    assert caught.value.text == text
