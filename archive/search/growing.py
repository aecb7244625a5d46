"""Arrays that grow at their end, and lists of rows by value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from archive.search.lean_whoosh import Ints

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
        self._starts: Ints = NONE
        self._places: Ints = NONE

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

    def rows_with(self, value: str) -> Ints:
        """The rows that have `value`, those that are gone as well."""
        code = self.codes.get(value)
        if code is None:
            return NONE
        if len(self._rows) > 1.2 * self._sorted_until + 256:
            self._sort()
        first, last = self._starts[code : code + 2] if code + 1 < len(self._starts) else (0, 0)
        later = self._rows.all[self._sorted_until :]
        found = later[self._codes.all[self._sorted_until :] == code]
        return np.concatenate((self._by_value[first:last], found))

    def _sort(self) -> None:
        rows, codes = self.pairs
        self._by_value = rows[np.argsort(codes, kind="stable")]
        counts = np.bincount(codes, minlength=len(self.values))
        self._starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        self._sorted_until = len(rows)
