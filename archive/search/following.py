"""Keeping the text index beside the columns: every row has a line in it, and no line is stale.

Each line names its record, its audiences and the state that it was made from. What is missing or
stale is found by comparing them with the columns, not by trusting a cursor: after a crash, a
deleted folder or a half-built index the answer is the same. A row without its line is not found by
words, and how many there are is told with every answer; a line without its row is never used.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from archive.disclosure import CONFIDENTIAL, Audience
from archive.search import cards
from archive.search.cards import Card
from archive.search.columns import Columns
from archive.search.contents import views_of
from archive.search.feed import Tokens, tokens
from archive.search.index_form import LineBatch, Lines, TextEngine
from archive.search.kept_columns import KeptColumns
from archive.search.lean_whoosh import KEY, Bits, Ints
from evidence.store.blobs import BlobStore

AT_ONCE = 256
"""Rows that are read and cut into words between two looks at the clock."""
BATCH = 20_000
"""Rows in one commit of a long run: some hundred megabytes of memory."""

MUCH = 4_096
"""Rows of which the indexing takes about as long as it takes to join large segments."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the text index is."""

    indexed: int
    """Rows that can be found by their words."""
    rows: int
    """All rows."""
    trouble: str = ""
    """Why no more were indexed, if not for lack of time."""


