"""Read the whole log again: its order, its tree, and what its entries say of the records.

What comes out is the state that the tables must have. Memory grows with the number of records, by
a few dozen bytes for each, and not with their content. What one entry says is read in
`archive.checking.lines`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, case, func, or_, select

from archive import models
from archive.checking.lines import Lines
from archive.checking.report import Report
from archive.checking.rows import as_bytes, spans
from archive.checking.state import State
from archive.checking.treecheck import TreeCheck
from evidence import merkle
from evidence.canonical import MAX_ENTRY_BYTES

CHUNK = 1000
"""Entries that are read together."""
_ENTRIES = models.entries.c
_IS_NUMBER = func.typeof(_ENTRIES.seq) == "integer"
_BYTES = case(
    (func.length(_ENTRIES.bytes) > MAX_ENTRY_BYTES, func.substr(_ENTRIES.bytes, 1, 1 << 16)),
    else_=_ENTRIES.bytes,
)
"""Bytes of an entry, cut where they are too long to be one."""


def replay(connection: Connection, report: Report, signed: Mapping[int, set[bytes]]) -> State:
    """The state that the log leads to; every fault on the way is a finding.

    `signed` are the roots of which heads were signed, by size.
    """
    return _Replay(connection, report, signed).run()


class _Replay:
    """One pass over the log."""

    def __init__(
        self, connection: Connection, report: Report, signed: Mapping[int, set[bytes]]
    ) -> None:
        self.connection = connection
        self.report = report
        self.state = State()
        self.tree = TreeCheck(connection, report, signed)
        self.lines = Lines(connection, report, self.state)
        self.missing: list[range] = []
        """Numbers at which there is no entry though later ones follow."""

    def run(self) -> State:
        table = models.entries
        query = select(table.c.seq, _BYTES).where(_IS_NUMBER).order_by(table.c.seq).limit(CHUNK)
        after = -1
        while rows := self.connection.execute(query.where(table.c.seq > after)).all():
            after = rows[-1][0]
            self._chunk([(seq, as_bytes(data)) for seq, data in rows])
        self._check_numbers()
        self.tree.finish()
        self.state.size = self.tree.size
        self.state.roots = self.tree.roots
        self.report.expected["entries"] = self.state.size
        self.lines.check_erasures()
        self._check_no_more()
        self.state.forget_erased()
        return self.state

    def _chunk(self, rows: list[tuple[int, bytes]]) -> None:
        self.lines.prepare(rows[0][0], rows[-1][0])
        waiting: list[bytes] = []
        for seq, data in rows:
            if seq != self.tree.size + len(waiting):
                self.tree.add(waiting)
                waiting = []
                if not self._gap(seq, data):
                    continue
            self.report.read["entries"] += 1
            self.lines.read(seq, data)
            waiting.append(merkle.leaf_hash(data))
        self.tree.add(waiting)

    def _gap(self, seq: int, data: bytes) -> bool:
        """Go on over missing entries; whether the entry after them belongs to the log."""
        expected = self.tree.size
        if seq > expected:
            self.tree.fill(seq)
        if self.tree.size > expected:
            gap = range(expected, self.tree.size)
            self.missing.append(gap)
            (where,) = spans((gap[0], gap[-1]) if len(gap) == 2 else gap)
            self.report.found("entry.missing", "the log lacks what stands between others", where)
            self._note_unknown(gap)
        if seq == self.tree.size:
            return True
        message = f"expected entry {self.tree.size}, found one under the number {seq}"
        self.report.found("entry.order", message, f"entry {seq}")
        self.lines.pass_over(seq)
        return False

    def _note_unknown(self, gap: range) -> None:
        """Nothing can be said about the rows of what the missing entries spoke of."""
        known = models.entry_objects
        query = select(known.c.object_id).where(known.c.seq.between(gap[0], gap[-1]))
        self.state.unknown.update(str(name) for name in self.connection.execute(query).scalars())

    def _check_numbers(self) -> None:
        query = select(func.count()).where(or_(~_IS_NUMBER, _ENTRIES.seq < 0))
        if count := self.connection.execute(query).scalar_one():
            message = f"{count} entries under numbers that no entry can have"
            self.report.found("entry.order", message, "entries")

    def _check_no_more(self) -> None:
        """Rows beside the log: revisions, details and objects of entries that do not exist."""
        for table in (models.revisions, models.details, models.entry_objects):
            known = [table.c.seq.between(gap[0], gap[-1]) for gap in self.missing]
            beside = or_(
                table.c.seq.is_(None), table.c.seq.not_in(select(_ENTRIES.seq)), table.c.seq < 0
            )
            query = select(func.count()).select_from(table).where(beside, ~or_(False, *known))
            if count := self.connection.execute(query).scalar_one():
                message = f"{count} rows of entries that do not exist"
                self.report.found("row.added", message, table.name)
