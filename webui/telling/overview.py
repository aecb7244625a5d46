"""Hits on a map and along time, each with the table that says the same in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from archive.lookup import Label
from archive.search import extent
from archive.search.results import SearchResults
from archive.search.tallies import Cell, Histogram
from webui.asking import Asked
from webui.drawing import map as drawing
from webui.drawing import timeline
from webui.drawing.map import Map
from webui.drawing.timeline import Timeline
from webui.drawing.view import DEEPEST, Box, View, fitted, place_text
from webui.language import _
from webui.telling import words


@dataclass(frozen=True, slots=True)
class Square:
    """One row of the table beside a map."""

    where: str
    """The position in words."""
    certain: int
    possible: int
    reach: str
    """How far the true place may be from there; empty if it is not known or there are several."""
    label: Label | None
    """The one record that lies there."""
    closer: str
    """Address of the map around it."""
    only: str
    """Address of the search for what lies there."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table beside a timeline."""

    start: str
    certain: int
    possible: int
    only: str
    """Address of the search for what was then."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands beside a list of hits."""

    map: Map
    squares: tuple[Square, ...]
    moves: tuple[tuple[str, str, str], ...]
    """Ways to move the map: (code, words, address)."""
    unplaced: int
    """Hits that lie nowhere on this map: without position, or outside of what it shows."""
    timeline: Timeline | None
    steps: tuple[Step, ...]
    undated: int
    """Hits in no bar: they have no date, or one that is open at an end."""


def told(results: SearchResults, asked: Asked, labels: Mapping[str, Label]) -> Overview:
    """The map and the timeline of these results; `labels` name the records that lie alone."""
    view = asked.view or fitted(results.extent)
    found = results.cells or ()
    side = _side(asked, results)
    bars = results.histogram or Histogram("day", (), 0)
    placed = sum(cell.certain + cell.possible for cell in found)
    return Overview(
        map=drawing.drawn(view, found),
        squares=tuple(_square(asked, view, cell, side, labels) for cell in found),
        moves=tuple(_moves(asked, view)),
        unplaced=results.certain + results.possible - placed,
        timeline=timeline.drawn(bars),
        steps=tuple(
            Step(
                bar.start,
                bar.certain,
                bar.possible,
                asked.address(replaced={"from": bar.start, "to": bar.start}),
            )
            for bar in bars.bars
        ),
        undated=bars.undated,
    )


def lying_alone(results: SearchResults) -> list[str]:
    """Ids of the records that have a square of the map to themselves."""
    return [cell.record_id for cell in results.cells or () if cell.record_id]


def _side(asked: Asked, results: SearchResults) -> float:
    """Degrees of the side of the squares in which the hits were counted."""
    if asked.view:
        return drawing.square_of(asked.view)
    return extent.square_of(results.extent, drawing.SQUARES) if results.extent else 90.0


def _square(
    asked: Asked, view: View, cell: Cell, side: float, labels: Mapping[str, Label]
) -> Square:
    near = place_text(round(cell.lat, 4), round(cell.lon, 4), min(DEEPEST, view.zoom + 2))
    return Square(
        where=words.position(f"{cell.lat:.3f}", f"{cell.lon:.3f}"),
        certain=cell.certain,
        possible=cell.possible,
        reach=words.metres(round(cell.radius_m)) if cell.radius_m is not None else "",
        label=labels.get(cell.record_id or ""),
        closer=asked.address(replaced={"map": near}, same_page=True),
        only=asked.address(replaced={"bbox": box_text(_box_of(cell, side))}),
    )


def _box_of(cell: Cell, side: float) -> Box:
    """The square in which a cell lies, as `archive.search.tallies.cells` laid them."""
    south = math.floor((cell.lat + 90) / side) * side - 90
    west = math.floor((cell.lon + 180) % 360 / side) * side - 180
    return west, south, min(180.0, west + side), min(90.0, south + side)


def box_text(box: Box) -> str:
    """A box as the field of the form takes it, no smaller than it is."""
    west, south, east, north = box
    down, up = math.floor, math.ceil
    rounded = (down(west * 1e4), down(south * 1e4), up(east * 1e4), up(north * 1e4))
    return ",".join(f"{number / 1e4:g}" for number in rounded)


def _moves(asked: Asked, view: View) -> list[tuple[str, str, str]]:
    ways = (
        ("closer", _("Closer"), view.moved(closer=1)),
        ("farther", _("Farther away"), view.moved(closer=-1)),
        ("west", _("To the west"), view.moved(right=-0.4)),
        ("east", _("To the east"), view.moved(right=0.4)),
        ("north", _("To the north"), view.moved(up=0.4)),
        ("south", _("To the south"), view.moved(up=-0.4)),
    )
    moves = [
        (code, name, asked.address(replaced={"map": there.text}, same_page=True))
        for code, name, there in ways
        if there != view
    ]
    if asked.view:
        moves.append(("all", _("All hits"), asked.address(replaced={"map": ""}, same_page=True)))
    here = {"bbox": box_text(view.box), "map": view.text}
    return [*moves, ("only", _("Only what lies on this map"), asked.address(replaced=here))]
