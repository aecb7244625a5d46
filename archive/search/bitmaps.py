"""Rows as bits: 64 of them are compared and counted in one step of the processor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from archive.search.lean_whoosh import Bits, Ints

Words = npt.NDArray[np.uint64]

WORD = 64
"""Rows in one number."""


class Marked:
    """Some of all rows."""

    def __init__(self, rows: Bits) -> None:
        self.rows = rows

    @cached_property
    def count(self) -> int:
        """How many they are."""
        return int(np.count_nonzero(self.rows))

    @cached_property
    def where(self) -> Ints:
        """Their numbers, the least first."""
        return np.flatnonzero(self.rows)

    @cached_property
    def bits(self) -> Words:
        """The same, 64 in one number."""
        return packed(self.rows)


def packed(rows: Bits) -> Words:
    """Rows as bits; those that are missing in the last number are 0."""
    found = np.zeros(-(-len(rows) // WORD), np.uint64)
    some = np.packbits(rows)
    found.view(np.uint8)[: len(some)] = some
    return found


def in_both(some: Words, other: Words) -> Ints:
    """How many rows each line of `some` and `other` have in common; one may end sooner."""
    size = min(some.shape[1], len(other))
    counts: Ints = np.bitwise_count(some[:, :size] & other[:size]).sum(axis=1, dtype=np.int64)
    return counts


def of_rows(lists: Sequence[Ints], size: int) -> Words:
    """Lists of rows, of which there are `size`, as a line of bits each."""
    lines = np.zeros((len(lists), -(-size // WORD)), np.uint64)
    for line, rows in zip(lines, lists, strict=True):
        found = np.zeros(size, np.bool_)
        found[rows] = True
        line[:] = packed(found)
    return lines
