"""Why a hit is only possible, in words."""

from __future__ import annotations

import math

from archive.search.columns import EARLIEST, LATEST, Columns
from archive.search.sight import Sight
from schemas.days import civil, year_text

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def of_date(columns: Columns, row: int) -> str:
    """Why the date of a row does not decide."""
    first, last = int(columns.date_lo[row]), int(columns.date_hi[row])
    if first == EARLIEST and last == LATEST:
        return "no date is recorded"
    if first == EARLIEST:
        return f"the date is only known to lie on or before {_day(last)}"
    if last == LATEST:
        return f"the date is only known to lie on or after {_day(first)}"
    return f"the date is only known to lie between {_day(first)} and {_day(last)}"


def of_place(sight: Sight, row: int) -> str:
    """Why the place of a row does not decide."""
    return f"the place is only known as {place_words(sight, row)}"


def of_position(sight: Sight, row: int) -> str:
    """Why the position of a row does not decide."""
    metres = float(sight.positions.radius[row])
    where = place_words(sight, row)
    if math.isnan(float(sight.positions.lat[row])):
        return f"the place is only known as {where}, of which no position is recorded"
    if math.isnan(metres):
        return f"how far the place may lie from its position is not stated ({where})"
    return f"the place is only known to within {_distance(metres)} ({where})"


def place_words(sight: Sight, row: int) -> str:
    """What the place of a row is called."""
    columns = sight.columns
    name = sight.name_of(int(sight.place_of[row]))
    code = int(columns.place_words[row])
    return name or (columns.words_for_places[code] if code >= 0 else "its position")


def _distance(metres: float) -> str:
    return f"{metres / 1000:.3g} km" if metres >= 1000 else f"{metres:.0f} m"


def _day(number: int) -> str:
    year, month, day = civil(number)
    return f"{day} {_MONTHS[month - 1]} {year_text(year)}"
