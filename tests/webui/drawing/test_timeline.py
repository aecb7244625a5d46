"""Bars stand where their days, months and years lie, also where none was found between them."""

from __future__ import annotations

from datetime import date

from archive.search.tallies import Bar, Histogram
from webui.drawing.timeline import drawn


def test_bars_stand_where_their_days_lie():
    told = drawn(Histogram("day", (Bar("2014-12-30", 2, 0), Bar("2015-01-02", 1, 3)), 0), 400, 100)
    assert told is not None
    assert told.wide == 100  # four days
    assert [column.x for column in told.columns] == [0, 300]
    assert [(column.certain, column.possible) for column in told.columns] == [(50, 0), (25, 75)]
    assert (told.first, told.days) == (date(2014, 12, 30).toordinal(), 4)
    assert [text for _x, text in told.ticks] == [
        "2014-12-30",
        "2014-12-31",
        "2015-01-01",
        "2015-01-02",
    ]


def test_months_and_years_count_the_days_that_they_have():
    months = drawn(Histogram("month", (Bar("2015-12", 1, 0), Bar("2016-02", 1, 0)), 0))
    assert months is not None
    assert months.days == 31 + 31 + 29
    years = drawn(Histogram("year", (Bar("0900", 1, 0), Bar("2015", 0, 1)), 0))
    assert years is not None
    assert years.first == date(900, 1, 1).toordinal()
    assert years.wide == 1.5  # never so narrow that it is not seen


def test_one_among_very_many_is_seen():
    told = drawn(Histogram("year", (Bar("2014", 100_000, 1), Bar("2015", 1, 0)), 0))
    assert told is not None
    assert (told.columns[0].possible, told.columns[1].certain) == (2, 2)


def test_nothing_dated_is_no_timeline():
    assert drawn(Histogram("day", (), 7)) is None
