"""Arrays that grow at their end, and lists of rows by value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from archive.search.bitmaps import WORD, Marked, Words, in_both, of_rows
from archive.search.lean_whoosh import Ints

FEW_ROWS = 8
"""How much longer it takes to look up the value of one row than to count one with the others."""
OFTEN = 32
"""A value that more than one of so many rows has is kept as bits."""
NONE: Ints = np.zeros(0, np.int32)


class Growing:
    """An array with room at its end, so that adding a few values does not copy it."""

    def __init__(self, kind: npt.DTypeLike, width: int | None = None) -> None:
        self._data: npt.NDArray[Any] = np.zeros(16 if width is None else (16, width), kind)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def all(self) -> npt.NDArray[Any]:
        """The values; writing into them changes what is kept."""
        return self._data[: self._size]

    def extend(self, values: Sequence[Any] | npt.NDArray[Any]) -> None:
        """Add values at the end."""
        size = self._size + len(values)
        if size > len(self._data):
            room = np.zeros(
                (max(size, 2 * len(self._data)), *self._data.shape[1:]), self._data.dtype
            )
            room[: self._size] = self.all
            self._data = room
        self._data[self._size : size] = values
        self._size = size


class _Seldom(NamedTuple):
    """Values that few rows have."""

    codes: Ints
    starts: Ints
    """Where the rows of each begin."""
    rows: Ints
    """Those of one after those of the other."""


class _Often(NamedTuple):
    """Values that many rows have."""

    codes: Ints
    rows: Words
    """A line of bits for each."""


class Field:
    """Which rows have which values of one field: pairs of row and value."""

    def __init__(self, values: Sequence[str] = (), rows: Ints = NONE, codes: Ints = NONE) -> None:
        self.codes: dict[str, int] = {value: code for code, value in enumerate(values)}
        """The number of each value."""
        self.values: list[str] = list(values)
        """The value of each number."""
        self._rows = Growing(np.int32)
        self._codes = Growing(np.int32)
        self._rows.extend(rows)
        self._codes.extend(codes)
        self._sorted_until = 0
        self._by_value: Ints = NONE
        self._starts: Ints = np.zeros(1, np.int64)
        self._by_row: Ints = NONE
        self._row_starts: Ints = np.zeros(1, np.int64)
        self._places: Ints = NONE
        self._often = _Often(NONE, np.zeros((0, 0), np.uint64))
        self._seldom = _Seldom(NONE, NONE, NONE)
        self._folded: dict[str, list[str]] = {}
        """The values by how they are compared."""
        self._folded_until = 0

    def add(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Note that these rows have these values."""
        rows, codes = [], []
        for row, value in pairs:
            code = self.codes.setdefault(value, len(self.codes))
            if code == len(self.values):
                self.values.append(value)
            rows.append(row)
            codes.append(code)
        self._rows.extend(rows)
        self._codes.extend(codes)

    @property
    def pairs(self) -> tuple[Ints, Ints]:
        """All rows, those that are gone as well, and beside each the number of its value."""
        return self._rows.all, self._codes.all

    @property
    def places(self) -> Ints:
        """By number of a value, its place in the order of all values."""
        if len(self._places) != len(self.values):
            order = sorted(range(len(self.values)), key=self.values.__getitem__)
            self._places = np.empty(len(order), np.int32)
            self._places[order] = np.arange(len(order), dtype=np.int32)
        return self._places

    def alike(self, text: str) -> list[str]:
        """The values that are `text` in capital or small letters."""
        if self._folded_until != len(self.values):
            for value in self.values[self._folded_until :]:
                self._folded.setdefault(value.casefold(), []).append(value)
            self._folded_until = len(self.values)
        return self._folded.get(text.casefold(), [])

    def rows_with(self, value: str) -> Ints:
        """The rows that have `value`, those that are gone as well."""
        code = self.codes.get(value)
        if code is None:
            return NONE
        self._sort_if_need_be()
        first, last = self._starts[code : code + 2] if code + 1 < len(self._starts) else (0, 0)
        later = self._rows.all[self._sorted_until :]
        found = later[self._codes.all[self._sorted_until :] == code]
        return np.concatenate((self._by_value[first:last], found))

    def counted(self, wanted: Marked) -> Ints:
        """By number of a value, how many of the wanted rows have it."""
        self._sort_if_need_be()
        later = self._codes.all[self._sorted_until :]
        late = later[wanted.rows.take(self._rows.all[self._sorted_until :])]
        counts = np.bincount(late, minlength=len(self.values))
        if self._few(wanted.count):
            some = wanted.where[: np.searchsorted(wanted.where, len(self._row_starts) - 1)]
            return counts + np.bincount(self._codes_of(some), minlength=len(counts))
        counts[self._often.codes] += in_both(self._often.rows, wanted.bits)
        seldom = self._seldom
        if len(seldom.codes):
            there = wanted.rows.take(seldom.rows).view(np.uint8)
            counts[seldom.codes] += np.add.reduceat(there, seldom.starts, dtype=np.int32)
        return counts

    def _few(self, count: int) -> bool:
        """Whether so many rows are sooner looked up one by one than counted by value."""
        size = len(self._row_starts) - 1
        one_by_one = FEW_ROWS * count * self._sorted_until / max(1, size)
        return one_by_one < len(self._often.codes) * size / WORD + len(self._seldom.rows)

    def _codes_of(self, rows: Ints) -> Ints:
        """The numbers of all values of these rows, as far as they are sorted."""
        starts = self._row_starts[rows]
        sizes = self._row_starts[rows + 1] - starts
        before = np.cumsum(sizes) - sizes
        codes: Ints = self._by_row[np.repeat(starts - before, sizes) + np.arange(sizes.sum())]
        return codes

    def _sort_if_need_be(self) -> None:
        if len(self._rows) > 1.2 * self._sorted_until + 256:
            self._sort()

    def _sort(self) -> None:
        rows, codes = self.pairs
        self._by_value = rows[np.argsort(codes, kind="stable")]
        counts = np.bincount(codes, minlength=len(self.values))
        self._starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        self._by_row = codes[np.argsort(rows, kind="stable")]
        self._row_starts = np.concatenate(([0], np.cumsum(np.bincount(rows))))
        size = len(self._row_starts) - 1
        often = counts * OFTEN > size
        common = np.flatnonzero(often)
        spans = [slice(*self._starts[code : code + 2]) for code in common.tolist()]
        self._often = _Often(common, of_rows([self._by_value[span] for span in spans], size))
        codes = np.flatnonzero(~often & (counts > 0))
        starts = np.cumsum(counts[codes]) - counts[codes]
        self._seldom = _Seldom(codes, starts, self._by_value[np.repeat(~often, counts)])
        self._sorted_until = len(rows)
