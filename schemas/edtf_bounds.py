"""First and last day of a date whose digits may be unspecified, doubted or a season.

ISO 8601-2:2019 and the EDTF specification of the Library of Congress of 4 February 2019
(https://www.loc.gov/standards/datetime/): unspecified digits (levels 1 and 2), significant digits
and sub-year groupings 21 to 41 (level 2). A pattern is a component in which "X" stands for any
digit. Who wrote the pattern, and what a mark on it means, is for `schemas.edtf_date`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache

from schemas.days import days_in_month, ordinal

__all__ = [
    "SEASONS",
    "SEASONS_AT_MOST",
    "Days",
    "coarser_year",
    "matching",
    "pattern_days",
    "season_days",
    "significant_years",
    "whole_years",
]

Days = tuple[int, int]
"""First and last day, as day numbers."""

SEASONS: dict[int, tuple[int, int]] = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12),
    25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (12, 12),
    29: (9, 11), 30: (12, 12), 31: (3, 5), 32: (6, 8),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12),
    40: (1, 6), 41: (7, 12),
}  # fmt: skip
"""First and last month of every grouping. 21 to 24: spring, summer, autumn, winter, read as in the
north; 25 to 28: the same, said to be northern; 29 to 32: southern; then quarters, thirds, halves.
The standard names no months for seasons; these are those of meteorologists and of python-edtf,
which counts of a season that crosses New Year only the December of its year."""

SEASONS_AT_MOST: dict[int, tuple[int, int]] = {
    **SEASONS,
    **dict.fromkeys((21, 23), (3, 11)),
    **dict.fromkeys((22, 24, 28, 30), (0, 14)),
}
"""The same for all that the code could mean: spring and autumn in either hemisphere, and of a
season that crosses New Year both of those that touch its year. Month 0 is December of the year
before, month 14 February of the year after."""


def pattern_days(year: str, month: str, day: str) -> Days | None:
    """First and last day that the three patterns allow; None when there is no such day."""
    if "X" not in year:
        if month == day == "XX":
            return whole_years(int(year), int(year))
        if "X" not in month and (day == "XX" or "X" not in day):
            return _days_of_month(int(year), int(month), day)
    first = next(_days(year, month, day, falling=False), None)
    last = next(_days(year, month, day, falling=True), None)
    return None if first is None or last is None else (first, last)


def season_days(year: str, season: int, months: dict[int, tuple[int, int]]) -> Days:
    """First and last day of a grouping in a year, by one of the two tables."""
    first_month, last_month = months[season]
    first_year = next(_years(year, falling=False))
    last_year = next(_years(year, falling=True))
    first = first_year + (first_month - 1) // 12, (first_month - 1) % 12 + 1
    last = last_year + (last_month - 1) // 12, (last_month - 1) % 12 + 1
    return ordinal(*first, 1), ordinal(*last, days_in_month(*last))


def whole_years(first: int, last: int) -> Days:
    """First day of the first and last day of the last year."""
    return ordinal(first, 1, 1), ordinal(last, 12, 31)


def coarser_year(year: str) -> str:
    """The pattern of the next larger unit: "2004" in its decade, "156X" in its century."""
    stated = year.rstrip("X")
    known = stated.rstrip("0123456789") if stated in {"", "-"} else stated[:-1]
    return known + "X" * (len(year) - len(known))


def significant_years(year: int, digits: int) -> tuple[int, int]:
    """First and last year that agree with `year` in its first `digits` digits.

    The first digit counted is the first that is not 0. No digits at all leave every year that has
    as many.
    """
    unit = 10 ** (len(str(abs(year))) - digits)
    nearest = abs(year) // unit * unit
    farthest = nearest + unit - 1
    # There is no year -0000, so a span of years with "-" ends at -0001.
    return (-farthest, -max(nearest, 1)) if year < 0 else (nearest, farthest)


def _days_of_month(year: int, month: int, day: str) -> Days | None:
    """The quick way for most dates: a whole month, or one day of it."""
    if not 1 <= month <= 12:
        return None
    length = days_in_month(year, month)
    if day == "XX":
        first = ordinal(year, month, 1)
        return first, first + length - 1
    if not 1 <= int(day) <= length:
        return None
    number = ordinal(year, month, int(day))
    return number, number


def _days(year: str, month: str, day: str, *, falling: bool) -> Iterator[int]:
    months, days = matching(month, last=12), matching(day, last=31)
    step = -1 if falling else 1
    for one_year in _years(year, falling=falling):
        for one_month in months[::step]:
            length = days_in_month(one_year, one_month)
            for one_day in days[::step]:
                if one_day <= length:
                    yield ordinal(one_year, one_month, one_day)


@cache
def matching(pattern: str, *, last: int) -> tuple[int, ...]:
    """The numbers from 1 to `last`, written with two digits, that `pattern` allows."""
    form = re.compile(pattern.replace("X", "[0-9]"))
    return tuple(number for number in range(1, last + 1) if form.fullmatch(f"{number:02d}"))


def _years(pattern: str, *, falling: bool) -> Iterator[int]:
    if "X" not in pattern:
        return iter((int(pattern),))
    if not pattern.startswith("-"):
        return _filled(pattern, falling=falling)
    # There is no year -0000.
    return (-size for size in _filled(pattern[1:], falling=not falling) if size)


def _filled(pattern: str, *, falling: bool) -> Iterator[int]:
    every = "9876543210" if falling else "0123456789"
    choices = (every if digit == "X" else digit for digit in pattern)
    return (int("".join(digits)) for digits in itertools.product(*choices))
