"""Intervals, sets and date-times of EDTF: which dates an expression is made of.

ISO 8601-2:2019 and the EDTF specification of the Library of Congress of 4 February 2019
(https://www.loc.gov/standards/datetime/): date-times and intervals (level 0), open and unknown
ends (level 1), sets (level 2). A single date is read by `schemas.edtf_date`; which days all this
can mean is for `schemas.edtf`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from schemas.edtf_date import OneDate, Precision, read_date
from schemas.errors import BadDate

__all__ = ["Form", "OpenEnd", "Span", "read_spans"]


class OpenEnd(StrEnum):
    """Why a first or last day is missing."""

    ONGOING = "ongoing"
    """"..": without a bound on this side."""
    UNKNOWN = "unknown"
    """Left blank: there is such a day, and it is not known."""


class Form(StrEnum):
    """What kind of expression it is."""

    DATE = "date"
    DATE_TIME = "date_time"
    INTERVAL = "interval"
    ONE_OF = "one_of"
    """A set in [ ]: one of its members, it is not known which."""
    ALL_OF = "all_of"
    """A set in { }: each of its members."""


@dataclass(frozen=True, slots=True)
class Span:
    """One date (the same one twice), or from one to another, with ends that may be open."""

    first: OneDate | OpenEnd
    last: OneDate | OpenEnd


_TIME = re.compile(
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|(?<=59:)60)"
    r"(?:Z|(?!-00(?::00)?$)[+-](?:[01][0-9]|2[0-3])(?::[0-5][0-9])?)?"
)
"""A complete time with seconds (60 only in the last minute of an hour, for a leap second) and its
offset from UTC, which is never -00:00 (ISO 8601-1:2019, 4.3.13)."""
_SETS = {"[": ("]", Form.ONE_OF), "{": ("}", Form.ALL_OF)}


_KEPT_IN_MEMORY = 4096
"""How many expressions are kept after reading: whoever computes their days says them in words as
well."""


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def read_spans(text: str) -> tuple[Form, tuple[Span, ...]]:
    """The kind of expression and the dates that it is made of; more than one span only in a set.

    Raises:
        BadDate: as `read_edtf`.
    """
    if text[:1] in _SETS:
        return _read_set(text)
    if "/" in text:
        return Form.INTERVAL, (_read_interval(text),)
    if "T" in text:
        date = _read_date_time(text)
        return Form.DATE_TIME, (Span(date, date),)
    date = read_date(text)
    return Form.DATE, (Span(date, date),)


def _read_date_time(text: str) -> OneDate:
    day, _, time = text.partition("T")
    date = read_date(day)
    if date.precision is not Precision.DAY or date.marks or date.unspecified:
        raise BadDate(text, "a time of day follows a whole day without marks and without X")
    if not _TIME.fullmatch(time):
        raise BadDate(text, "a time is written hh:mm:ss, then nothing, Z, or +hh:mm")
    return date


def _read_interval(text: str) -> Span:
    start, _, end = text.partition("/")
    if "/" in end:
        raise BadDate(text, "an interval has one '/'")
    if "T" in text:
        raise BadDate(text, "a time of day has no place in an interval")
    span = Span(_read_end(start), _read_end(end))
    if isinstance(span.first, OpenEnd) and isinstance(span.last, OpenEnd):
        raise BadDate(text, "neither end is stated")
    return _forwards(text, span)


def _read_end(text: str) -> OneDate | OpenEnd:
    if text == "..":
        return OpenEnd.ONGOING
    return read_date(text) if text else OpenEnd.UNKNOWN


def _read_set(text: str) -> tuple[Form, tuple[Span, ...]]:
    closing, form = _SETS[text[0]]
    if text[-1] != closing or len(text) < 3:  # two brackets and a member
        raise BadDate(text, f"a set that begins with {text[0]} has members and ends with {closing}")
    members = text[1:-1].split(",")
    # The specification of the Library of Congress sets a space after some of its commas.
    members = [members[0], *(member.removeprefix(" ") for member in members[1:])]
    spans = tuple(_read_member(text, member) for member in members)
    if any(isinstance(span.first, OpenEnd) for span in spans[1:]):
        raise BadDate(text, "only the first member of a set is open to the past")
    if any(isinstance(span.last, OpenEnd) for span in spans[:-1]):
        raise BadDate(text, "only the last member of a set is open to the future")
    return form, spans


def _read_member(text: str, member: str) -> Span:
    if ".." not in member:
        date = read_date(member)
        return Span(date, date)
    start, _, end = member.partition("..")
    if not start and not end:
        raise BadDate(text, "'..' in a set stands next to a date")
    first = read_date(start) if start else OpenEnd.ONGOING
    return _forwards(text, Span(first, read_date(end) if end else OpenEnd.ONGOING))


def _forwards(text: str, span: Span) -> Span:
    first, last = span.first, span.last
    if (
        isinstance(first, OneDate)
        and isinstance(last, OneDate)
        and first.strict[0] > last.strict[1]
    ):
        raise BadDate(text, f"it ends ({last.text}) before it begins ({first.text})")
    return span
