"""A part of the map: which longitudes and latitudes it shows, and where each lies in the picture.

Equidistant cylindrical projection (Snyder 1987, "Map Projections: A Working Manual", chapter 12)
whose standard parallel is the middle of the view, so that distances around there are true both
ways; a view of more than a quarter of the earth has the equator for it. Longitudes run on beyond
180° where a view crosses that meridian.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

from schemas.sphere import EARTH_METRES

WORLD = 360.0
DEEPEST = 12
"""The nearest view: 360° / 2^12, some nine kilometres at the equator."""
METRES_A_DEGREE = math.pi / 180 * EARTH_METRES
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west beyond east crosses the 180th meridian."""


@dataclass(frozen=True)
class View:
    """What a map shows."""

    lat: float
    """Of the middle, degrees north."""
    lon: float
    zoom: int
    """From 0, the whole earth; each step shows half as many degrees."""
    width: int = 480
    """Of the picture, in its own units."""
    height: int = 340

    @cached_property
    def wide(self) -> float:
        """Degrees of longitude from edge to edge."""
        return math.ldexp(WORLD, -self.zoom)

    @cached_property
    def across(self) -> float:
        """Units of the picture to a degree of longitude."""
        return self.width / self.wide

    @cached_property
    def up(self) -> float:
        """Units of the picture to a degree of latitude."""
        parallel = min(abs(self.lat), 75.0) if self.zoom > 1 else 0.0
        narrow: float = math.cos(math.radians(parallel))
        return self.across / narrow

    @cached_property
    def north(self) -> float:
        """Latitude of the upper edge; it may be beyond the pole."""
        return self.lat + self.height / 2 / self.up

    @cached_property
    def south(self) -> float:
        """Latitude of the lower edge."""
        return self.lat - self.height / 2 / self.up

    @cached_property
    def west(self) -> float:
        """Longitude of the left edge; it may be beyond 180°."""
        return self.lon - self.wide / 2

    def x(self, lon: float, turn: int = 0) -> float:
        """Where a longitude lies from the left, so many turns of the earth farther east."""
        return round((lon + turn * WORLD - self.west) * self.across, 1)

    def y(self, lat: float) -> float:
        """Where a latitude lies from the top."""
        return round((self.north - lat) * self.up, 1)

    def turns(self, west: float, east: float) -> list[int]:
        """By how many turns of the earth a stretch of longitudes is to be moved to be seen."""
        right = self.west + self.wide
        return [
            turn
            for turn in (-1, 0, 1)
            if west + turn * WORLD <= right and east + turn * WORLD >= self.west
        ]

    def radii(self, lat: float, metres: float) -> tuple[float, float]:
        """Half axes of a circle of so many metres around a position, as it looks here."""
        degrees = metres / METRES_A_DEGREE
        narrow = max(0.01, math.cos(math.radians(lat)))
        return round(degrees / narrow * self.across, 1), round(degrees * self.up, 1)

    @property
    def box(self) -> Box:
        """Its edges, as a search takes them."""
        south, north = max(-90.0, self.south), min(90.0, self.north)
        if self.wide >= WORLD:
            return (-180.0, south, 180.0, north)
        return (_turned(self.west), south, _turned(self.west + self.wide), north)

    def moved(self, right: float = 0, up: float = 0, closer: int = 0) -> View:
        """A view beside this one, by parts of its width and height, or one nearer or farther."""
        lat = self.lat + up * self.height / self.up
        return replace(
            self,
            lat=round(min(85.0, max(-85.0, lat)), 4),
            lon=round(_turned(self.lon + right * self.wide), 4),
            zoom=min(DEEPEST, max(0, self.zoom + closer)),
        )

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return place_text(self.lat, self.lon, self.zoom)


def place_text(lat: float, lon: float, zoom: int) -> str:
    """A middle and a zoom as they stand in an address."""
    return f"{lat:g},{lon:g},{zoom}"


def fitted(box: Box | None, width: int = 480, height: int = 340, deepest: int = 7) -> View:
    """The nearest view that shows a box whole; without one, the whole earth."""
    if box is None:
        return View(20.0, 10.0, 0, width, height)
    west, south, east, north = box
    wide = WORLD if (west, east) == (-180.0, 180.0) else (east - west) % WORLD
    middle = View(
        round(min(85.0, max(-85.0, (south + north) / 2)), 4),
        round(_turned(west + wide / 2), 4),
        0,
        width,
        height,
    )
    for zoom in range(deepest, 0, -1):
        view = replace(middle, zoom=zoom)
        if wide <= view.wide * 0.86 and north - south <= 0.8 * height / view.up:
            return view
    return middle


def _turned(lon: float) -> float:
    """A longitude between -180 and 180 degrees."""
    return (lon + 180) % WORLD - 180
