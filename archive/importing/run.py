"""Importing a file: all of it or nothing, or the good rows with the others written aside.

Three ways, one plan (`archive.importing.planning`):

- **dry run**: what would change, against the archive as it is; nothing is written;
- **all or nothing** (the usual one): one transaction. One refused row undoes all of it, and so does
  a crash: nothing was changed then, and the same command begins again;
- **partial**: the good rows are committed 800 at a time and the refused ones written to a file.
  After a crash the same command goes on behind the last commit (`archive.importing.journal`).
  Records in the archive's own form may point to each other, and are written in one transaction even
  so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from archive import database, log, people, recording
from archive.accounts import granting
from archive.importing.course import Course, Plans
from archive.importing.errors import RowsRefused
from archive.importing.files import open_table
from archive.importing.journal import Journal, Progress
from archive.importing.mapping import Mapping
from archive.importing.own_form import OWN_FORM
from archive.importing.planner import PlansBeside, is_worth_a_process
from archive.importing.planning import CREATED, REVISED, UNCHANGED, Plan
from archive.importing.refused import RefusedFile, said
from archive.importing.rows import Table
from archive.unhurried import unhurried
from archive.workspace import Archive, Writer

PLANS_A_COMMIT = 2
"""Batches that a partial import commits at a time: 800 units."""
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
    beside: bool | None = None
    """Whether another process plans. None: where the file is large, and a processor free for it."""


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
    with unhurried():
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
        self.progress = Progress()
        self.first = ""
        self.aside = (
            RefusedFile(order.refused, self.table.columns)
            if order.partial and order.refused
            else None
        )

    def dry(self) -> Outcome:
        """Plan all of it."""
        course = self._course(0)
        with self.archive.reading() as connection:
            while plan := course.next(connection):
                self._take(plan)
        return self._outcome()

    def at_once(self) -> Outcome:
        """Plan and write in one transaction, undone if a row is refused and all were asked for."""
        with (
            self._clean_aside(0),
            self.archive.writing() as writer,
            database.with_room(writer.connection),
            self._plans(0) as plans,
        ):
            if self.order.partial and isinstance(plans, Course):
                plans.forget_refused(writer.connection)
            while plan := plans.next(writer.connection):
                self._take(plan)
                if self.order.partial or not self.progress.refused:
                    recording.write(writer, plan.steps)
            if self.progress.refused and not self.order.partial:
                raise RowsRefused(self.path.name, self.progress.refused, self.first)
        return self._outcome()

    def in_steps(self) -> Outcome:
        """Commit some rows at a time, from where an earlier run of the same import came to."""
        journal = Journal(self.archive.settings.folder, self.path, self.mapping.source)
        self.progress = journal.read()
        done = self.progress.rows
        with self._clean_aside(self.progress.refused_bytes), ExitStack() as held:
            plans: Plans = held.enter_context(self._plans(done))
            size, more = self._size_of_log(), True
            while more:
                with self.archive.writing() as writer, database.with_room(writer.connection):
                    if log.head(writer.connection).size != size:
                        # Somebody else wrote meanwhile: what was planned beside may be out of date.
                        plans = self._course(self.progress.rows)
                    more = self._step(writer, plans)
                    size = log.head(writer.connection).size
                journal.write(self._with_length_aside())
        journal.close()
        return self._outcome(done)

    def _step(self, writer: Writer, plans: Plans) -> bool:
        """Write some plans; whether there may be more."""
        for _ in range(PLANS_A_COMMIT):
            plan = plans.next(writer.connection)
            if plan is None:
                return False
            self._take(plan)
            recording.write(writer, plan.steps)
        return True

    def _course(self, skip: int) -> Course:
        with self.archive.reading() as connection:
            by = granting.audience_of(people.at_work(connection, self.archive.person))
        return Course(self.path, self.mapping, self.order.reason, by=by, skip=skip)

    @contextmanager
    def _plans(self, skip: int) -> Iterator[Plans]:
        """Plans made here, or by a process beside this one where that is worth its start."""
        beside = self.order.beside
        if beside is None:
            beside = is_worth_a_process(self.path)
        if not beside or self.mapping is OWN_FORM:
            yield self._course(skip)
            return
        reason = self.order.reason
        with closing(PlansBeside(self.archive, self.path, self.mapping, reason, skip=skip)) as made:
            yield made

    def _size_of_log(self) -> int:
        with self.archive.reading() as connection:
            return log.head(connection).size

    def _take(self, plan: Plan) -> None:
        if plan.refused and not self.first:
            problem = plan.refused[0].problems[0]
            self.first = f"row {problem.row}, {said(problem)}"
        if self.aside:
            self.aside.add(plan.refused)
        self.progress = _further(self.progress, plan)
        self.watch(plan, self.progress)

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
