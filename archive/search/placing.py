"""Whether rows lie in a place, by the hierarchy of places and by the words that stand for places.

What lies in the place, or in one below it, is there certainly. What is only known to lie in a
place around it is there possibly. Rows that name a place in words and no record are judged by those
words in the same way. What states no place at all is not there; how many these are is told with
the answer.
"""

from __future__ import annotations

import numpy as np

from archive.search.areas import Outline, of_area
from archive.search.lean_whoosh import Bits, Ints
from archive.search.name_keys import name_key
from archive.search.sight import Sight
from archive.search.verdicts import (
    CERTAINLY,
    NO,
    POSSIBLY,
    Answers,
    answers,
    of_box,
    of_circle,
)


def in_places(sight: Sight, places: Ints, text: str) -> Answers:
    """Whether rows lie in any of these places (numbers of records), which are called `text`."""
    below, above = sight.below(places), sight.above(places)
    above &= ~below
    columns = sight.columns
    found = answers(above[sight.place_of], below[sight.place_of])
    rows, numbers = sight.numbers_of("place")
    np.maximum.at(found, rows, answers(above[numbers], below[numbers]))
    in_words = np.flatnonzero(
        sight.visible & (sight.place_of < 0) & (columns.place_words >= 0) & (found == NO)
    )
    if len(in_words):
        codes = columns.place_words[in_words]
        found[in_words] = _by_words(sight, below, above, text)[codes]
    return found


def _by_words(sight: Sight, below: Bits, above: Bits, text: str) -> Answers:
    """By number of words for places, such as "Grozny, Chechnya, Russia", the verdict on them."""
    words, units = sight.columns.words_for_places, sight.columns.place_units
    units.follow(words)
    verdicts = np.zeros(len(words), np.uint8)
    verdicts[units.called(_names(sight, above))] = POSSIBLY
    verdicts[units.naming(_names(sight, below) | {name_key(text)})] = CERTAINLY
    return verdicts


def _names(sight: Sight, places: Bits) -> set[str]:
    rows = sight.row_of[np.flatnonzero(places[:-1])]
    names = sight.columns.names
    return {name_key(name) for row in rows.tolist() for name in names.get(row, ())}


def in_circle(sight: Sight, circle: tuple[float, float, float]) -> Answers:
    """Whether rows lie within some kilometres of a point."""
    return _with_hierarchy(sight, of_circle(*sight.positions, circle, sight.reach))


def in_box(sight: Sight, box: tuple[float, float, float, float]) -> Answers:
    """Whether rows lie in a box of west, south, east, north."""
    return _with_hierarchy(sight, of_box(*sight.positions, box, sight.reach))


def in_area(sight: Sight, outline: Outline) -> Answers:
    """Whether rows lie within an outline on the map."""
    return _with_hierarchy(sight, of_area(*sight.positions, outline))


def _with_hierarchy(sight: Sight, found: Answers) -> Answers:
    """Rows without a position are possibly there if a place in their place possibly is."""
    lying_there = sight.place_rows[found[sight.place_rows] != NO]
    if len(lying_there) and len(sight.unplaced):
        around = sight.above(sight.columns.record[lying_there])
        found[sight.unplaced[around[sight.place_of[sight.unplaced]]]] = POSSIBLY
    return found


def without_place(sight: Sight) -> Bits:
    """Rows that say nothing of where they are."""
    columns = sight.columns
    named, _ = sight.numbers_of("place")
    says = (sight.place_of >= 0) | (columns.place_words >= 0) | ~np.isnan(columns.lat)
    says[named] = True
    nothing: Bits = ~says
    return nothing


def without_position(sight: Sight, found: Answers) -> Bits | None:
    """Rows of which no position and no hierarchy of places tells whether they are there.

    None: there are none.
    """
    nowhere = sight.unplaced[found[sight.unplaced] == NO]
    if not len(nowhere):
        return None
    rows = np.zeros(len(found), np.bool_)
    rows[nowhere] = True
    return rows
