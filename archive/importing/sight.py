"""What a mapping sees while it makes a record: rows, the element of a list, and what was wrong."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive.importing.rows import Cell, Row


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot become a record."""

    row: int
    column: str
    """Empty: the row as a whole."""
    reason: str


@dataclass(slots=True)
class Sight:
    """What a template looks at: rows, and what is known while it looks."""

    rows: Sequence[Row]
    absent: frozenset[str]
    ids: Mapping[str, str]
    """Ids of the records of this unit by the names of their templates."""
    ids_by_row: Mapping[tuple[str, int], str]
    """The same for records of which there is one a row."""
    problems: list[Problem] = field(default_factory=list)
    number: str = ""
    """What stands for {n}."""
    item: Mapping[str, Cell] = field(default_factory=dict)
    """Columns of the list element that is looked at."""

    def at(
        self,
        *,
        rows: Sequence[Row] | None = None,
        number: str | None = None,
        item: Mapping[str, Cell] | None = None,
    ) -> Sight:
        """The same with another row, number or element."""
        return Sight(
            self.rows if rows is None else rows,
            self.absent,
            self.ids,
            self.ids_by_row,
            self.problems,
            self.number if number is None else number,
            self.item if item is None else item,
        )

    def cell(self, row: Row, column: str) -> Cell:
        """A cell; None where it says nothing."""
        if column == "n" and self.number:
            return self.number
        name = column.replace("{n}", self.number)
        found = self.item[name] if name in self.item else row.cells.get(name)
        if name in row.faults:
            raise ValueError(row.faults[name])
        if isinstance(found, str):
            return None if found in self.absent else found
        return found


@dataclass(frozen=True, slots=True)
class Looking:
    """One row, as a reader sees it."""

    sight: Sight
    row: Row

    def __call__(self, column: str, /) -> Cell:
        """The cell of a column; None where it says nothing."""
        return self.sight.cell(self.row, column)

    def matching(self, pattern: str) -> list[str]:
        """The columns that a pattern names, in their order."""
        name = pattern.replace("{n}", self.sight.number)
        if "*" not in name:
            return [name]
        return [column for column in self.row.cells if fnmatch.fnmatchcase(column, name)]


def elements(sight: Sight, column: str) -> Iterator[Sight]:
    """One sight for each element of the lists in a column."""
    for row in sight.rows:
        found = sight.cell(row, column)
        for one in found if isinstance(found, list) else []:
            own = one if isinstance(one, dict) else {"": one}
            item = {f"{column}.{key}" if key else column: inner for key, inner in own.items()}
            yield sight.at(rows=(row,), item={**sight.item, **item})
