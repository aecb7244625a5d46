"""Rows as bits: 64 of them are compared and counted in one step of the processor."""

from __future__ import annotations

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


def in_both(some: Words, other: Words) -> int:
    """How many rows are in both; one may end before the other."""
    size = min(len(some), len(other))
    return int(np.bitwise_count(some[:size] & other[:size]).sum())


def of_rows(rows: Ints, size: int) -> Words:
    """These of `size` rows as bits."""
    found = np.zeros(size, np.bool_)
    found[rows] = True
    return packed(found)
