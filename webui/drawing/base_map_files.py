"""Makes the files of the base map from Natural Earth's countries as TopoJSON.

    python -m webui.drawing.base_map_files countries-110m.json countries-50m.json NAMES FOLDER

TopoJSON 1.0 (https://github.com/topojson/topojson-specification); NAMES is a folder with
`codes.json`, rows of ISO 3166-1 codes (two letters, three letters, three digits), and `langs` with
a file of names for each language. The 50m file is cut into tiles, so that
a view asks for what it shows only. Coordinates are whole hundredths of a degree, relative to each
other.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from schemas.shape import Json
from webui.drawing.base_map import TILE, UNIT
from webui.language import ENGLISH, LANGUAGES

Point = tuple[float, float]
Ring = list[Point]
MARGIN = 0.05
"""Degrees by which the land of a tile reaches into its neighbours, so that no seam is seen."""
WHOLE = (-180.0, -90.0, 180.0, 90.0)


class Topology:
    """Shapes that share their edges."""

    def __init__(self, found: Json) -> None:
        self._objects = found["objects"]
        (sx, sy), (tx, ty) = found["transform"]["scale"], found["transform"]["translate"]
        self.arcs: list[Ring] = []
        for arc in found["arcs"]:
            steps = itertools.accumulate(arc, lambda at, step: (at[0] + step[0], at[1] + step[1]))
            self.arcs.append([(x * sx + tx, y * sy + ty) for x, y in steps])

    def rings(self, geometry: Json) -> Iterator[Ring]:
        """The rings of a polygon or of several, holes among them."""
        polygons = geometry.get("arcs", [])
        for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
            for numbers in polygon:
                yield self._ring(numbers)

    def land(self) -> list[Ring]:
        """All land."""
        shapes = self._objects["land"]["geometries"]
        return [copy for shape in shapes for ring in self.rings(shape) for copy in copies(ring)]

    def borders(self) -> list[Ring]:
        """What two countries share."""
        uses = Counter(
            number if number >= 0 else ~number
            for geometry in self.countries()
            for number in set(_flat(geometry.get("arcs", [])))
        )
        shared = [self.arcs[number] for number, times in uses.items() if times > 1]
        return [copy for line in shared for copy in copies(line, close=False)]

    def countries(self) -> list[Json]:
        """Their geometries, with names."""
        found: list[Json] = self._objects["countries"]["geometries"]
        return found

    def _ring(self, numbers: Sequence[int]) -> Ring:
        ring: Ring = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            ring += arc[1:] if ring else arc
        return ring


def _flat(found: Json) -> Iterator[int]:
    for one in found:
        if isinstance(one, int):
            yield one
        else:
            yield from _flat(one)


def unwound(line: Ring) -> Ring:
    """A line with longitudes that run on beyond 180°, where it crosses that meridian."""
    steps = [0.0] + [(b[0] - a[0] + 180) % 360 - 180 for a, b in itertools.pairwise(line)]
    lons = itertools.accumulate(steps, initial=line[0][0])
    return [
        (lon, point[1]) for lon, point in zip(itertools.islice(lons, 1, None), line, strict=True)
    ]


def copies(line: Ring, *, close: bool = True) -> Iterator[Ring]:
    """A line as often as turns of the earth bring a part of it between -180° and 180°.

    A ring around a pole is led along that pole.
    """
    line = unwound(line)
    if close and abs(line[-1][0] - line[0][0]) > 180:
        pole = 90.0 if line[0][1] > 0 else -90.0
        line = [*line, (line[-1][0], pole), (line[0][0], pole)]
    lons = [lon for lon, _lat in line]
    for turn in (-360, 0, 360):
        if min(lons) + turn < 180 and max(lons) + turn > -180:
            yield [(lon + turn, lat) for lon, lat in line]


def clipped(ring: Ring, box: tuple[float, float, float, float]) -> Ring:
    """The part of a ring inside a box (Sutherland and Hodgman 1974, Reentrant Polygon Clipping)."""
    west, south, east, north = box
    for axis, bound, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        kept: Ring = []
        for before, point in zip([ring[-1], *ring], ring, strict=False) if ring else ():
            inside, was = sign * (point[axis] - bound) >= 0, sign * (before[axis] - bound) >= 0
            if inside != was:
                part = (bound - before[axis]) / (point[axis] - before[axis])
                kept.append(
                    (
                        before[0] + part * (point[0] - before[0]),
                        before[1] + part * (point[1] - before[1]),
                    )
                )
            if inside:
                kept.append(point)
        ring = kept
    return ring


def within(line: Ring, box: tuple[float, float, float, float]) -> list[Ring]:
    """The stretches of a line that touch a box."""
    west, south, east, north = box
    pieces: list[Ring] = [[]]
    for one, other in itertools.pairwise(line):
        low, high = sorted((one[0], other[0])), sorted((one[1], other[1]))
        if low[0] <= east and low[1] >= west and high[0] <= north and high[1] >= south:
            pieces[-1] = pieces[-1] or [one]
            pieces[-1].append(other)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def path(lines: Iterable[Ring], *, close: bool) -> str:
    """Lines as the data of an SVG path."""
    out = []
    for line in lines:
        steps = [(round(x / UNIT), round(y / UNIT)) for x, y in line]
        steps = [step for step, _same in itertools.groupby(steps)]
        if len(steps) < (4 if close else 2):
            continue
        text = f"M{steps[0][0]} {steps[0][1]}l"
        numbers = [
            b - a for one, two in itertools.pairwise(steps) for a, b in zip(one, two, strict=True)
        ]
        text += "".join(f"{n}" if n < 0 or not at else f" {n}" for at, n in enumerate(numbers))
        out.append(text + ("z" if close else ""))
    return "".join(out)


def svg(land: Iterable[Ring], borders: Iterable[Ring]) -> str:
    """One file; `land` and `borders` are taken from it by their names."""
    shapes = f'<path id="land" d="{path(land, close=True)}"/>'
    lines = f'<path id="borders" d="{path(borders, close=False)}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{shapes}{lines}</defs></svg>\n'


def tiles(topology: Topology) -> Iterator[tuple[str, str]]:
    """Name and content of each tile with any land."""
    land, borders = topology.land(), topology.borders()
    for west in range(-180, 180, TILE):
        for south in range(-90, 90, TILE):
            box = (west - MARGIN, south - MARGIN, west + TILE + MARGIN, south + TILE + MARGIN)
            rings = [ring for ring in (clipped(one, box) for one in land) if len(ring) > 2]
            if rings:
                lines = [piece for one in borders for piece in within(one, box)]
                yield f"{west}_{south}", svg(rings, lines)


def labels(topology: Topology, codes: dict[str, str], names: Json) -> list[Json]:
    """Code, names, spot and width for the name of each country, the largest first."""
    rows = []
    for geometry in topology.countries():
        ring = max(map(unwound, topology.rings(geometry)), key=_area)
        lon, lat, wide = _spot(ring)
        lon = round((lon + 180) % 360 - 180, 2)
        code = codes.get(str(geometry.get("id", "")), "")
        own = {tag: _shortest(known[code]) for tag, known in names.items() if code in known}
        called = {"en": geometry["properties"]["name"], **own}
        rows.append((_area(ring), (code, called, lon, lat, wide)))
    return [row for _area_, row in sorted(rows, key=lambda row: -row[0])]


def _shortest(found: str | list[str]) -> str:
    return found if isinstance(found, str) else min(found, key=len)


def _area(ring: Ring) -> float:
    turns = itertools.pairwise([*ring, ring[0]])
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in turns)) / 2


def _spot(ring: Ring) -> tuple[float, float, float]:
    """The middle of the widest stretch inside a ring, of seven that cut it; and how wide it is."""
    lats = [lat for _lon, lat in ring]
    low, high = min(lats), max(lats)
    best = (0.0, 0.0, 0.0)
    for part in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
        lat = low + part * (high - low) + 1e-7
        cuts = sorted(
            x1 + (lat - y1) / (y2 - y1) * (x2 - x1)
            for (x1, y1), (x2, y2) in itertools.pairwise([*ring, ring[0]])
            if (y1 > lat) != (y2 > lat)
        )
        for one, other in zip(cuts[::2], cuts[1::2], strict=False):
            if other - one > best[2] * 1.15:
                best = (round((one + other) / 2, 2), round(lat, 2), round(other - one, 2))
    return best


def main(world: str, near: str, names: str, folder: str) -> None:
    """Write all files of the base map into `folder`."""
    small, large = (Topology(json.loads(Path(name).read_text("utf-8"))) for name in (world, near))
    letters = {row[2]: row[0] for row in json.loads(Path(names, "codes.json").read_text("utf-8"))}
    called = {
        tag: json.loads(Path(names, "langs", f"{tag}.json").read_text("utf-8"))["countries"]
        for tag in LANGUAGES
        if tag != ENGLISH
    }
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    rings = [ring for ring in (clipped(one, WHOLE) for one in small.land()) if len(ring) > 2]
    lines = [piece for one in small.borders() for piece in within(one, WHOLE)]
    (target / "world.svg").write_text(svg(rings, lines), "utf-8")
    for name, text in tiles(large):
        (target / f"{name}.svg").write_text(text, "utf-8")
    rows = [json.dumps(row, ensure_ascii=False) for row in labels(large, letters, called)]
    (target / "countries.json").write_text("[\n" + ",\n".join(rows) + "\n]\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
