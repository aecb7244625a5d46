"""The land and the borders behind every map: which files of it a view needs, and what it names.

Natural Earth (public domain, https://www.naturalearthdata.com/), 1:110 million for the whole world
and 1:50 million in tiles for nearer views. `webui.drawing.base_map_files` made the files. Borders
are drawn where they run in fact, as Natural Earth does, and say nothing of where they should.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from webui.drawing.view import WORLD, View

FOLDER = Path(__file__).parent.parent / "static" / "base"
TILE = 30
"""Degrees of longitude and of latitude of one tile."""
UNIT = 0.01
"""Degrees of one step of the coordinates in the files."""
NEAR = 120.0
"""Degrees; a view that is wider is drawn from the file of the whole world."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the base map, laid where it belongs."""

    file: str
    """Its name in the folder of static files."""
    x: float
    """Where longitude 0 lies in the picture, in its units."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory with the spot for its name."""

    code: str
    """ISO 3166-1 alpha-2; empty if it has none."""
    names: Mapping[str, str]
    """By language; in English as Natural Earth has it."""
    lon: float
    lat: float
    wide: float
    """Degrees of longitude that its name may take."""


@lru_cache(maxsize=64)
def sheets(view: View) -> tuple[Sheet, ...]:
    """The files that together cover a view, some of them laid a turn of the earth farther."""
    if view.wide > NEAR:
        return tuple(Sheet("base/world.svg", view.x(0, turn)) for turn in view.turns(-180, 180))
    found = []
    for name in tile_names():
        west, south = map(int, name.split("_"))
        if south < view.north and south + TILE > view.south:
            found += [
                Sheet(f"base/{name}.svg", view.x(0, turn)) for turn in view.turns(west, west + TILE)
            ]
    return tuple(found)


@cache
def tile_names() -> tuple[str, ...]:
    """The tiles that hold any land, named after their western and southern edges."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*_*.svg")))


@cache
def countries() -> tuple[Country, ...]:
    """All that has a name, the largest first."""
    rows = json.loads((FOLDER / "countries.json").read_text("utf-8"))
    return tuple(Country(*row) for row in rows)


@lru_cache(maxsize=64)
def named(view: View, most: int = 12) -> tuple[tuple[Country, float, float], ...]:
    """The countries whose names fit into a view, with where these stand in the picture."""
    placed: list[tuple[Country, float, float]] = []
    south, north = view.south, view.north
    for country in countries():
        if not south < country.lat < north:
            continue
        for turn in view.turns(country.lon, country.lon):
            x, y = view.x(country.lon, turn), view.y(country.lat)
            wide = country.wide * view.across
            clear = all(math.hypot((x - a) / 3, y - b) > 17 for _c, a, b in placed)
            inside = 40 < x < view.width - 40 and 14 < y < view.height - 22
            if inside and clear and (wide > 40 or view.wide < WORLD / 8):
                placed.append((country, x, y))
        if len(placed) >= most:
            break
    return tuple(placed)
