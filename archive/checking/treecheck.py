"""The tree over the entries, made again and compared with the tiles and the state of the log.

Where the two differ, one of them was changed. The signed heads say which: if the root that they
sign is the one that the entries make, a tile was changed, else an entry. What follows from a change
further up in the tree is not told again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from archive import models
from archive.checking.report import Report
from archive.checking.rows import as_bytes, spans
from evidence.merkle import HASH_BYTES, Frontier, node_hash
from evidence.tiles import WIDTH


class TreeCheck:
    """Takes leaf hashes in their order and compares every tile as soon as it is full."""

    def __init__(
        self, connection: Connection, report: Report, signed: Mapping[int, set[bytes]]
    ) -> None:
        self.roots: dict[int, bytes] = {}
        """Root at each of the sizes that were signed."""
        self._connection = connection
        self._report = report
        self._signed = signed
        self._sizes = sorted(signed, reverse=True)
        self._frontier = Frontier()
        self._open: list[list[bytes]] = []
        self._stored_roots: list[list[bytes]] = []
        self._written: list[int] = []
        self._differing: list[int] = []
        self._note_roots()

    @property
    def size(self) -> int:
        """Leaves so far."""
        return self._frontier.size

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
            self._add(0, leaf, leaf)

    def fill(self, stop: int) -> None:
        """Go on up to `stop` with the leaf hashes in the tiles, as far as there are any."""
        while self.size < stop:
            number, start = divmod(self.size, WIDTH)
            hashes = _cut(self._tile(0, number) or b"")[start : start + stop - self.size]
            if not hashes:
                return
            self.add(hashes)

    def _note_roots(self) -> None:
        while self._sizes and self._sizes[-1] <= self._frontier.size:
            self.roots[self._sizes.pop()] = self._frontier.root()

    def _add(self, level: int, ours: bytes, stored: bytes) -> None:
        """One more hash on a level: as the entries make it, and as the tiles below make it."""
        if level == len(self._open):
            self._open.append([])
            self._stored_roots.append([])
            self._written.append(0)
        row = self._open[level]
        row.append(ours)
        self._stored_roots[level].append(stored)
        if len(row) == WIDTH:
            found, root = self._compare(level), _root(row)
            other = root if found == row or len(found) != WIDTH else _root(found)
            self._open[level] = []
            self._stored_roots[level] = []
            self._written[level] += 1
            self._add(level + 1, root, other)

    def _compare(self, level: int) -> list[bytes]:
        """Compare a tile with what it should hold; the hashes that it holds."""
        number, row = self._written[level], self._open[level]
        data = self._tile(level, number)
        if data == b"".join(row):
            return row
        found = _cut(data or b"")
        if data is None or len(data) != len(row) * HASH_BYTES:
            what = "is missing" if data is None else f"has {len(data)} bytes"
            self._differs(level, number, f"expected {len(row)} hashes; it {what}")
        stored = self._stored_roots[level]
        wrong = [
            at
            for at, hashes in enumerate(zip(found, row, stored, strict=False))
            if hashes[0] not in hashes[1:]
        ]
        if wrong and level == 0:
            self._differing += [number * WIDTH + at for at in wrong]
        elif wrong:
            self._differs(level, number, "it does not fit the tiles below it")
        return found

    def _tile(self, level: int, number: int) -> bytes | None:
        table = models.tiles
        query = select(table.c.hashes).where(table.c.level == level, table.c.number == number)
        found = self._connection.execute(query).scalars().first()
        return None if found is None else as_bytes(found)

    def _differs(self, level: int, number: int, what: str) -> None:
        where = f"tile {number} of level {level}"
        self._report.found("tree.differs", f"a tile is not what the entries make: {what}", where)

    def finish(self) -> None:
        """Compare what is left."""
        for level, row in enumerate(self._open):
            if row:
                self._compare(level)
        self._check_leaves()
        self._check_no_more()
        self._check_state()

    def _check_leaves(self) -> None:
        """Say of every leaf that is not in its tile whether the entry or the tile was changed."""
        good = [size for size, root in self.roots.items() if root in self._signed[size]]
        vouched = max(good, default=0)
        if len(good) == len(self.roots) and self._state() == _state_of(self._frontier):
            vouched = self.size
        tiles = sorted({leaf // WIDTH for leaf in self._differing if leaf < vouched})
        for number in tiles:
            self._differs(0, number, "its hashes are not those of the entries")
        for where in spans(leaf for leaf in self._differing if leaf >= vouched):
            message = "it does not hash to its leaf in the tree"
            self._report.found("entry.edited", message, where)

    def _check_no_more(self) -> None:
        counts = [
            count + bool(row) for count, row in zip(self._written, self._open, strict=True)
        ]
        query = select(models.tiles.c.level, models.tiles.c.number)
        for level, number in self._connection.execute(query):
            known = isinstance(level, int) and isinstance(number, int) and level >= 0
            if not known or not (level < len(counts) and 0 <= number < counts[level]):
                where = f"tile {number} of level {level}"
                self._report.found("row.added", "a tile that no entries belong to", where)

    def _check_state(self) -> None:
        found = self._state()
        if found == _state_of(self._frontier):
            return
        if self._differing and found == _state_of(self._stored_leaves()):
            return  # it follows from the tiles, of which the finding was told
        message = f"expected size {self.size} and the root of the entries"
        self._report.found("tree.differs", message, "log_state")

    def _state(self) -> list[tuple[object, ...]]:
        table = models.log_state
        query = select(table.c.id, table.c.size, table.c.frontier, table.c.root)
        return [tuple(row) for row in self._connection.execute(query)]

    def _stored_leaves(self) -> Frontier:
        """The frontier that the leaf hashes in the tiles make."""
        grown = Frontier()
        for number in range(-(-self.size // WIDTH)):
            grown = grown.extended(_cut(self._tile(0, number) or b""))
        return grown


def _state_of(grown: Frontier) -> list[tuple[object, ...]]:
    return [(1, grown.size, grown.to_bytes(), grown.root())]


def _cut(hashes: bytes) -> list[bytes]:
    """The whole hashes in a tile, of whatever length it is."""
    stop = min(len(hashes), WIDTH * HASH_BYTES) // HASH_BYTES * HASH_BYTES
    return [hashes[at : at + HASH_BYTES] for at in range(0, stop, HASH_BYTES)]


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [node_hash(left, right) for left, right in pairs]
    return hashes[0]
