"""Texts longer than a cell of a workbook can be: divided between columns, and joined again.

A text goes on in the columns `narrative.en (2)`, `narrative.en (3)` and so on, and the column
`continued` names those that a row needs. A table that lacks one of them has lost the rest of a
text; such a row is refused instead of read as if that had been all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from archive.tabular.cells import to_xstring

MAX_CELL = 32_767
"""Characters in a cell of a workbook, counted as UTF-16 does (Excel specifications and limits)."""
CONTINUED = "continued"
"""The column that names the columns in which texts of its row go on."""
_FURTHER = re.compile(r"(.+) \(([1-9][0-9]*)\)")
_BETWEEN = "; "


def divided(cells: Mapping[str, str]) -> dict[str, str]:
    """The same cells, none of them longer than a workbook allows."""
    found: dict[str, str] = {}
    further: list[str] = []
    for column, text in cells.items():
        for number, piece in enumerate(_pieces(text), 1):
            name = column if number == 1 else f"{column} ({number})"
            found[name] = piece
            further += [name] if number > 1 else []
    return {**found, CONTINUED: _BETWEEN.join(further)} if further else found


def joined(cells: Mapping[str, str], columns: Collection[str]) -> dict[str, str]:
    """The cells that `divided` was given, from a table of these columns.

    Raises:
        ValueError: the table lacks a column in which a text goes on. It begins with the column.
    """
    stated = cells.get(CONTINUED, "")
    for name in [name.strip() for name in stated.split(_BETWEEN.strip()) if name.strip()]:
        if name not in columns:
            raise ValueError(f"{base_of(name)}: expected the rest of its text in the column {name}")
    found = {name: text for name, text in cells.items() if name != CONTINUED}
    for name in [name for name in columns if _FURTHER.fullmatch(name)]:
        rest = found.pop(name, "")
        if rest:
            found[base_of(name)] = found.get(base_of(name), "") + rest
    return found


def base_of(column: str) -> str:
    """The column in which a text begins that goes on in `column`; itself for any other."""
    match = _FURTHER.fullmatch(column)
    return match[1] if match else column


def in_order(column: str) -> tuple[str, int]:
    """By this, columns stand in the order in which a text goes on."""
    match = _FURTHER.fullmatch(column)
    return (match[1], int(match[2])) if match else (column, 1)


def _pieces(text: str) -> Iterator[str]:
    """Pieces that fit, as many as needed; an empty text is one piece."""
    while len(text) > MAX_CELL // 2 and _length(text) > MAX_CELL:
        end = MAX_CELL
        while (found := _length(text[:end])) > MAX_CELL:
            end = min(end - 1, end * MAX_CELL // found)
        yield text[:end]
        text = text[end:]
    yield text


def _length(text: str) -> int:
    return len(to_xstring(text).encode("utf-16-le")) // 2
