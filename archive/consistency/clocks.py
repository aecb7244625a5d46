"""A clock against a date, when nobody wrote down the zone of either.

A date of an incident is a day at its place, whose zone is not recorded; a camera's clock mostly has
no zone either. The clocks of the world run from UTC-12:00 to UTC+14:00, so both are spans of UTC.
The difference is counted between the clock as it was read and the days as they are written, which
is what a person compares; the verdict is about the spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schemas.days import ordinal
from schemas.item import ClaimedTime
from schemas.verdict import Verdict

_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
_HOUR = timedelta(hours=1)
_LAST_DAY = ordinal(9999, 12, 30)
"""Beyond it Python has no moments; a date that far away is open."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the earliest to the latest moment of UTC that a statement allows; None is open."""

    first: datetime | None
    last: datetime | None


def clock_of(claim: ClaimedTime) -> datetime:
    """What the clock showed, without a zone."""
    return datetime.fromisoformat(claim.wall_clock)


def span_of_clock(claim: ClaimedTime) -> Span:
    """The moments that a claimed time can stand for."""
    shown = clock_of(claim).replace(tzinfo=UTC)
    if claim.utc_offset is None:
        return Span(shown - _EAST, shown - _WEST)
    offset = _offset(claim.utc_offset)
    return Span(shown - offset, shown - offset)


def span_of_days(first: int | None, last: int | None) -> Span:
    """The moments that days from `first` to `last` (as `datetime.toordinal`) can stand for."""
    start, end = _start(first), _end(last)
    return Span(
        start and start.replace(tzinfo=UTC) - _EAST, end and end.replace(tzinfo=UTC) - _WEST
    )


def fits(claim: ClaimedTime, first: int | None, last: int | None) -> Verdict:
    """Whether the claimed time lies in those days."""
    clock, days = span_of_clock(claim), span_of_days(first, last)
    if _before(clock.last, days.first) or _before(days.last, clock.first):
        return Verdict.NO
    inner_first = None if days.first is None else days.first + _EAST - _WEST
    inner_last = None if days.last is None else days.last - _EAST + _WEST
    inside = not _before(clock.first, inner_first) and not _before(inner_last, clock.last)
    return Verdict.CERTAINLY if inside else Verdict.POSSIBLY


def hours_outside(clock: datetime, first: int | None, last: int | None) -> int:
    """Hours from the clock to the nearest of those days as written; 0 if it is one of them."""
    start, end = _start(first), _end(last)
    if start and clock < start:
        return (start - clock) // _HOUR
    if end and clock >= end:
        return (clock - end) // _HOUR + 1
    return 0


def _start(day: int | None) -> datetime | None:
    if day is None or not 1 < day <= _LAST_DAY:
        return None
    return datetime.fromordinal(day)


def _end(day: int | None) -> datetime | None:
    start = _start(day)
    return start and start + timedelta(days=1)


def _before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def _offset(written: str) -> timedelta:
    if written == "Z":
        return timedelta()
    sign = -1 if written.startswith("-") else 1
    hours, minutes = written[1:].split(":")
    return sign * timedelta(hours=int(hours), minutes=int(minutes))
