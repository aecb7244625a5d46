"""The tree over the entries, made again and compared with the tiles and the state of the log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from archive import models
from archive.checking.report import Report
from evidence.merkle import Frontier, node_hash
from evidence.tiles import WIDTH


class TreeCheck:
    """Takes leaf hashes in their order and compares every tile as soon as it is full."""

    def __init__(self, connection: Connection, report: Report, sizes: set[int]) -> None:
        self.roots: dict[int, bytes] = {}
        """Root at each of the sizes that were asked for."""
        self._connection = connection
        self._report = report
        self._sizes = sorted(sizes, reverse=True)
        self._frontier = Frontier()
        self._open: list[list[bytes]] = []
        self._written: list[int] = []
        self._note_roots()

    def add(self, leaves: Sequence[bytes]) -> None:
        """More leaf hashes."""
        start = 0
        while self._sizes and self._sizes[-1] <= self._frontier.size + len(leaves) - start:
            stop = start + self._sizes[-1] - self._frontier.size
            self._frontier = self._frontier.extended(leaves[start:stop])
            start = stop
            self._note_roots()
        self._frontier = self._frontier.extended(leaves[start:])
        for leaf in leaves:
            self._add(0, leaf)

    def _note_roots(self) -> None:
        while self._sizes and self._sizes[-1] <= self._frontier.size:
            self.roots[self._sizes.pop()] = self._frontier.root()

    def _add(self, level: int, one: bytes) -> None:
        if level == len(self._open):
            self._open.append([])
            self._written.append(0)
        row = self._open[level]
        row.append(one)
        if len(row) == WIDTH:
            self._compare(level)
            self._open[level] = []
            self._written[level] += 1
            self._add(level + 1, _root(row))

    def _compare(self, level: int) -> None:
        number, hashes = self._written[level], b"".join(self._open[level])
        table = models.tiles
        found = self._connection.execute(
            select(table.c.hashes).where(table.c.level == level, table.c.number == number)
        ).scalar_one_or_none()
        if found != hashes:
            what = "is missing" if found is None else "does not fit the entries"
            message = f"tile {number} of level {level} {what}"
            self._report.found("tree.differs", message, f"tiles {level}/{number}")

    def finish(self) -> int:
        """Compare what is left; the size of the log."""
        count = 0
        for level, row in enumerate(self._open):
            count += self._written[level]
            if row:
                self._compare(level)
                count += 1
        found = self._connection.execute(select(func.count()).select_from(models.tiles))
        if found.scalar_one() > count:
            self._report.found("row.added", "tiles that no entries belong to", "tiles")
        self._compare_state()
        return self._frontier.size

    def _compare_state(self) -> None:
        grown = self._frontier
        table = models.log_state
        rows = self._connection.execute(
            select(table.c.id, table.c.size, table.c.frontier, table.c.root)
        ).all()
        expected = [(1, grown.size, grown.to_bytes(), grown.root())]
        if [tuple(row) for row in rows] != expected:
            message = "the state of the log does not fit its entries"
            self._report.found("tree.differs", message, "log_state")


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [node_hash(left, right) for left, right in pairs]
    return hashes[0]
