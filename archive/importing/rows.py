"""A row of any table: its number and its cells by column, whatever file it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemas.shape import Json

Cell = Json
"""A text; from JSON also a number, a truth value, a list, an object or nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    number: int
    """From 1: the first row below the head, or the first object."""
    cells: Mapping[str, Cell]
    """By column; in JSON, by the names on the way joined by points."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with single cells, by column; "" for the row as a whole."""
    whole: Mapping[str, Json] | None = None
    """The object as it stands in a JSON file. None: the cells are all there is."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file that is being read, row by row."""

    kind: str
    """csv, tsv, xlsx, jsonl, json or geojson."""
    columns: tuple[str, ...]
    """As the head names them; empty for JSON, where rows name their own."""
    rows: Iterator[Row]
    encoding: str | None = None
    """How the bytes were read as text; None where the format says so itself."""


def as_text(cell: Cell) -> str:
    """A cell as people write it: 36210, not 36210.0; true, not True."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
