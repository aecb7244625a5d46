"""Templates as functions: the values that `Node.make` gives, without the columns they came from.

A mapping is gone through once, before the first row, and not again for each of them. Where a record
turns out to be wrong, `Node.make` looks at its rows a second time and says which column it was; so
does it for rows of a group, which may differ.
"""

from __future__ import annotations

from collections.abc import Callable

from archive.importing.made import Made, bare, from_columns
from archive.importing.sight import Sight
from archive.importing.template import KEPT, Instruction, ListNode, Node, ObjectNode, Repeated, sees
from schemas.shape import Json

Found = tuple[Json, bool]
"""A value, and whether anything in it came from a column."""
Fill = Callable[[Sight], Found | None]
"""Looks at rows; None where they say nothing."""
FillList = Callable[[Sight], list[Found]]

_ONLY_WORDS = {"column", "required", "read"}
"""What an instruction may say that takes a cell as it is."""
_LONGEST_KEPT = 64
"""Characters of a cell whose value is kept: those that come again are short."""


def direct(node: Node) -> Fill:
    """The function that gives what `node.make` gives, as plain JSON."""
    match node:
        case Instruction():
            return _instruction(node)
        case ObjectNode():
            return _object(node)
        case ListNode():
            return _list(node)
    raise TypeError(f"expected a node that fills one value, found {type(node).__name__}")


def _instruction(node: Instruction) -> Fill:
    if node.is_constant:
        constant = (node.options["value"], False)
        return lambda _sight: constant
    fresh = node.reader != "value"

    def fill(sight: Sight) -> Found | None:
        if len(sight.rows) != 1:
            return _found(node.make(sight))
        value = node.value_of(sight.rows[0], sight)
        return None if value is None else (value, fresh)

    column = node.options.get("column", "")
    if not _is_of_one_cell(node):
        return fill
    takes_words = node.reader == "text" and node.options.keys() <= _ONLY_WORDS
    known: dict[str, Found | None] = {}

    def take(sight: Sight) -> Found | None:
        row = sight.rows[0]
        if len(sight.rows) != 1 or row.faults or sight.item:
            return fill(sight)
        cell = row.cells.get(column)
        if type(cell) is not str:
            return fill(sight)
        if takes_words and cell not in sight.absent:
            return cell, fresh
        if cell in known:
            return known[cell]
        wrong = len(sight.problems)
        found = fill(sight)
        if len(sight.problems) == wrong and len(cell) <= _LONGEST_KEPT:
            if len(known) >= KEPT:
                known.clear()
            known[cell] = found
        return found

    return take


def _is_of_one_cell(node: Instruction) -> bool:
    """Whether what it gives follows from the text of one cell alone: equal texts, equal values."""
    column = node.options.get("column", "n")
    looks_elsewhere = _LOOKS_ELSEWHERE & node.options.keys()
    return column != "n" and "{n}" not in column and not looks_elsewhere


_LOOKS_ELSEWHERE = {"columns", "text", "record", "when", "from", "to", "low", "high", "lat", "lon"}
"""What an instruction may say that looks at more than one cell."""


def _found(made: Made) -> Found | None:
    return None if made is None else (bare(made), from_columns(made))


def _object(node: ObjectNode) -> Fill:
    inner = [(name, direct(one)) for name, one in node.inner.items()]

    def fill(sight: Sight) -> Found | None:
        if node.when is not None and not any(sees(node.when, row, sight) for row in sight.rows):
            return None
        kept: dict[str, Json] = {}
        fresh = False
        for name, look in inner:
            found = look(sight)
            if found is not None:
                kept[name] = found[0]
                fresh = fresh or found[1]
        return (kept, fresh) if kept and (fresh or not node.reads) else None

    return fill


def _list(node: ListNode) -> Fill:
    parts = [_elements(one) for one in node.inner]

    def fill(sight: Sight) -> Found | None:
        kept: list[Json] = []
        fresh = False
        for look in parts:
            for value, from_column in look(sight):
                if value not in kept:
                    kept.append(value)
                    fresh = fresh or from_column
        return (kept, fresh) if kept else None

    return fill


def _elements(node: Node) -> FillList:
    if not isinstance(node, Repeated):
        one = direct(node)
        return lambda sight: [found] if (found := one(sight)) is not None else []
    inner = direct(node.inner)

    def fill(sight: Sight) -> list[Found]:
        return [found for one in node.sights(sight) if (found := inner(one)) is not None]

    return fill
