"""A file on its way to records: rows become units, units become plans, some of them at a time.

What came before in the same file is known to the plans that follow. A course can begin behind rows
that an earlier run has done; it reads them again, only to know their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from archive.disclosure import Audience
from archive.importing.files import open_table
from archive.importing.mapping import Mapping
from archive.importing.own_form import OWN_FORM, OwnMaker
from archive.importing.planning import Plan, plan_units
from archive.importing.seen import Seen
from archive.importing.units import Maker, MappedMaker, Unit, units_of

BATCH = 400
"""Units that are planned and written at a time: few enough to lie in the processor's cache."""


class Plans(Protocol):
    """Where plans come from: this process, or another one beside it."""

    def next(self, connection: Connection) -> Plan | None:
        """What the next units will change in the archive as `connection` sees it; None: no more."""

    def close(self) -> None:
        """Let go of the file."""


class Course:
    """Plans that are made here."""

    def __init__(
        self, path: Path, mapping: Mapping, reason: str | None, *, by: Audience, skip: int = 0
    ) -> None:
        self.path = path
        self.mapping = mapping
        self.reason = reason
        self.seen = Seen(by=by)
        self._skip = skip
        self._maker: Maker | None = None
        self._batches: Iterator[list[Unit]] | None = None

    def next(self, connection: Connection) -> Plan | None:
        """What the next units will change."""
        maker = self._known_maker(connection)
        if self._batches is None:
            self._batches = self.batches(maker)
        units = next(self._batches, None)
        return plan_units(connection, units, maker, self.seen, self.reason) if units else None

    def close(self) -> None:
        """Nothing is held but the file, which is closed with the last reference to it."""
        self._batches = None

    def forget_refused(self, connection: Connection) -> None:
        """Take out of the known names what will be refused, until no more is refused for it."""
        maker = self._known_maker(connection)
        before = -1
        while before != len(self.seen.names):
            before = len(self.seen.names)
            trial = Seen(dict(self.seen.names), by=self.seen.by)
            for units in self.batches(maker):
                plan = plan_units(connection, units, maker, trial, None)
                gone = [d.id for one in plan.refused for d in maker.identified(one.unit)[0]]
                known = self.seen.names.items()
                self.seen.names = {n: row for n, row in known if row[0] not in gone}

    def _known_maker(self, connection: Connection) -> Maker:
        if self._maker is None and self.mapping is OWN_FORM:
            table = open_table(self.path, self.mapping)
            own = OwnMaker(table.columns)
            own.learn(connection, table)
            self.seen.names = own.names
            self._maker = own
        elif self._maker is None:
            self._maker = MappedMaker(self.mapping)
        return self._maker

    def batches(self, maker: Maker) -> Iterator[list[Unit]]:
        """All units in batches, without those of the rows to skip."""
        rows = open_table(self.path, self.mapping).rows
        units = units_of(rows, self.mapping.group, self.path.name)
        left = self._skip
        while left > 0 and (unit := next(units, None)):
            left -= len(unit.rows)
            for draft in maker.identified(unit)[0]:
                if draft.key:
                    self.seen.earlier.put(draft.key, draft.rows[0].number)
        while some := list(islice(units, BATCH)):
            yield some
