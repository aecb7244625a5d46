"""The shape of a record to be made: objects, lists and the instructions that fill them.

An object of which no instruction found anything is left out, and so are elements of lists that say
the same as one before. Each value remembers the columns it came from, so that what is wrong with
the record later can be said of the row and column.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.importing.made import Leaf, Made, bare, from_columns
from archive.importing.rows import Row, as_text
from archive.importing.sight import Looking, Problem, Sight, elements
from archive.importing.values import HOLE, READERS, Options, combined, filled
from schemas.shape import Json

KEPT = 20_000
"""Texts of cells whose values an instruction keeps."""


class Node(ABC):
    """Something that makes a value of what it sees."""

    @abstractmethod
    def make(self, sight: Sight) -> Made:
        """A Leaf, a dict, a list, or None for nothing."""


@dataclass(frozen=True, slots=True)
class Instruction(Node):
    """Fills one value."""

    options: Options
    columns: tuple[str, ...]
    reader: str
    known: dict[str, Json] = field(default_factory=dict, compare=False)
    """What was read from cells of these texts before: dates and counts often come again."""

    @property
    def is_constant(self) -> bool:
        """Whether it gives the same for every row."""
        return self.reader == "value" and "when" not in self.options

    def make(self, sight: Sight) -> Made:
        """What the rows say, or what the mapping says to do where they differ."""
        if self.is_constant:
            return Leaf(self.options["value"], (), sight.rows[0].number, constant=True)
        found: list[Leaf] = []
        for row in sight.rows:
            leaf = self._read(row, sight)
            if leaf is not None and all(one.value != leaf.value for one in found):
                found.append(leaf)
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        return self._combined(found, sight)

    def _read(self, row: Row, sight: Sight) -> Leaf | None:
        value = self.value_of(row, sight)
        if value is None:
            return None
        columns = () if "record" in self.options else self.columns
        return Leaf(value, columns, row.number, constant=self.reader == "value")

    def value_of(self, row: Row, sight: Sight) -> Json:
        """What one row says; None for nothing. What is wrong with it, `sight` then knows."""
        if "record" in self.options:
            name = self.options["record"]
            return sight.ids_by_row.get((name, row.number)) or sight.ids.get(name) or None
        try:
            if not _applies(self.options.get("when"), row, sight):
                return None
            return self._stated(self._value(Looking(sight, row)))
        except ValueError as error:
            column = self.columns[0].replace("{n}", sight.number) if self.columns else ""
            sight.problems.append(Problem(row.number, column, str(error)))
            return None

    def _value(self, look: Looking) -> Json:
        read = READERS[self.reader]
        if self.reader not in ("date", "count") or "column" not in self.options:
            return read(look, self.options)
        text = as_text(look(self.options["column"]))
        if text not in self.known:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[text] = read(look, self.options)
        return self.known[text]

    def _stated(self, value: Json) -> Json:
        """The value, or what the mapping says where there is none."""
        found = self.options.get("if_absent") if value is None else value
        if found is None and self.options.get("required"):
            raise ValueError("expected a value, found none")
        return found

    def _combined(self, found: list[Leaf], sight: Sight) -> Leaf | None:
        how = self.options.get("differ")
        try:
            value = combined([leaf.value for leaf in found], how)
        except ValueError as error:
            rows = f"rows {found[0].row} and {found[1].row} of one group"
            column = self.columns[0] if self.columns else ""
            sight.problems.append(Problem(found[1].row, column, f"{rows} differ: {error}"))
            return None
        return Leaf(value, self.columns, found[0].row)


@dataclass(frozen=True, slots=True)
class ObjectNode(Node):
    """Fills an object."""

    inner: Mapping[str, Node]
    when: Any = None
    reads: bool = True
    """Whether anything in it looks at a column: then it is left out if all of that is absent."""

    def make(self, sight: Sight) -> Made:
        """The object without what was not found; None if nothing was."""
        if self.when is not None and not any(sees(self.when, row, sight) for row in sight.rows):
            return None
        made = {name: node.make(sight) for name, node in self.inner.items()}
        kept = {name: value for name, value in made.items() if value is not None}
        if not kept or (self.reads and not from_columns(kept)):
            return None
        return kept


@dataclass(frozen=True, slots=True)
class Repeated(Node):
    """An object made for each of some numbers, list elements or rows."""

    inner: ObjectNode
    numbers: tuple[str, ...] = ()
    over: str | None = None
    per_row: bool = False

    def make(self, sight: Sight) -> list[Made]:
        """What it made, in order; without what said nothing."""
        return [made for one in self.sights(sight) if (made := self.inner.make(one)) is not None]

    def sights(self, sight: Sight) -> list[Sight]:
        """Each row, number and element to look at."""
        sights = [sight]
        if self.per_row:
            sights = [sight.at(rows=(row,)) for row in sight.rows]
        if self.numbers:
            sights = [one.at(number=number) for one in sights for number in self.numbers]
        if self.over:
            sights = [inner for one in sights for inner in elements(one, self.over)]
        return sights


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    """Fills a list."""

    inner: Sequence[Node]

    def make(self, sight: Sight) -> Made:
        """The elements that say something, each once."""
        found: list[Made] = []
        for node in self.inner:
            made = node.make(sight)
            rows = made if isinstance(node, Repeated) else [] if made is None else [made]
            for one in rows:
                if all(bare(one) != bare(other) for other in found):
                    found.append(one)
        return found or None


@dataclass(frozen=True, slots=True)
class Identity:
    """How a row is known again."""

    scheme: str
    pattern: str
    columns: tuple[str, ...]

    def of(self, row: Row, sight: Sight) -> str:
        """The record's name in the other collection.

        Raises:
            ValueError: the row has none.
        """
        return filled(self.pattern, Looking(sight, row)) or ""


@dataclass(frozen=True, slots=True)
class Template:
    """How one record is made of a row or a group of rows."""

    name: str
    type: str
    identity: Identity
    ref: str | None
    per_row: bool
    repeats: bool
    """Whether several rows may make it, all of them saying the same."""
    when: Any
    fields: ObjectNode

    @property
    def spoken(self) -> frozenset[str]:
        """The record's fields that it fills, or empties where a row says nothing."""
        return frozenset(self.fields.inner)

    def applies(self, rows: Sequence[Row], sight: Sight) -> bool:
        """Whether these rows make such a record."""
        return self.when is None or any(sees(self.when, row, sight) for row in rows)

    def ref_of(self, row: Row, sight: Sight) -> str | None:
        """The record's ref, for a record that is new."""
        return filled(self.ref or "", Looking(sight, row))

    @classmethod
    def made(cls, *, scheme: str, pattern: str, **rest: Any) -> Template:
        """A template of these parts."""
        return cls(identity=Identity(scheme, pattern, tuple(HOLE.findall(pattern))), **rest)


def _applies(condition: Any, row: Row, sight: Sight) -> bool:
    return condition is None or sees(condition, row, sight)


def sees(condition: Any, row: Row, sight: Sight) -> bool:
    """Whether a condition holds: a column that says something, or one that says one of these.

    A faulty cell says something: what reads it then tells the fault.
    """
    column = condition if isinstance(condition, str) else condition["column"]
    if column.replace("{n}", sight.number) in row.faults:
        return True
    found = sight.cell(row, column)
    if isinstance(condition, str):
        return found is not None
    if "not" in condition:
        return as_text(found) not in condition["not"]
    return as_text(found) in condition["is"]


def reads(nodes: Any) -> bool:
    """Whether any of these nodes looks at a row."""
    return any(
        bool(node.columns or "record" in node.options)
        if isinstance(node, Instruction)
        else reads(node.inner.values() if isinstance(node, ObjectNode) else node.inner)
        if isinstance(node, ObjectNode | ListNode)
        else node.inner.reads
        for node in nodes
    )
