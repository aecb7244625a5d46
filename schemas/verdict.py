"""The three answers of every filter on data that are not exact: certainly, possibly, no.

A record whose date is "some day in December" is neither inside nor outside a week of December. It
is possibly inside; whoever counts must say how many are certain and how many only possible.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Verdict", "both", "either"]


class Verdict(StrEnum):
    """Whether something meets a condition, as far as what was stated allows an answer."""

    CERTAINLY = "certainly"
    """It meets the condition, whichever of the possible values is the true one."""
    POSSIBLY = "possibly"
    """It meets the condition with some of the possible values, and with others it does not."""
    NO = "no"
    """It does not meet the condition, whichever of the possible values is the true one."""


_STRENGTH = {Verdict.NO: 0, Verdict.POSSIBLY: 1, Verdict.CERTAINLY: 2}


def both(*verdicts: Verdict) -> Verdict:
    """The answer when all conditions must be met: the weakest one.

    No condition at all is certainly met.
    """
    return min(verdicts, key=_STRENGTH.__getitem__, default=Verdict.CERTAINLY)


def either(*verdicts: Verdict) -> Verdict:
    """The answer when one of the conditions is enough: the strongest one.

    Of no conditions at all, none is met.
    """
    return max(verdicts, key=_STRENGTH.__getitem__, default=Verdict.NO)
