"""Which incidents are worth comparing: those that fall into neighbouring boxes of days and degrees.

Comparing all with all would be 5,000,000,000 pairs at 100,000 incidents. Boxes are four days long
and a tenth of a degree wide; what has no position is boxed by the words of its place. Positions
that are more than two boxes apart (some 20 km) are not compared, however large their radius.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from archive.candidates.sketches import LONGEST_SPAN, Sketch, are_near

DAYS, DEGREES = 4, 0.1
"""The size of a box."""
Box = tuple[int, int, int] | tuple[int, str]


def near_pairs(sketches: Iterable[Sketch]) -> Iterator[tuple[Sketch, Sketch]]:
    """Each two that may be the same by when and where, once each, in a fixed order."""
    boxes: dict[Box, list[Sketch]] = {}
    for one in sorted(sketches, key=lambda sketch: sketch.id):
        met: dict[str, Sketch] = {
            other.id: other for box in _around(one) for other in boxes.get(box, ())
        }
        yield from ((other, one) for other in met.values() if are_near(other, one))
        for box in _own(one):
            boxes.setdefault(box, []).append(one)


def is_comparable(first_day: int | None, last_day: int | None) -> bool:
    """Whether a date is known well enough to compare by it."""
    return first_day is not None and last_day is not None and last_day - first_day < LONGEST_SPAN


def _own(one: Sketch) -> Iterator[Box]:
    """The boxes in which an incident lies: several, where its date is spread."""
    for days in range(one.first_day // DAYS, one.last_day // DAYS + 1):
        if one.position is not None:
            yield (days, *_cell(one.position))
        if one.place:
            yield (days, one.place)


def _around(one: Sketch) -> Iterator[Box]:
    """Its own boxes and those beside them; the last column of degrees is beside the first."""
    columns = round(360 / DEGREES)
    for days in range(one.first_day // DAYS - 1, one.last_day // DAYS + 2):
        if one.place:
            yield (days, one.place)
        if one.position is not None:
            row, column = _cell(one.position)
            for up in (-1, 0, 1):
                for aside in (-1, 0, 1):
                    yield (days, row + up, (column + aside) % columns)


def _cell(position: tuple[float, float]) -> tuple[int, int]:
    lat, lon = position
    return math.floor(lat / DEGREES), math.floor((lon % 360) / DEGREES)