class Following:
    """Columns and text index of one archive, brought up to its log together."""

    def __init__(
        self, index: TextEngine, kept: KeptColumns, store: BlobStore | None = None
    ) -> None:
        self.columns = Columns()
        self._kept = kept
        self.store = store
        """Where the words of files are; None: they are not searched."""
        self.index = index
        self.indexed: Bits = np.zeros(0, np.bool_)
        """Which rows have their line."""
        self.lengths: Ints = np.zeros(0, np.int32)
        """Number of words of each row."""
        self._lines: Ints = np.zeros((2, 0), np.int32)
        """Of each row, the place among the leaves, and the line there; -1: it has none."""
        self.trouble = ""
        self.version = 0
        """Counted up whenever rows or lines have changed."""
        self._stale = 0

    def refresh(
        self, connection: Connection, seconds: float, audience: Audience = CONFIDENTIAL
    ) -> None:
        """Take over what is new, and see that there are rows for an audience.

        Rows without a line are indexed for about so many seconds.
        """
        before = self.columns.version
        self._follow(connection)
        self.columns.admit(connection, audience)
        renewed = self.index.refresh()
        if renewed or self.columns.version != before:
            self._bind()
        self.trouble = ""
        if seconds > 0 and not self.is_complete():
            self._index(connection, time.monotonic() + seconds, patiently=False)

    def _follow(self, connection: Connection) -> None:
        if self.columns.cursor < 0:
            self.columns = self._kept.load(connection) or self.columns
        taken_away = self.columns.taken_away
        renewed = self.columns.follow(connection)
        if renewed:
            self.index.forget_rows()
        if renewed or self.columns.taken_away != taken_away:
            self._kept.forget()
        self._kept.save(self.columns, connection)

    def index_more(self, connection: Connection) -> Progress:
        """Index one large batch, however long it takes.

        Large segments are joined only beside much that is new: whoever searches waits for that.
        """
        self.refresh(connection, 0)
        if not self.is_complete():
            missing = int(np.count_nonzero(self.columns.alive & ~self.indexed))
            self._index(connection, None, patiently=missing >= MUCH)
        return self.progress()

    def progress(self, rows: Bits | None = None) -> Progress:
        """How far the text index is with these rows, or with all."""
        rows = self.columns.alive if rows is None else rows
        indexed = np.count_nonzero(self.indexed & rows)
        return Progress(int(indexed), int(np.count_nonzero(rows)), self.trouble)

    def is_complete(self) -> bool:
        """Whether every row has its line, and every line its row."""
        return not self._stale and bool(self.indexed[self.columns.alive].all())

    def cards(self, rows: Sequence[int]) -> dict[int, Card]:
        """What hits show of these rows, of those that have their line."""
        by_leaf: dict[int, dict[int, int]] = defaultdict(dict)
        for row, place, line in zip(rows, *self._lines[:, rows].tolist(), strict=True):
            if place >= 0:
                by_leaf[place][line] = row
        found: dict[int, Card] = {}
        for place, some in by_leaf.items():
            kept = self.index.cards(self.index.leaves[place], list(some))
            found.update({some[line]: cards.read(card) for line, card in kept.items()})
        return found

    def _bind(self) -> None:
        """Tell each line which row it stands for."""
        self.version += 1
        size = len(self.columns)
        self.indexed = np.zeros(size, np.bool_)
        self.lengths = np.zeros(size, np.int32)
        self._lines = np.full((2, size), -1, np.int32)
        for place, leaf in enumerate(self.index.leaves):
            rows = self.index.rows.get(leaf.id)
            if rows is None:
                rows = self.index.rows[leaf.id] = self._rows_of(leaf, np.arange(leaf.size))
            else:
                unknown = np.flatnonzero((rows < 0) & leaf.live)
                rows[unknown] = self._rows_of(leaf, unknown)
            rows[~leaf.live] = -1
            there = rows >= 0
            self.indexed[rows[there]] = True
            self.lengths[rows[there]] = leaf.keys["length"][there]
            self._lines[0, rows[there]], self._lines[1, rows[there]] = place, np.flatnonzero(there)
        self.index.bound()
        self._stale = sum(
            int((self._is_stale(leaf) & leaf.live).sum()) for leaf in self.index.leaves
        )

    def _rows_of(self, leaf: Lines, lines: Ints) -> Ints:
        """The row that each line stands for; -1: none, because the record has changed."""
        columns, keys = self.columns, leaf.keys[lines]
        numbers = [columns.numbers.get(key, -1) for key in keys["id"].astype("U16").tolist()]
        records = np.array(numbers, np.int32)
        if not len(columns):
            return np.full(len(lines), -1, np.int32)
        rows: Ints = columns.row_at.all[records, keys["span"] & 3]
        fits = (
            (records >= 0)
            & (rows >= 0)
            & (columns.hi[rows] == keys["span"] >> 2)
            & (columns.stamp[rows] == keys["stamp"])
        )
        found = np.where(fits, rows, -1).astype(np.int32)
        for line in np.flatnonzero(~fits & np.isin(records, list(columns.later_rows))).tolist():
            found[line] = self._later_row(int(records[line]), keys[line])
        return found

    def _later_row(self, record: int, key: np.void) -> int:
        """The same among the rows of a record for further groups of audiences."""
        columns = self.columns
        state = (key["span"] & 3, key["span"] >> 2, key["stamp"])
        for row in columns.later_rows[record]:
            if state == (columns.lo[row], columns.hi[row], columns.stamp[row]):
                return row
        return -1

    def _index(self, connection: Connection, until: float | None, *, patiently: bool) -> None:
        try:
            with self.index.writing() as batch:
                if batch is None:
                    self.trouble = "another process is indexing"
                    return
                self._bind()
                self._write(connection, batch, until)
                batch.delete(self._is_stale)
                batch.commit(patiently=patiently)
        except OSError as error:
            _log.info("the text index cannot be written: %s", error)
            self.trouble = f"the text index cannot be written ({error.strerror or error})"
        self._bind()

    def _write(self, connection: Connection, batch: LineBatch, until: float | None) -> None:
        missing = np.flatnonzero(self.columns.alive & ~self.indexed)[:BATCH]
        for start in range(0, len(missing), AT_ONCE):
            for key, found, card in self._made(connection, missing[start : start + AT_ONCE]):
                batch.put(key, found.fields, found.order, card)
            if until is not None and time.monotonic() > until:
                return

    def _made(self, connection: Connection, rows: Ints) -> Iterator[tuple[bytes, Tokens, bytes]]:
        """The key, the words and the card of each of these rows."""
        columns = self.columns
        for row, view in views_of(connection, columns, rows, self.store):
            closed = columns.group_of(row).is_closed
            found = tokens(view, int(columns.lo[row]), closed=closed)
            span = columns.lo[row] | columns.hi[row] << 2
            key = (view.id.encode(), span, columns.stamp[row], found.length)
            yield np.array([key], KEY).tobytes(), found, cards.written(cards.card_of(view))

    def _is_stale(self, leaf: Lines) -> Bits:
        rows = self.index.rows[leaf.id]
        if not len(self.columns):
            return np.ones(leaf.size, np.bool_)
        stale: Bits = (rows < 0) | ~self.columns.alive[rows]
        return stale
