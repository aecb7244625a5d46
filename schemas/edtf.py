"""Dates as ISO 8601-2 writes them (EDTF, levels 0 to 2), and the days that they can mean.

ISO 8601-2:2019 and the EDTF specification of the Library of Congress of 4 February 2019
(https://www.loc.gov/standards/datetime/). The grammar is in `schemas.edtf_spans` and
`schemas.edtf_date`; here its parts become bounds, a mode, and the days that are surely covered.
How that is done, and where other readers answer otherwise, is told in docs/dates.md. The day of a
date-time is the day that its clock showed, whatever its zone: what it is elsewhere is left to
whoever compares clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from schemas.edtf_bounds import Days
from schemas.edtf_date import OneDate, Precision
from schemas.edtf_spans import Form, OpenEnd, Span, read_spans

__all__ = ["Edtf", "Form", "Mode", "OpenEnd", "read_edtf"]


class Mode(StrEnum):
    """How what happened fills the days from the first to the last."""

    THROUGHOUT = "throughout"
    """On every one of them."""
    SOMETIME_WITHIN = "sometime_within"
    """On one or some of them; it is not known which."""
    ONGOING = "ongoing"
    """From the first on, and no end is stated."""


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date as it was written, with first and last days as numbers (`schemas.days`)."""

    text: str
    form: Form
    strict_lo: int | None
    """First day when marks, hemispheres and significant digits do not widen it. None: open."""
    strict_hi: int | None
    """Last day when they do not widen it. None: open."""
    lo: int | None
    """First possible day. None: open, and `open_start` says why."""
    hi: int | None
    """Last possible day. None: open, and `open_end` says why."""
    mode: Mode
    """How the days are filled when nobody says otherwise."""
    qualified: bool
    """Whether `?`, `~` or `%` is in it."""
    open_start: OpenEnd | None
    """Why there is no first day. None: there is one."""
    open_end: OpenEnd | None
    """Why there is no last day. None: there is one."""
    if_throughout: Days | None
    """First and last day that it surely covers, if it lasts throughout. None: no day is sure."""

    @property
    def core_lo(self) -> int | None:
        """The first day that it surely covers, in its own mode. None: no day is sure."""
        core = self.core(self.mode)
        return None if core is None else core[0]

    @property
    def core_hi(self) -> int | None:
        """The last day that it surely covers, in its own mode. None: no day is sure."""
        core = self.core(self.mode)
        return None if core is None else core[1]

    def core(self, mode: Mode) -> Days | None:
        """First and last day that it surely covers, if `mode` is how the days are filled."""
        return None if mode is Mode.SOMETIME_WITHIN else self.if_throughout

    def to_text(self) -> str:
        """The text that was read, unchanged; `read_edtf` reads it back."""
        return self.text


_KEPT_IN_MEMORY = 1 << 14
"""How many different dates are kept after reading: some 40 years of single days."""


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def read_edtf(text: str) -> Edtf:
    """The days that `text` can mean.

    Raises:
        BadDate: it is no EDTF of level 0, 1 or 2, names a day that does not exist, or ends before
            it begins. It says which, in plain words.
    """
    form, spans = read_spans(text)
    match form:
        case Form.DATE | Form.DATE_TIME:
            date = spans[0].first
            assert isinstance(date, OneDate)
            return _of_one_date(text, form, date)
        case Form.INTERVAL:
            ongoing = spans[0].last is OpenEnd.ONGOING
            mode = Mode.ONGOING if ongoing else Mode.THROUGHOUT
            return _of_spans(text, form, spans, mode, _covered_between(spans[0]))
        case Form.ONE_OF:
            return _of_spans(text, form, spans, Mode.SOMETIME_WITHIN, None)
        case Form.ALL_OF:
            return _of_spans(text, form, spans, Mode.THROUGHOUT, _covered_by_all(spans))


def _of_one_date(text: str, form: Form, date: OneDate) -> Edtf:
    strict_lo, strict_hi = date.strict
    lo, hi = date.wide
    fixed = date.has_fixed_days
    return Edtf(
        text=text,
        form=form,
        strict_lo=strict_lo,
        strict_hi=strict_hi,
        lo=lo,
        hi=hi,
        mode=Mode.THROUGHOUT if fixed and lo == hi else Mode.SOMETIME_WITHIN,
        qualified=bool(date.marks),
        open_start=None,
        open_end=None,
        if_throughout=date.strict if fixed else None,
    )


def _of_spans(
    text: str, form: Form, spans: tuple[Span, ...], mode: Mode, if_throughout: Days | None
) -> Edtf:
    starts = [span.first for span in spans if isinstance(span.first, OneDate)]
    ends = [span.last for span in spans if isinstance(span.last, OneDate)]
    # Only a first start and a last end can be open: `read_spans` refuses any other.
    open_start = spans[0].first if isinstance(spans[0].first, OpenEnd) else None
    open_end = spans[-1].last if isinstance(spans[-1].last, OpenEnd) else None
    return Edtf(
        text=text,
        form=form,
        strict_lo=None if open_start else min(date.strict[0] for date in starts),
        strict_hi=None if open_end else max(date.strict[1] for date in ends),
        lo=None if open_start else min(date.wide[0] for date in starts),
        hi=None if open_end else max(date.wide[1] for date in ends),
        mode=mode,
        qualified=any(date.marks for date in (*starts, *ends)),
        open_start=open_start,
        open_end=open_end,
        if_throughout=if_throughout,
    )


def _covered_between(span: Span) -> Days | None:
    """From the latest possible start to the earliest possible end, or the one end that is stated.

    Nothing ends before it begins: the start is not after the last possible end.
    """
    first, last = span.first, span.last
    if isinstance(first, OpenEnd):
        return _fixed_day(last)
    if isinstance(last, OpenEnd):
        return _fixed_day(first)
    if first.marks or last.marks:
        return None
    latest_start = min(first.wide[1], last.wide[1])
    earliest_end = max(first.wide[0], last.wide[0])
    return (latest_start, earliest_end) if latest_start <= earliest_end else None


def _covered_by_all(spans: tuple[Span, ...]) -> Days | None:
    """The days of a set of fixed days, where each follows the one before without a gap."""
    runs = []
    for span in spans:
        first, last = _fixed_day(span.first), _fixed_day(span.last)
        if first is None or last is None:
            return None
        runs.append((first[0], last[0]))
    runs.sort()
    end = runs[0][1]
    for start, next_end in runs[1:]:
        if start > end + 1:
            return None
        end = max(end, next_end)
    return runs[0][0], end


def _fixed_day(date: OneDate | OpenEnd) -> Days | None:
    if isinstance(date, OpenEnd) or date.precision is not Precision.DAY or not date.has_fixed_days:
        return None
    return date.strict
