"""Importing a file: all of it or nothing, or the good rows with the others written aside.

Three ways, one plan (`archive.importing.planning`):

- **dry run**: what would change, against the archive as it is; nothing is written;
- **all or nothing** (the usual one): one transaction. One refused row undoes all of it, and so does
  a crash: nothing was changed then, and the same command begins again;
- **partial**: the good rows are committed 1,000 at a time and the refused ones written to a file.
  After a crash the same command goes on behind the last commit (`archive.importing.journal`).
  Records in the archive's own form may point to each other, and are written in one transaction even
  so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from archive import recording
from archive.importing.errors import RowsRefused
from archive.importing.files import open_table
from archive.importing.journal import Journal, Progress
from archive.importing.mapping import Mapping
from archive.importing.own_form import OWN_FORM, OwnMaker
from archive.importing.planning import CREATED, REVISED, UNCHANGED, Plan, Seen, plan_units
from archive.importing.refused import RefusedFile, said
from archive.importing.rows import Table
from archive.importing.units import Maker, MappedMaker, Unit, units_of
from archive.workspace import Archive, Writer

BATCH = 1000
"""Units that are planned and written at a time."""
Watch = Callable[[Plan, Progress], None]
"""Is shown what each batch changes, and how far the import is."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    dry_run: bool = False
    partial: bool = False
    refused: Path | None = None
    """Where refused rows go, for a partial import."""
    reason: str | None = None
    """Kept with every entry."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import changed, or would change."""

    kind: str
    """csv, tsv, xlsx, jsonl, json or geojson."""
    encoding: str | None
    progress: Progress
    unused: tuple[str, ...]
    """Columns of the file that the mapping does not read."""
    resumed_at: int = 0
    """Rows that an earlier run had done already."""


def import_file(
    archive: Archive,
    path: Path,
    mapping: Mapping | None,
    order: Order,
    watch: Watch = lambda _plan, _progress: None,
) -> Outcome:
    """Import a file by a mapping; without one, as records in the archive's own form.

    Raises:
        RowsRefused: rows are refused, and neither a partial import nor a dry run was asked for.
        UnreadableTable, TooLargeToRead, MissingColumns: the file cannot be read; nothing was
            changed, or, in a partial import, nothing after the last commit.
    """
    run = _Run(archive, path, mapping or OWN_FORM, order, watch)
    if order.dry_run:
        return run.dry()
    if order.partial and mapping is not None:
        return run.in_steps()
    return run.at_once()


