"""The places of an incident on a small map: each as a circle in which the true place lies.

The positions are those that the reader is told in words, of the incident, of its acts, and of the
places that these name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from archive.disclosure import View
from archive.projections import middle
from archive.search.tallies import Cell
from schemas.shape import Json
from webui.drawing.map import Map, drawn
from webui.drawing.view import METRES_A_DEGREE, Box, fitted

SMALL = (480, 260)
"""Width and height of the map, in its own units."""
DEEPEST = 6
"""The nearest view: nearer ones show no coast and no border to know the place by."""
AROUND = 2_000
"""Metres that are shown around a position of which nobody says how exact it is."""


def places_named(content: Json) -> list[str]:
    """Ids of the places that an incident and its acts name."""
    return [value["place"] for value in _places(content) if "place" in value]


def small_map(content: Json, places: Mapping[str, View]) -> Map | None:
    """The map of an incident; None if no position is known. `places` are those that it names."""
    cells: dict[tuple[float, float, float | None], Cell] = {}
    for value in _places(content):
        found = _position(value) or _position_of(places.get(value.get("place", "")))
        if found:
            lat, lon, radius = found
            cells[found] = Cell(lat, lon, 1, 0, at_one_place=True, radius_m=radius)
    if not cells:
        return None
    return drawn(fitted(_around(cells.values()), *SMALL, deepest=DEEPEST), cells.values())


def _places(content: Json) -> Iterator[Json]:
    for row in (content, *content.get("acts", [])):
        if "place" in row:
            yield row["place"]


def _position(value: Json) -> tuple[float, float, float | None] | None:
    lat, lon = middle(value.get("geometry"))
    if lat is None or lon is None:
        return None
    return lat, lon, value.get("radius_m")


def _position_of(place: View | None) -> tuple[float, float, float | None] | None:
    return None if place is None else _position(place.content)


def _around(cells: Iterable[Cell]) -> Box:
    """A box around all circles; it starts at the first one, so that 180° is no edge."""
    found = list(cells)
    first = found[0].lon
    west = east = 0.0
    south, north = 90.0, -90.0
    for cell in found:
        up = (cell.radius_m or AROUND) / METRES_A_DEGREE
        aside = up / max(0.01, math.cos(math.radians(cell.lat)))
        middle_ = (cell.lon - first + 180) % 360 - 180
        west, east = min(west, middle_ - aside), max(east, middle_ + aside)
        south, north = min(south, cell.lat - up), max(north, cell.lat + up)
    return first + west, max(-90.0, south), first + min(east, west + 359), min(90.0, north)
