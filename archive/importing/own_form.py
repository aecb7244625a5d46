"""Records in the archive's own form: as an export wrote them, or as `khronika record` reads them.

Records may point to each other in any order, so that the names of all of them are read first. What
an audience below confidential was given lacks what was withheld from it; such a row never revises a
record that is there, because that would take away what the audience could not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection

from archive import repository
from archive.disclosure import CONFIDENTIAL
from archive.importing.delimited import REASON_COLUMN
from archive.importing.mapping import Mapping as RowMapping
from archive.importing.rows import Row, Table, as_text
from archive.importing.sight import Problem
from archive.importing.units import Draft, Unit
from archive.repository import CHUNK
from archive.tabular.division import base_of, joined
from archive.tabular.flat import from_cells
from schemas.record import new_record_id
from schemas.records import RECORD_TYPES
from schemas.shape import Json

_NO_FIELDS = frozenset(("audience", "ucdp_date_prec", "acled_time_precision", REASON_COLUMN))
"""Names that an export or a file of refused rows adds to the record's own."""
AUDIENCE = "audience"
"""The column or name that says for whom a row was written."""
OWN_FORM = RowMapping(name="the archive's own form", templates=(), guarded=True)


@dataclass(slots=True)
class OwnMaker:
    """Drafts of rows that are records."""

    columns: tuple[str, ...]
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Id and type of every record of the file, by its id and ref."""
    there: set[str] = field(default_factory=set)
    """Ids of those that are in the archive already."""
    _ids: dict[int, str] = field(default_factory=dict)

    def learn(self, connection: Connection, table: Table) -> None:
        """Read the names of all records of a file."""
        rows = iter(table.rows)
        while some := list(islice(rows, CHUNK)):
            self._learn(connection, [(row, _content(row, self.columns)[0]) for row in some])

    def _learn(self, connection: Connection, rows: list[tuple[Row, dict[str, Json]]]) -> None:
        stated = [str(c[name]) for _, c in rows for name in ("id", "ref") if c.get(name)]
        found = repository.find_many(connection, stated)
        keys = [key for _, content in rows for key in _keys(content)[:1]]
        by_key = repository.by_external_ids(connection, keys)
        for row, content in rows:
            here = [found.get(str(content.get("id"))), found.get(str(content.get("ref")))]
            here += [by_key.get(key) for key in _keys(content)[:1]]
            known = next((one for one in here if one), None)
            record_id = str(known.id if known else content.get("id") or new_record_id())
            self._ids[row.number] = record_id
            names = [record_id, content.get("ref")]
            kind = (record_id, str(content.get("type")))
            self.names.update({str(name): kind for name in names if name})
            if known:
                self.there.add(record_id)

    def identified(self, unit: Unit) -> tuple[list[Draft], list[Problem]]:
        """The record of a row, under its id."""
        (row,) = unit.rows
        content, problems = _content(row, self.columns)
        if problems:
            return [], problems
        if not (content.get("id") or content.get("ref") or _keys(content)):
            why = "expected an id, a ref or an external id, by which the record is known again"
            return [], [Problem(row.number, "ref", why)]
        audience = row.cells.get(AUDIENCE) or CONFIDENTIAL.in_words()
        record_id = self._ids[row.number]
        if audience != CONFIDENTIAL.in_words() and record_id in self.there:
            why = f"it was written for the audience {audience}, and would take away what that"
            return [], [Problem(row.number, AUDIENCE, f"{why} audience cannot see")]
        draft = Draft(unit.rows, self._spoken(content), id=record_id)
        draft.content = content
        draft.origin = lambda: {
            f"/{base_of(column).split('.')[0]}": (column,) for column in row.cells
        }
        return [draft], []

    def _spoken(self, content: Mapping[str, Json]) -> frozenset[str]:
        """A column that is left out leaves its field as it is; an object is the whole record."""
        if not self.columns:
            return frozenset(RECORD_TYPES[content["type"]].model_fields)
        names = {base_of(column).split(".")[0] for column in self.columns}
        return frozenset(names | ({"geometry"} if "lat" in names else set()))

    def filled_in(self, drafts: list[Draft]) -> list[Problem]:
        """Nothing is left to fill in."""
        return []


def _content(row: Row, columns: tuple[str, ...]) -> tuple[dict[str, Json], list[Problem]]:
    """The JSON of a row's record in a table of these columns, or what is wrong with the row."""
    if row.faults:
        return {}, [Problem(row.number, column, why) for column, why in row.faults.items()]
    stated = row.whole if row.whole is not None else row.cells
    kept = {name: one for name, one in stated.items() if name not in _NO_FIELDS}
    kind = as_text(kept.get("type"))
    if kind != "place" and row.whole is not None:
        kept.pop("geometry", None)  # of the feature; the record's own is in its place
    if kind not in RECORD_TYPES:
        why = f"expected a type among {', '.join(RECORD_TYPES)}, found {kind!r}"
        return {}, [Problem(row.number, "type", why)]
    if row.whole is not None:
        return kept, []
    try:
        cells = joined({name: as_text(cell) for name, cell in kept.items()}, columns)
        return from_cells(cells, kind), []
    except ValueError as error:
        column, _, why = str(error).partition(": ")
        return {}, [Problem(row.number, column, why)]


def _keys(content: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Scheme and value of the external ids that a row states, as far as they are such."""
    rows: Iterable[Json] = content.get("external_ids") or []
    named = [row for row in rows if isinstance(row, dict)]
    return [(str(row.get("scheme")), str(row.get("value"))) for row in named]
