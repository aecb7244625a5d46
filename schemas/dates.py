"""When something happened, as the record holds it: a date, a time of day, a duration.

Each keeps the words of the source beside what follows from them. Dates follow EDTF, level 2
(`schemas.edtf`, docs/dates.md). Nothing missing is filled in: no time zone, no length, no year.
Converting other calendars is left to the person who reads the source.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from schemas.date_words import date_words
from schemas.days import day_text
from schemas.edtf import Edtf, Mode, OpenEnd, read_edtf
from schemas.errors import BackwardWindow, BadDate
from schemas.shape import Json, Shape
from schemas.times import Duration, TimeOfDay
from schemas.verdict import Verdict

__all__ = ["DateBasis", "DateValue", "Duration", "Mode", "TimeOfDay"]


class DateBasis(StrEnum):
    """How the date is known."""

    STATED = "stated"
    """The source says it."""
    RELATIVE = "relative"
    """The source says it from another event: "the following day". `anchor` names that one."""
    INFERRED = "inferred"
    """It follows from the source, such as a year that is only clear from the context."""
    CODER = "coder"
    """The person who wrote the record judged so."""


class DateValue(Shape):
    """A date with its words, and the days that it can mean."""

    edtf: str | None = None
    """The date in EDTF, level 2. None: only words are known."""
    verbatim: str | None = None
    """The words of the source, in its language."""
    lo: str | None = None
    """First possible day (ISO 8601), computed from `edtf`. None: open, or there is no `edtf`."""
    hi: str | None = None
    """Last possible day (ISO 8601), computed from `edtf`. None: open, or there is no `edtf`."""
    mode: Mode | None = None
    """How the days are filled; follows from `edtf` unless a person says otherwise."""
    basis: DateBasis = DateBasis.STATED
    """How the date is known."""
    anchor: str | None = None
    """What a relative date is relative to: the ref of a record, or words."""

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, given: Json) -> Json:
        if not isinstance(given, dict) or not isinstance(given.get("edtf"), str):
            return given
        edtf = read_edtf(given["edtf"])
        stated = {key: value for key, value in given.items() if value is not None}
        return {"lo": _day(edtf.lo), "hi": _day(edtf.hi), "mode": edtf.mode, **stated}

    @model_validator(mode="after")
    def _agree(self) -> DateValue:
        edtf = self._read()
        if edtf is None:
            if not self.verbatim:
                raise BadDate("", "neither a date nor the words of the source are given")
            if (self.lo, self.hi, self.mode) != (None, None, None):
                raise BadDate(
                    "", "first day, last day and mode follow from a date, and none is given"
                )
            return self
        for name, given, follows in (("lo", self.lo, edtf.lo), ("hi", self.hi, edtf.hi)):
            if given != _day(follows):
                expected = _day(follows) or "open"
                raise BadDate(edtf.text, f"{name} follows as {expected}, and is given as {given}")
        if self.mode is Mode.ONGOING and edtf.open_end is not OpenEnd.ONGOING:
            raise BadDate(edtf.text, "what is ongoing has an open end, such as 2014-12-11/..")
        return self

    def day_bounds(self) -> tuple[int | None, int | None]:
        """First and last possible day as numbers (`schemas.days`); None: open or not known."""
        edtf = self._read()
        return (None, None) if edtf is None else (edtf.lo, edtf.hi)

    def core(self) -> tuple[int, int] | None:
        """First and last day, as numbers, that it surely covers. None: no day is sure."""
        edtf = self._read()
        return None if edtf is None or self.mode is None else edtf.core(self.mode)

    def within(self, first: int | None, last: int | None) -> Verdict:
        """Whether it lies in the window from day `first` to day `last`. None: no bound there.

        Certainly, if all possible days do, or one that it surely covers does. Possibly, if a
        possible day does. What has no date is possibly in every window.

        Raises:
            BackwardWindow: the window ends before it begins.
        """
        if first is not None and last is not None and last < first:
            raise BackwardWindow(day_text(first), day_text(last))
        if self.edtf is None:
            return Verdict.POSSIBLY
        lo, hi = self.day_bounds()
        if _encloses((first, last), (lo, hi)):
            return Verdict.CERTAINLY
        core = self.core()
        if core is not None and _meet(core, (first, last)):
            return Verdict.CERTAINLY
        return Verdict.POSSIBLY if _meet((lo, hi), (first, last)) else Verdict.NO

    def ucdp_date_prec(self) -> int:
        """The precision code of UCDP GED, from the number of possible days.

        1: one day; 2: two to six; 3: a week; 4: up to a month; 5: more. The codebook ends 5 at a
        year; there is no code for more, so that 5 also stands for longer, open and unknown dates.
        UCDP GED Codebook 23.1, "date_prec", https://ucdp.uu.se/downloads/ged/ged231.pdf
        """
        return _code(self._possible_days(), limits=(1, 6, 7, 31))

    def acled_time_precision(self) -> int:
        """The precision code of ACLED, from the number of possible days.

        1: one day; 2: up to a week; 3: a month or more, open and unknown dates as well.
        ACLED Codebook, "time precision", https://acleddata.com/knowledge-base/codebook/
        """
        return _code(self._possible_days(), limits=(1, 7))

    def words(self, language: str = "en") -> str:
        """Short text for people: "11 December 2014", "between 5 December 2014 and 28 January 2015".

        Without a date, the words of the source.

        Raises:
            UnknownLanguage: there are no words in this language.
        """
        if self.edtf is None or self.mode is None:
            return self.verbatim or ""
        return date_words(self.edtf, self.mode, language)

    def _read(self) -> Edtf | None:
        return None if self.edtf is None else read_edtf(self.edtf)

    def _possible_days(self) -> int | None:
        lo, hi = self.day_bounds()
        return None if lo is None or hi is None else hi - lo + 1


Window = tuple[int | None, int | None]
"""First and last day; None is no bound."""


def _day(number: int | None) -> str | None:
    return None if number is None else day_text(number)


def _encloses(outer: Window, inner: Window) -> bool:
    begins = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    ends = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return begins and ends


def _meet(one: Window, two: Window) -> bool:
    before = one[1] is not None and two[0] is not None and one[1] < two[0]
    after = one[0] is not None and two[1] is not None and one[0] > two[1]
    return not before and not after


def _code(days: int | None, *, limits: tuple[int, ...]) -> int:
    """The place, from 1, of the first limit that `days` does not exceed; one more beyond all."""
    fitting = (place for place, limit in enumerate(limits, 1) if days is not None and days <= limit)
    return next(fitting, len(limits) + 1)
