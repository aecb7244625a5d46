"""A map as a value: the base, and hits on it as circles. What is certain is solid, else hatched.

A symbol stands for all hits of one square; its area grows with the logarithm of their number, and
the solid part of its area is the part that is certain. Around a symbol whose hits lie at one place
stands a second circle, true to scale: how far the true place may be from there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from archive.search.tallies import Cell
from webui.drawing.base_map import UNIT, Country, Sheet, named, sheets
from webui.drawing.view import METRES_A_DEGREE, WORLD, View

SQUARES = 12
"""Squares side by side across a map: as many as have room for their symbols."""
LARGEST = 20.0
"""Units of the picture; a symbol of more hits is not larger."""
_STEPS = (60, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)


@dataclass(frozen=True, slots=True)
class Spot:
    """The hits of one square of the map."""

    cell: Cell
    x: float
    y: float
    size: float
    """Radius of the symbol, in units of the picture."""
    solid: float
    """Radius of its solid part; 0: all are only possible."""
    reach: tuple[float, float] | None
    """Half axes of the circle in which the true place lies; None: not known, or not to be seen."""
    number: int
    """Its row in the table beside the map, from 0."""


@dataclass(frozen=True, slots=True)
class Line:
    """A meridian or a parallel."""

    at: float
    """From the left or from the top."""
    degrees: float


@dataclass(frozen=True, slots=True)
class Map:
    """A map, ready to be drawn."""

    view: View
    sheets: tuple[Sheet, ...]
    names: tuple[tuple[Country, float, float], ...]
    meridians: tuple[Line, ...]
    parallels: tuple[Line, ...]
    spots: tuple[Spot, ...]
    """The largest first, so that small ones lie above."""
    scale: tuple[int, float]
    """Metres, and how long they are in the middle of the picture."""

    @property
    def equator(self) -> float:
        """Where latitude 0 lies from the top."""
        return self.view.y(0)

    @property
    def steps(self) -> tuple[float, float]:
        """Units of the picture to one step of the coordinates of the base, across and down."""
        return round(self.view.across * UNIT, 6), round(-self.view.up * UNIT, 6)


def drawn(view: View, cells: Iterable[Cell]) -> Map:
    """The map of a view with these hits on it."""
    spots = [spot for number, cell in enumerate(cells) for spot in _spots(view, cell, number)]
    spots.sort(key=lambda spot: -max(spot.size, *(spot.reach or (0,))))
    return Map(
        view=view,
        sheets=sheets(view),
        names=named(view),
        meridians=tuple(
            Line(view.x(degrees), (degrees + 180) % WORLD - 180)
            for degrees in _grid(view.west, view.west + view.wide)
        ),
        parallels=tuple(
            Line(view.y(degrees), degrees)
            for degrees in _grid(view.south, view.north)
            if abs(degrees) < 90
        ),
        spots=tuple(spots),
        scale=scale(view),
    )


def _spots(view: View, cell: Cell, number: int) -> list[Spot]:
    total = cell.certain + cell.possible
    size = round(min(LARGEST, 5 + 2.1 * math.log2(total)), 1)
    reach = view.radii(cell.lat, cell.radius_m) if cell.radius_m is not None else None
    wide = max(LARGEST, reach[0] if reach else 0) / view.across
    return [
        Spot(
            cell,
            view.x(cell.lon, turn),
            view.y(cell.lat),
            size,
            round(size * math.sqrt(cell.certain / total), 1),
            reach if reach and max(reach) > size else None,
            number,
        )
        for turn in view.turns(cell.lon - wide, cell.lon + wide)
    ]


def _grid(first: float, last: float) -> list[float]:
    """Round degrees between two bounds: four to eight of them."""
    step = next((step for step in _STEPS if (last - first) / step >= 4), _STEPS[-1])
    begin = math.ceil(first / step)
    return [round(n * step, 4) for n in range(begin, math.floor(last / step) + 1)]


def scale(view: View, longest: float = 110.0) -> tuple[int, float]:
    """The longest round distance that fits into so many units of the picture."""
    metres_a_unit = METRES_A_DEGREE / view.up
    most = longest * metres_a_unit
    power = 10 ** math.floor(math.log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most)
    return round(metres), round(metres / metres_a_unit, 1)


def square_of(view: View) -> float:
    """Degrees of the side of the squares in which a view counts hits."""
    return max(0.001, view.wide / SQUARES)
