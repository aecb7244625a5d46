"""Numbers as sources state them: at least nine, dozens, about two hundred, between 3 and 5.

A number is kept as two bounds and the words it came in. No third number is made up between them.
Sums are intervals of whole numbers: the least sums of the lower bounds, the most of the upper ones,
and no upper bound at all where one summand has none. Which number is right when two sources
differ is left to whoever compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import Field, model_validator

from schemas.count_words import comparator_word, no_bounds_stated
from schemas.errors import BadCount, MixedUnits
from schemas.shape import Json, Shape

__all__ = ["Comparator", "CountValue", "Interval", "add"]


class Comparator(StrEnum):
    """In which words a source states a number."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    """Near a number. How near is not known: bounds are those that a person states, or none."""
    MORE_THAN = "more_than"
    """More than a number: `lo` is the next one. "More than nine" has `lo` 10."""
    FEWER_THAN = "fewer_than"
    """Fewer than a number: `hi` is the one before. "Fewer than nine" has `hi` 8."""
    BETWEEN = "between"
    SEVERAL = "several"
    """At least 2."""
    DOZENS = "dozens"
    """At least 24: a plural of twelve."""
    MANY = "many"
    """At least 1: "many" sets no number."""
    SOME = "some"
    """At least 1."""
    UNKNOWN = "unknown"
    """The source speaks of it and gives no number: at least 0."""


LEAST: Final = {
    Comparator.AT_MOST: 0,
    Comparator.FEWER_THAN: 0,
    Comparator.ABOUT: 0,
    Comparator.SEVERAL: 2,
    Comparator.DOZENS: 24,
    Comparator.MANY: 1,
    Comparator.SOME: 1,
    Comparator.UNKNOWN: 0,
}
"""The lower bound that follows from the words alone."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All whole numbers from `lo` to `hi`.

    Raises:
        BadCount: `lo` is negative, or `hi` is below it.
    """

    lo: int
    hi: int | None
    """None: not bounded."""

    def __post_init__(self) -> None:
        if self.lo < 0 or (self.hi is not None and self.hi < self.lo):
            raise BadCount("interval", self.lo, self.hi, "it goes from 0 or more upwards")

    def __add__(self, other: Interval) -> Interval:
        """Everything that a number of one and a number of the other can add up to."""
        unbounded = self.hi is None or other.hi is None
        return Interval(self.lo + other.lo, None if unbounded else (self.hi or 0) + (other.hi or 0))

    def hull(self, *others: Interval) -> Interval:
        """The narrowest interval that holds this one and all `others`."""
        uppers = [one.hi for one in (self, *others)]
        bounded = [upper for upper in uppers if upper is not None]
        lowest = min(one.lo for one in (self, *others))
        return Interval(lowest, max(bounded) if len(bounded) == len(uppers) else None)

    def words(self) -> str:
        """Short text in any language: "≥ 26", "11", "3–5"."""
        if self.hi is None:
            return f"≥ {self.lo}"
        return str(self.lo) if self.lo == self.hi else f"{self.lo}–{self.hi}"


class CountValue(Shape):
    """A number with the words that state it and the bounds that follow from them."""

    verbatim: str | None = None
    """The words of the source, in its language."""
    lo: int = Field(default=0, ge=0)
    """The smallest possible number. Follows from the comparator where it is not given."""
    hi: int | None = None
    """The largest possible number. None: not bounded."""
    comparator: Comparator
    """In which words the number is stated."""
    unit: str | None = None
    """What is counted, where the field that holds the number does not say it."""

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, given: Json) -> Json:
        if not isinstance(given, dict):
            return given
        stated = {key: value for key, value in given.items() if value is not None}
        comparator = stated.get("comparator")
        if comparator == Comparator.EXACTLY:
            number = stated.get("lo", stated.get("hi"))
            return {"lo": number, "hi": number, **stated} if isinstance(number, int) else stated
        if isinstance(comparator, str) and comparator in LEAST:
            return {"lo": LEAST[Comparator(comparator)], **stated}
        return stated

    @model_validator(mode="after")
    def _agree(self) -> CountValue:
        holds, rule = self._rule()
        if self.hi is not None and self.hi < self.lo:
            holds, rule = False, "the upper bound is below the lower one"
        if not holds:
            raise BadCount(self.comparator.value, self.lo, self.hi, rule)
        return self

    def _rule(self) -> tuple[bool, str]:
        """Whether the bounds are such as the comparator asks for, and what it asks for."""
        match self.comparator:
            case Comparator.EXACTLY:
                return self.lo == self.hi, "both bounds are the one number"
            case Comparator.AT_LEAST | Comparator.MORE_THAN:
                return self.lo > 0 and self.hi is None, "a lower bound above 0 and no upper one"
            case Comparator.AT_MOST | Comparator.FEWER_THAN:
                return self.lo == 0 and self.hi is not None, "an upper bound, and below it 0"
            case Comparator.BETWEEN:
                both_stated = "lo" in self.model_fields_set and self.hi is not None
                return both_stated and self.lo != self.hi, "two different bounds"
            case Comparator.ABOUT:
                stated = bool(self.verbatim) or not self._is_unbounded()
                return stated, "without bounds it needs the words of the source"
            case (
                Comparator.SEVERAL
                | Comparator.DOZENS
                | Comparator.MANY
                | Comparator.SOME
                | Comparator.UNKNOWN
            ):
                least = LEAST[self.comparator]
                return self.lo >= least, f"it is at least {least}"

    def interval(self) -> Interval:
        """All numbers that it can be."""
        return Interval(self.lo, self.hi)

    def words(self, language: str = "en") -> str:
        """Short text: "≥ 9", "9", "9–12", "dozens (≥ 24)", "about 10 (no bounds stated)".

        Raises:
            UnknownLanguage: there are no words in this language.
        """
        bounds = self.interval().words()
        match self.comparator:
            case Comparator.EXACTLY | Comparator.AT_LEAST | Comparator.BETWEEN:
                words = bounds
            case Comparator.AT_MOST:
                words = f"≤ {self.hi}"
            case Comparator.MORE_THAN:
                words = f"> {self.lo - 1}"
            case Comparator.FEWER_THAN:
                words = f"< {(self.hi or 0) + 1}"
            case Comparator.ABOUT:
                near = self.verbatim or comparator_word(self.comparator, language)
                bounds = no_bounds_stated(language) if self._is_unbounded() else bounds
                words = f"{near} ({bounds})"
            case (
                Comparator.SEVERAL
                | Comparator.DOZENS
                | Comparator.MANY
                | Comparator.SOME
                | Comparator.UNKNOWN
            ):
                words = comparator_word(self.comparator, language)
                words = words if self._is_unbounded() else f"{words} ({bounds})"
        return words

    def _is_unbounded(self) -> bool:
        return self.lo == 0 and self.hi is None


def add(*counts: CountValue) -> Interval:
    """What `counts` add up to; 0 for none.

    Raises:
        MixedUnits: they count different things. A count without a unit goes with any.
    """
    units = sorted({count.unit for count in counts if count.unit is not None})
    if len(units) > 1:
        raise MixedUnits(tuple(units))
    return sum((count.interval() for count in counts), start=Interval(0, 0))