class _Run:
    """One import on its way."""

    def __init__(
        self, archive: Archive, path: Path, mapping: Mapping, order: Order, watch: Watch
    ) -> None:
        self.archive = archive
        self.path = path
        self.mapping = mapping
        self.order = order
        self.watch = watch
        self.table = open_table(path, mapping)
        self.seen = Seen()
        self.progress = Progress()
        self.first = ""
        self.aside = (
            RefusedFile(order.refused, self.table.columns)
            if order.partial and order.refused
            else None
        )

    def dry(self) -> Outcome:
        """Plan all of it."""
        with self.archive.reading() as connection:
            maker = self._maker(connection)
            for units in self._batches(0):
                self._planned(connection, units, maker)
        return self._outcome()

    def at_once(self) -> Outcome:
        """Plan and write in one transaction, undone if a row is refused and all were asked for."""
        with self._clean_aside(0), self.archive.writing() as writer:
            maker = self._maker(writer.connection)
            if self.order.partial:
                self._forget_refused(writer.connection, maker)
            for units in self._batches(0):
                plan = self._planned(writer.connection, units, maker)
                if self.order.partial or not self.progress.refused:
                    recording.carry_out(writer, plan.steps)
            if self.progress.refused and not self.order.partial:
                raise RowsRefused(self.path.name, self.progress.refused, self.first)
        return self._outcome()

    def in_steps(self) -> Outcome:
        """Commit some rows at a time, from where an earlier run of the same import came to."""
        journal = Journal(self.archive.settings.folder, self.path, self.mapping.source)
        self.progress = journal.read()
        done = self.progress.rows
        maker = MappedMaker(self.mapping)
        with self._clean_aside(self.progress.refused_bytes):
            for units in self._batches(done):
                with self.archive.writing() as writer:
                    self._step(writer, units, maker)
                journal.write(self._with_length_aside())
        journal.close()
        return self._outcome(done)

    def _step(self, writer: Writer, units: list[Unit], maker: Maker) -> None:
        plan = self._planned(writer.connection, units, maker)
        recording.carry_out(writer, plan.steps)

    def _maker(self, connection: Connection) -> Maker:
        if self.mapping is not OWN_FORM:
            return MappedMaker(self.mapping)
        maker = OwnMaker(self.table.columns)
        maker.learn(connection, self.table)
        self.table = open_table(self.path, self.mapping)
        self.seen.names = maker.names
        return maker

    def _forget_refused(self, connection: Connection, maker: Maker) -> None:
        """Take out of the known names what will be refused, until no more is refused for it."""
        before = -1
        while before != len(self.seen.names):
            before = len(self.seen.names)
            trial = Seen(dict(self.seen.names))
            for units in self._batches(0):
                plan = plan_units(connection, units, maker, trial, None)
                gone = [d.id for one in plan.refused for d in maker.identified(one.unit)[0]]
                known = self.seen.names.items()
                self.seen.names = {n: row for n, row in known if row[0] not in gone}
            self.table = open_table(self.path, self.mapping)

    def _planned(self, connection: Connection, units: list[Unit], maker: Maker) -> Plan:
        plan = plan_units(connection, units, maker, self.seen, self.order.reason)
        if plan.refused and not self.first:
            problem = plan.refused[0].problems[0]
            self.first = f"row {problem.row}, {said(problem)}"
        if self.aside:
            self.aside.add(plan.refused)
        self.progress = _further(self.progress, plan)
        self.watch(plan, self.progress)
        return plan

    def _batches(self, skip: int) -> Iterator[list[Unit]]:
        """Units in batches, without those of the first `skip` rows."""
        units = units_of(self.table.rows, self.mapping.group, self.path.name)
        left = skip
        for unit in units:
            if left <= 0:
                units = _with_first(unit, units)
                break
            left -= len(unit.rows)
            for draft in MappedMaker(self.mapping).identified(unit)[0]:
                if draft.key:
                    self.seen.earlier[draft.key] = draft.rows[0].number
        while some := list(islice(units, BATCH)):
            yield some

    @contextmanager
    def _clean_aside(self, length: int) -> Iterator[None]:
        """The file of refused rows as an earlier run left it, or none."""
        if self.aside and length:
            with self.aside.path.open("r+b") as file:
                file.truncate(length)
        elif self.aside:
            self.aside.path.unlink(missing_ok=True)
        yield

    def _with_length_aside(self) -> Progress:
        there = self.aside is not None and self.aside.path.exists()
        length = self.aside.path.stat().st_size if self.aside and there else 0
        self.progress = replace(self.progress, refused_bytes=length)
        return self.progress

    def _outcome(self, resumed_at: int = 0) -> Outcome:
        table: Table = self.table
        return Outcome(table.kind, table.encoding, self.progress, self._unused(), resumed_at)

    def _unused(self) -> tuple[str, ...]:
        if self.mapping is OWN_FORM:
            return ()
        read = self.mapping.patterns()
        return tuple(c for c in self.table.columns if c and not any(p(c) for p in read))


def _with_first(first: Unit, rest: Iterator[Unit]) -> Iterator[Unit]:
    yield first
    yield from rest


def _further(progress: Progress, plan: Plan) -> Progress:
    refused = sum(len(one.unit.rows) for one in plan.refused)
    counted = dict.fromkeys((CREATED, REVISED, UNCHANGED), 0)
    for change in plan.changes:
        counted[change.change] += 1
    return replace(
        progress,
        rows=progress.rows + plan.rows + refused,
        accepted=progress.accepted + plan.rows,
        refused=progress.refused + refused,
        created=progress.created + counted[CREATED],
        revised=progress.revised + counted[REVISED],
        unchanged=progress.unchanged + counted[UNCHANGED],
    )
