"""The tree over the entries, made again and compared with the tiles and the state of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive import models
from archive.checking.report import Report
from evidence.proof.merkle import HASH_BYTES, Frontier, node_hash
from evidence.proof.tiles import WIDTH


@dataclass(frozen=True, slots=True)
class _Differing:
    """A stored tile that is not the one that the entries make."""

    level: int
    number: int
    missing: bool
    leaves: list[int]
    """Which of its leaves differ, if it is of the form of one of leaves."""


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
        self._differing: list[_Differing] = []
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
            leaves = _other_leaves(self._open[0], found) if level == 0 else []
            self._differing.append(_Differing(level, number, found is None, leaves))

    def finish(self, *, whole: bool) -> int:
        """Compare what is left; the size of the log. Not `whole`: entries are missing between."""
        for level, row in enumerate(self._open):
            if row:
                self._compare(level)
                self._written[level] += 1
        self._check_no_more()
        fits = self._compare_state()
        for tile in self._differing:
            self._tell(tile, by_entry=whole and not fits)
        return self._frontier.size

    def _check_no_more(self) -> None:
        tiles = models.tiles
        for level, number in self._connection.execute(select(tiles.c.level, tiles.c.number)):
            if not (0 <= level < len(self._written) and 0 <= number < self._written[level]):
                message = "a tile that no entries belong to"
                self._report.found("row.added", message, f"tiles {level}/{number}")

    def _compare_state(self) -> bool:
        """Whether the root of the log is the one that the entries make."""
        grown = self._frontier
        table = models.log_state
        rows = self._connection.execute(
            select(table.c.id, table.c.size, table.c.frontier, table.c.root)
        ).all()
        expected = [(1, grown.size, grown.to_bytes(), grown.root())]
        if [tuple(row) for row in rows] != expected:
            message = "the state of the log does not fit its entries"
            self._report.found("tree.differs", message, "log_state")
        return any(row.root == grown.root() for row in rows)

    def _tell(self, tile: _Differing, *, by_entry: bool) -> None:
        """Where the root does not fit either, it is not the tile that was changed but an entry."""
        if tile.leaves and by_entry:
            for index in tile.leaves:
                message = "the entry does not hash to its leaf in the tree"
                seq = tile.number * WIDTH + index
                self._report.found("entry.edited", message, f"entry {seq}")
            return
        what = "is missing" if tile.missing else "does not fit the entries"
        message = f"tile {tile.number} of level {tile.level} {what}"
        self._report.found("tree.differs", message, f"tiles {tile.level}/{tile.number}")


def _other_leaves(leaves: Sequence[bytes], found: object) -> list[int]:
    """Which leaves of a tile differ; none if the tile itself is not of the form of one."""
    if not isinstance(found, bytes) or len(found) != HASH_BYTES * len(leaves):
        return []
    return [
        index
        for index, leaf in enumerate(leaves)
        if found[index * HASH_BYTES : (index + 1) * HASH_BYTES] != leaf
    ]


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [node_hash(left, right) for left, right in pairs]
    return hashes[0]
