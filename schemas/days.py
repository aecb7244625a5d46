"""Days as whole numbers, in the proleptic Gregorian calendar, for years of any sign and size.

Day 1 is 0001-01-01, so that inside the years 1 to 9999 a number is what `date.toordinal` of
Python says. Years are astronomical (ISO 8601-1:2019, 4.3.1): the year before 0001 is 0000, and
before it comes -0001. What a date means in another calendar is left to whoever reads the source.
"""

from __future__ import annotations

import re
from functools import lru_cache

from schemas.errors import BadDate

__all__ = [
    "MAX_YEAR",
    "civil",
    "day_number",
    "day_text",
    "days_in_month",
    "is_leap",
    "no_such_day",
    "ordinal",
    "year_text",
]

MAX_YEAR = 10**12 - 1
"""The largest year, with either sign: day numbers stay below 2**53, so JSON keeps them exactly."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""English names of the months, for error messages; month 1 is at 0."""

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_400_YEARS = 146_097
_DAYS_100_YEARS = 36_524
_DAYS_4_YEARS = 1_461
_DAY = re.compile(r"(-?)([0-9]{4}|[1-9][0-9]{4,11})-([0-9]{2})-([0-9]{2})")


def is_leap(year: int) -> bool:
    """Whether `year` has 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """How many days `month` (1 to 12) of `year` has."""
    return 29 if month == 2 and is_leap(year) else _LENGTHS[month - 1]


def ordinal(year: int, month: int, day: int) -> int:
    """The number of a day that exists; `day_number` is for days that may not."""
    before = year - 1
    number = before * 365 + before // 4 - before // 100 + before // 400 + _BEFORE[month - 1] + day
    return number + 1 if month > 2 and is_leap(year) else number


def civil(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    cycles, rest = divmod(number - 1, _DAYS_400_YEARS)
    # The last day of a cycle would begin a fifth century or year: it belongs to the fourth.
    centuries = min(rest // _DAYS_100_YEARS, 3)
    rest -= centuries * _DAYS_100_YEARS
    fours, rest = divmod(rest, _DAYS_4_YEARS)
    years = min(rest // 365, 3)
    rest -= years * 365
    year = cycles * 400 + centuries * 100 + fours * 4 + years + 1
    month = min(rest // 28, 11) + 1
    first = ordinal(year, month, 1) - ordinal(year, 1, 1)
    if rest < first:
        month -= 1
        first = ordinal(year, month, 1) - ordinal(year, 1, 1)
    return year, month, rest - first + 1


def year_text(year: int) -> str:
    """The year in at least four digits, with "-" before year 0000."""
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


@lru_cache(maxsize=20_000)
def day_text(number: int) -> str:
    """A day number as ISO 8601 writes the day: "-0999-01-01", "2014-12-11", "170000002-01-01"."""
    year, month, day = civil(number)
    return f"{year_text(year)}-{month:02d}-{day:02d}"


def day_number(text: str) -> int:
    """The number of the day that `text` names: a year of 4 to 12 digits, a month and a day.

    Raises:
        BadDate: it is not written so, or there is no such day.
    """
    match = _DAY.fullmatch(text)
    if match is None:
        raise BadDate(text, "a day is written year-month-day, such as 2014-12-11 or -0999-01-01")
    sign, digits, month, day = match.groups()
    if sign and digits == "0000":
        raise BadDate(text, "there is no year -0000: the year before 0001 is 0000")
    year = int(sign + digits)
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= days_in_month(year, int(month)):
        raise no_such_day(text, year, int(month), int(day))
    return ordinal(year, int(month), int(day))


def no_such_day(text: str, year: int, month: int, day: int) -> BadDate:
    """The error for a day that does not exist: how many months a year or days that month has.

    `text` is where the day was read.
    """
    if not 1 <= month <= 12:
        return BadDate(text, f"there is no month {month:02d}: months go from 01 to 12")
    where = f"{MONTHS[month - 1]} {year_text(year)}"
    return BadDate(text, f"{where} has {days_in_month(year, month)} days, found day {day:02d}")
