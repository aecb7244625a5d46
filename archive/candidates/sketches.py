"""What two incidents are compared by, and how near they come to each other.

Distances are the least that their bounds allow: two that may have happened on the same day, at the
same spot, are near, however little is known of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.sphere import Position, metres_between

DAYS_APART = 3
"""At most so many days lie between two that may be the same."""
KM_APART = 5.0
"""At most so many kilometres."""
WORDS_IN_COMMON = 0.3
"""At least this share of the shorter one's words stands in the other, too."""
LONGEST_SPAN = 31
"""Days over which a date may be spread to be compared: a year would be near to everything."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """An incident as one audience sees it, by when and where."""

    id: str
    ref: str
    title: str
    first_day: int
    """First and last possible day (`datetime.date.toordinal`)."""
    last_day: int
    position: Position | None
    """None: there is none."""
    radius_km: float
    """How far the true place may lie from there; 0 where that is not stated."""
    place: str
    """The place in words, folded; "" if none is stated."""


def days_between(one: Sketch, other: Sketch) -> int:
    """The fewest days that can lie between the two."""
    return max(one.first_day - other.last_day, other.first_day - one.last_day, 0)


def km_between(one: Sketch, other: Sketch) -> float | None:
    """The fewest kilometres that can lie between the two; None where one has no position."""
    if one.position is None or other.position is None:
        return None
    away = metres_between(one.position, other.position) / 1000
    return max(0.0, away - one.radius_km - other.radius_km)


def are_near(one: Sketch, other: Sketch) -> bool:
    """Whether when and where leave it possible that the two are the same."""
    if days_between(one, other) > DAYS_APART:
        return False
    away = km_between(one, other)
    if away is None:
        return bool(one.place) and one.place == other.place
    return away <= KM_APART


def in_common(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter one's words that the other has, from 0 to 1."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
