"""Clocks without zones against days without zones."""

from __future__ import annotations

from datetime import date

import pytest

from archive.consistency import clocks
from schemas.item import ClaimedTime
from schemas.verdict import Verdict


def claim(wall_clock: str, offset: str | None = None) -> ClaimedTime:
    return ClaimedTime(wall_clock=wall_clock, utc_offset=offset, source="EXIF DateTimeOriginal")


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("wall_clock", "offset", "days", "verdict", "hours"),
    [
        # The day itself, but nobody wrote down the zones: it may be the neighbouring day.
        ("2014-12-13T19:40:00", None, ("2014-12-13", "2014-12-13"), Verdict.POSSIBLY, 0),
        ("2014-12-13T19:40:00", "+03:00", ("2014-12-13", "2014-12-13"), Verdict.POSSIBLY, 0),
        # In the middle of a month no zone of the world makes it another month.
        ("2014-12-13T19:40:00", None, ("2014-12-01", "2014-12-31"), Verdict.CERTAINLY, 0),
        ("2014-12-13T19:40:00", "+03:00", ("2014-12-12", "2014-12-14"), Verdict.CERTAINLY, 0),
        # One evening later: another zone of the clock could explain it, a week could not.
        ("2014-12-14T19:40:00", None, ("2014-12-13", "2014-12-13"), Verdict.POSSIBLY, 20),
        ("2014-12-20T00:00:00", None, ("2014-12-13", "2014-12-13"), Verdict.NO, 145),
        ("2014-12-12T23:00:00", None, ("2014-12-13", "2014-12-13"), Verdict.POSSIBLY, 1),
        ("2014-12-01T00:00:00", "+00:00", ("2014-12-13", "2014-12-13"), Verdict.NO, 288),
        # Open ends hold everything on their side.
        ("2014-12-20T00:00:00", None, ("2014-12-13", None), Verdict.CERTAINLY, 0),
        ("1999-12-20T00:00:00", None, (None, None), Verdict.CERTAINLY, 0),
    ],
)
def test_a_clock_and_some_days(wall_clock, offset, days, verdict, hours):
    time = claim(wall_clock, offset)
    bounds = [None if text is None else day(text) for text in days]
    assert clocks.fits(time, *bounds) is verdict
    assert clocks.hours_outside(clocks.clock_of(time), *bounds) == hours


@pytest.mark.parametrize(("offset", "hour"), [("+03:00", 7), ("-02:30", 12), ("Z", 10)])
def test_a_written_offset_makes_one_moment(offset, hour):
    span = clocks.span_of_clock(claim("2014-12-13T10:00:00", offset))
    assert span.first == span.last
    assert span.first is not None
    assert span.first.hour == hour


def test_days_beyond_the_calendar_of_the_machine_are_open():
    assert clocks.span_of_days(-5, 10**9) == clocks.Span(None, None)
    shown = clocks.clock_of(claim("2014-01-01T00:00:00"))
    assert clocks.hours_outside(shown, -5, 10**9) == 0
