"""One date of EDTF: a year, a month or season, a day, with its marks and unspecified digits.

ISO 8601-2:2019 and the EDTF specification of the Library of Congress of 4 February 2019
(https://www.loc.gov/standards/datetime/), levels 0 to 2, without intervals and sets: those are
made of such dates in `schemas.edtf`.

A mark (`?` uncertain, `~` approximate, `%` both) says that a component is not relied on. The date
is then anywhere where the same date would be with the component at which the mark stands
unspecified: a marked day anywhere in its month, a marked month anywhere in its year, a marked year
anywhere in its decade, a marked year with X anywhere in the next larger unit (docs/dates.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schemas.days import MAX_YEAR, no_such_day
from schemas.edtf_bounds import (
    SEASONS,
    SEASONS_AT_MOST,
    Days,
    coarser_year,
    matching,
    pattern_days,
    season_days,
    significant_years,
    whole_years,
)
from schemas.errors import BadDate

__all__ = ["OneDate", "Precision", "read_date"]


class Precision(StrEnum):
    """The smallest component that was written."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    """21 to 32: spring, summer, autumn, winter, without fixed first and last days."""
    PART = "part"
    """33 to 41: a quarter, a third or a half of a year."""
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class OneDate:
    """One date as it was written, and the days that it can mean."""

    text: str
    precision: Precision
    marks: str
    """The marks that were set, in the order of the text; "" when there are none."""
    unspecified: bool
    """Whether a digit is X."""
    strict: Days
    """First and last day when no mark, hemisphere or significant digit widens them."""
    wide: Days
    """First and last possible day."""

    @property
    def has_fixed_days(self) -> bool:
        """Whether it is known on which day the day, month, part or year begins and ends."""
        vague = self.marks or self.unspecified or self.precision is Precision.SEASON
        return not vague and self.strict == self.wide


_MARK = "[?~%]?"
_DATE = re.compile(
    rf"({_MARK})(-?[0-9X]{{4}})({_MARK})"
    rf"(?:-({_MARK})([0-9X]{{2}})({_MARK})(?:-({_MARK})([0-9X]{{2}})({_MARK}))?)?"
)
_LONE_YEAR = re.compile(
    rf"({_MARK})(?:Y(-?[1-9][0-9]{{0,11}})(?:E([0-9]{{1,2}}))?|(-?[0-9]{{4}})(?=S))"
    rf"(?:S([0-9]{{1,2}}))?({_MARK})"
)
_FIRST_PART = 33
"""The first code of a quarter, after those of seasons (ISO 8601-2:2019, 4.8)."""
_SHORTEST_WITH_Y = 5
_WHY_NOT: Final = (
    (r"", "nothing is written"),
    (r".*\s.*", "there is a space in it"),
    (r".*[?~%]{2}.*", "a component takes one mark; uncertain and approximate together is '%'"),
    (r".*[()].*", "marks stand next to a year, month or day; brackets were given up in 2019"),
    (r"[-0-9?~%X]*[ux][-0-9ux?~%X]*", "an unspecified digit is a capital X"),
    (r"open|unknown", "an open end is '..', and an end that is not known is left blank"),
    (r"-?[0-9]{8}", "a day is written with '-' between year, month and day"),
    (r"-?[0-9]{5,}.*", "a year of more than four digits begins with Y, such as Y170000002"),
    (r"-?[0-9X]{4}.*S.*", "S follows a year that stands alone and has no X"),
    (r"-?[0-9X]{4}(-[0-9]{1,2}){1,2}", "months and days have two digits"),
    (r"Y.*-.*-.*", "a year with Y stands alone, without month and day"),
    (r"Y.*", "Y is followed by a year of 5 to 12 digits, or by one with an exponent (Y17E7)"),
)


def read_date(text: str) -> OneDate:
    """The date that `text` writes.

    Raises:
        BadDate: it is not a single date of EDTF, or there is no such day, month or season.
    """
    match = _DATE.fullmatch(text)
    if match is not None:
        return _calendar_date(text, match.groups(""))
    match = _LONE_YEAR.fullmatch(text)
    if match is not None:
        return _lone_year(text, match)
    reasons = (why for form, why in _WHY_NOT if re.fullmatch(form, text, re.DOTALL))
    raise BadDate(text, next(reasons, "a date is written year-month-day, with '-' between"))


def _calendar_date(text: str, parts: tuple[str, ...]) -> OneDate:
    y1, year, y2, m1, month, m2, d1, day, d2 = parts
    doubts = (y1 + y2, m1 + m2, d1 + d2)
    if month.isdecimal() and int(month) in SEASONS and not day:
        return _season(text, year, int(month), doubts)
    strict = pattern_days(year, month or "XX", day or "XX")
    if strict is None or year == "-0000":
        raise _no_such_day(text, year, month, day)
    wide: Days | None = strict
    if any(doubts):
        wide = pattern_days(
            coarser_year(year) if doubts[0] else year,
            "XX" if doubts[1] else month or "XX",
            "XX" if doubts[2] else day or "XX",
        )
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    unspecified = "X" in text
    return OneDate(text, precision, "".join(doubts), unspecified, strict, wide or strict)


def _season(text: str, year: str, season: int, doubts: tuple[str, str, str]) -> OneDate:
    if year == "-0000":
        raise _no_such_day(text, year, "", "")
    strict = season_days(year, season, SEASONS)
    doubted_year = coarser_year(year) if doubts[0] else year
    first, last = season_days(doubted_year, season, SEASONS_AT_MOST)
    if doubts[1]:
        whole = pattern_days(doubted_year, "XX", "XX") or strict
        first, last = min(first, whole[0]), max(last, whole[1])
    precision = Precision.PART if season >= _FIRST_PART else Precision.SEASON
    return OneDate(text, precision, "".join(doubts), "X" in text, strict, (first, last))


def _lone_year(text: str, match: re.Match[str]) -> OneDate:
    left, prefixed, exponent, four_digits, significant, right = match.groups()
    year = int(prefixed or four_digits) * 10 ** int(exponent or 0)
    length = len(str(abs(year)))
    if prefixed and length < _SHORTEST_WITH_Y:
        raise BadDate(text, "Y is for years of more than four digits")
    if four_digits == "-0000":
        raise _no_such_day(text, four_digits, "", "")
    digits = int(significant or length)
    if not 1 <= digits <= length:
        raise BadDate(text, f"{abs(year)} has {length} digits, so 1 to {length} can be significant")
    years = significant_years(year, digits)
    if left or right:
        years = significant_years(year, digits - 1)
    if max(abs(first_or_last) for first_or_last in years) > MAX_YEAR:
        raise BadDate(text, "a year has at most 12 digits")
    strict = whole_years(year, year)
    return OneDate(text, Precision.YEAR, left + right, False, strict, whole_years(*years))


def _no_such_day(text: str, year: str, month: str, day: str) -> BadDate:
    """The error for a date that is well written and does not exist."""
    if year == "-0000":
        return BadDate(text, "there is no year -0000: the year before 0001 is 0000")
    if not matching(month or "XX", last=12):
        seasons = "" if day else ", seasons and parts of a year from 21 to 41"
        return BadDate(text, f"there is no month {month}: months go from 01 to 12{seasons}")
    if "X" in text:
        return BadDate(text, "no day fits these digits")
    return no_such_day(text, int(year), int(month), int(day))
