"""Rows that belong together, and the drafts of records that they make.

Without grouping every row is a unit of its own. With it, rows that have the same in the group's
column are one unit, wherever in the file they stand; for that the file is held in memory, within a
limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from archive.importing.direct import direct
from archive.importing.errors import TooLargeToRead
from archive.importing.made import laid_out
from archive.importing.mapping import Mapping as RowMapping
from archive.importing.rows import Row, as_text
from archive.importing.sight import Problem, Sight
from archive.importing.template import Template
from schemas.shape import Json

MAX_GROUPED = 200_000
"""Rows of a file whose rows are grouped."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Rows that are accepted or refused together."""

    rows: tuple[Row, ...]


@dataclass(slots=True)
class Draft:
    """A record that a unit makes, before it is known what is there already."""

    rows: tuple[Row, ...]
    spoken: frozenset[str]
    """The fields of the record that the file speaks of; it leaves the others as they are."""
    key: tuple[str, str] | None = None
    """Scheme and value of the external id by which it is known again."""
    id: str = ""
    repeats: bool = False
    """Whether several rows may make it, all of them saying the same."""
    template: Template | None = None
    content: dict[str, Json] = field(default_factory=dict)
    origin: Callable[[], Mapping[str, tuple[str, ...]]] = field(default=dict)
    """Finds the columns that the content came from, by JSON Pointer."""


class Maker(Protocol):
    """How units become drafts."""

    def identified(self, unit: Unit) -> tuple[list[Draft], list[Problem]]:
        """The drafts with the names by which they are known again, and what is wrong with those."""

    def filled_in(self, drafts: list[Draft]) -> list[Problem]:
        """Give each draft its content, now that all ids are known; what is wrong with it."""


def units_of(rows: Iterator[Row], group: str | None, name: str) -> Iterator[Unit]:
    """The rows in units, in the order of their first rows.

    Raises:
        TooLargeToRead: more rows than can be grouped.
    """
    if group is None:
        for row in rows:
            yield Unit((row,))
        return
    found: dict[str, list[Row]] = {}
    for number, row in enumerate(rows, 1):
        if number > MAX_GROUPED:
            raise TooLargeToRead(
                name,
                what="rows to be grouped",
                found=number,
                limit=MAX_GROUPED,
                instead="divide the file between two groups",
            )
        key = as_text(row.cells.get(group))
        found.setdefault(key or f"\0{row.number}", []).append(row)
    for some in found.values():
        yield Unit(tuple(some))


class MappedMaker:
    """Drafts by a mapping."""

    def __init__(self, mapping: RowMapping) -> None:
        self.mapping = mapping
        self._fills = {template.name: direct(template.fields) for template in mapping.templates}

    def identified(self, unit: Unit) -> tuple[list[Draft], list[Problem]]:
        """One draft for each template, or for each template and row."""
        drafts: list[Draft] = []
        problems = [Problem(r.number, "", r.faults[""]) for r in unit.rows if "" in r.faults]
        if problems:
            return [], problems
        for template in self.mapping.templates:
            scopes = [(row,) for row in unit.rows] if template.per_row else [unit.rows]
            for rows in scopes:
                sight = Sight(rows, self.mapping.absent, {}, {})
                try:
                    if template.applies(rows, sight):
                        drafts.append(_named(template, rows, sight))
                except ValueError as error:
                    columns = template.identity.columns
                    column = columns[0] if columns else ""
                    problems.append(Problem(rows[0].number, column, str(error)))
        return drafts, problems

    def filled_in(self, drafts: list[Draft]) -> list[Problem]:
        """What the instructions find in the rows."""
        ids: dict[str, str] = {}
        by_row: dict[tuple[str, int], str] = {}
        for draft in drafts:
            assert draft.template is not None
            if draft.template.per_row:
                by_row[draft.template.name, draft.rows[0].number] = draft.id
            else:
                ids[draft.template.name] = draft.id
        problems: list[Problem] = []
        for draft in drafts:
            self._fill(draft, Sight(draft.rows, self.mapping.absent, ids, by_row, problems))
        return problems

    def _fill(self, draft: Draft, sight: Sight) -> None:
        template, key = draft.template, draft.key
        assert template is not None
        assert key is not None
        found = self._fills[template.name](sight)
        draft.content = {
            **(found[0] if found else {}),
            "type": template.type,
            "external_ids": [{"scheme": key[0], "value": key[1]}],
        }
        draft.origin = lambda: _columns_behind(template, sight)
        if template.ref and (ref := template.ref_of(draft.rows[0], sight)):
            draft.content["ref"] = ref


def _columns_behind(template: Template, sight: Sight) -> dict[str, tuple[str, ...]]:
    origin: dict[str, tuple[str, ...]] = {}
    laid_out(template.fields.make(sight.at(rows=sight.rows)) or {}, "", origin)
    return origin


def _named(template: Template, rows: tuple[Row, ...], sight: Sight) -> Draft:
    value = template.identity.of(rows[0], sight)
    if not value:
        raise ValueError(f"expected an id of the {template.name}, found none")
    return Draft(
        rows=rows,
        spoken=template.spoken,
        key=(template.identity.scheme, value),
        repeats=template.repeats,
        template=template,
    )
