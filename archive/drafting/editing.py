"""Changing the rows of what is typed, so that passages and rules keep naming what they named.

Citations, gaps and rules of access name fields by JSON Pointer. When a row goes, what names it goes
with it, and what names a later row follows it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

from archive.drafting.errors import BadMark
from archive.drafting.fields import ROWED, Field, Kind, field_at, row_of
from archive.drafting.typed import Typed, nothing, put, standing_at
from schemas.errors import BadPointer
from schemas.pointer import join, split

__all__ = ["act", "add_row", "copy_row", "move_up", "open_field", "remove_row"]

NAMING = ("/citations", "/gaps", "/access/fields")
"""Lists whose rows name a field of the record in their `path`."""
MOST_ROWS = 2_000
"""Rows of one list that a form takes."""


def act(record_type: str, tree: Typed, order: str, chosen: str = "") -> str:
    """Do what a button of the form asks for, in a copy's stead; the place to look at afterwards.

    `order` is one of `add:/acts`, `open:/acts/0` (the field `chosen`), `remove:/acts/0`,
    `copy:/acts/0` and `up:/acts/1`.

    Raises:
        BadMark: the form has no such button.
    """
    what, _, pointer = order.partition(":")
    doing: dict[str, Callable[[], str]] = {
        "add": lambda: add_row(record_type, tree, pointer),
        "open": lambda: open_field(record_type, tree, pointer, chosen),
        "remove": lambda: remove_row(tree, pointer),
        "copy": lambda: copy_row(tree, pointer),
        "up": lambda: move_up(tree, pointer),
    }
    if what not in doing:
        raise BadMark("a button of the form", repr(order[:40]))
    try:
        return doing[what]()
    except (BadPointer, KeyError, IndexError, AttributeError, ValueError) as error:
        raise BadMark("a field of the form", repr(order[:60])) from error


def add_row(record_type: str, tree: Typed, pointer: str) -> str:
    """Add an empty row to a list; its place."""
    field = field_at(record_type, pointer)
    if field.kind not in (*ROWED, Kind.LIST):
        raise ValueError(pointer)
    rows = standing_at(tree, pointer) or []
    if len(rows) >= MOST_ROWS:
        raise BadMark(f"at most {MOST_ROWS:,} rows", f"{len(rows):,}")
    place = f"{pointer}/{len(rows)}"
    put(tree, place, _empty_row(row_of(field)))
    return place


def _empty_row(row: Field) -> Typed:
    return {one.name: nothing(one) for one in row.inner if one.required} if row.inner else ""


def open_field(record_type: str, tree: Typed, pointer: str, name: str) -> str:
    """Open a field of a group that was not shown; its place."""
    place = join((*split(pointer), name))
    field = field_at(record_type, place)
    if standing_at(tree, place) is None:
        put(tree, place, nothing(field))
    if field.kind in ROWED and not standing_at(tree, place):
        return add_row(record_type, tree, place)
    return place


def remove_row(tree: Typed, pointer: str) -> str:
    """Take a row out, and what names it; the list that it stood in."""
    rows, number, parent = _rows(tree, pointer)
    del rows[number]
    for where in NAMING:
        for place in sorted(_naming(tree, where, pointer), reverse=True):
            remove_row(tree, f"{where}/{place}")
    _rename(tree, lambda path: _after_removal(path, parent, number))
    return parent


def copy_row(tree: Typed, pointer: str) -> str:
    """Put a copy of a row behind the last one, with the passages for it; its place.

    A key, which names one row only, is left empty in the copy.
    """
    rows, number, parent = _rows(tree, pointer)
    made = copy.deepcopy(rows[number])
    if isinstance(made, dict) and "key" in made:
        made["key"] = ""
    place = f"{parent}/{len(rows)}"
    rows.append(made)
    citations = standing_at(tree, "/citations") or []
    for one in list(citations):
        path = str(one.get("path", ""))
        if path == pointer or path.startswith(f"{pointer}/"):
            citations.append({**copy.deepcopy(one), "path": place + path.removeprefix(pointer)})
    return place


def move_up(tree: Typed, pointer: str) -> str:
    """Let a row change places with the one before it; its place afterwards."""
    rows, number, parent = _rows(tree, pointer)
    if number == 0:
        return pointer
    rows[number - 1], rows[number] = rows[number], rows[number - 1]
    swapped = {number: number - 1, number - 1: number}
    _rename(tree, lambda path: _renumbered(path, parent, lambda at: swapped.get(at, at)))
    return f"{parent}/{number - 1}"


def _rows(tree: Typed, pointer: str) -> tuple[list[Any], int, str]:
    parent, _, last = pointer.rpartition("/")
    rows, number = standing_at(tree, parent), int(last)
    if not isinstance(rows, list) or not 0 <= number < len(rows):
        raise ValueError(pointer)
    return rows, number, parent


def _naming(tree: Typed, where: str, pointer: str) -> Iterator[int]:
    """The numbers of the rows of the list `where` that name what stands at `pointer` or inside."""
    for number, row in enumerate(standing_at(tree, where) or []):
        path = str(row.get("path", ""))
        if path == pointer or path.startswith(f"{pointer}/"):
            yield number


def _rename(tree: Typed, renamed: Callable[[str], str]) -> None:
    for where in NAMING:
        for row in standing_at(tree, where) or []:
            if "path" in row:
                row["path"] = renamed(str(row["path"]))


def _after_removal(path: str, parent: str, number: int) -> str:
    return _renumbered(path, parent, lambda at: at - 1 if at > number else at)


def _renumbered(path: str, parent: str, number_of: Callable[[int], int]) -> str:
    found = re.fullmatch(rf"{re.escape(parent)}/(\d{{1,9}})(/.*)?", path, re.DOTALL)
    if found is None:
        return path
    return f"{parent}/{number_of(int(found[1]))}{found[2] or ''}"
