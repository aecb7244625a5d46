"""The list of rows that have a word, as bytes: written for many words at once, read in one go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]

ENCODED_AT_ONCE = 1 << 20
"""Postings that are written together."""
_WIDTHS = (np.dtype("u1"), np.dtype("<u2"), np.dtype("<u4"))


def encoded(starts: Ints, steps: Ints, counts: Ints) -> Iterator[bytes]:
    """The posting list of each term: widths, length, differences of row numbers, counts.

    Those of a term lie from its place in `starts` to the next; rows are differences to the one
    before, from 0. Counts are left out where all are 1. Many terms are written at once, because
    each has few postings.
    """
    at, size = 0, len(starts) - 1
    while at < size:
        end = max(at + 1, int(np.searchsorted(starts, starts[at] + ENCODED_AT_ONCE)) - 1)
        first, last = starts[at], starts[end]
        yield from _encoded(starts[at : end + 1] - first, steps[first:last], counts[first:last])
        at = end


def _encoded(starts: Ints, steps: Ints, counts: Ints) -> Iterator[bytes]:
    step_codes, count_codes = _widths(steps, starts[:-1]), _widths(counts, starts[:-1])
    count_codes[np.maximum.reduceat(counts, starts[:-1]) == 1] = len(_WIDTHS)  # no count is below
    step_bytes = [steps.astype(width).tobytes() for width in _WIDTHS]
    count_bytes = [counts.astype(width).tobytes() for width in _WIDTHS]
    ends = starts.tolist()
    for at, (by, of) in enumerate(zip(step_codes.tolist(), count_codes.tolist(), strict=True)):
        first, last = ends[at], ends[at + 1]
        wide = _WIDTHS[by].itemsize
        data = b"%c%b" % (by | of << 2, (last - first).to_bytes(4, "little"))
        data += step_bytes[by][first * wide : last * wide]
        if of < len(_WIDTHS):
            wide = _WIDTHS[of].itemsize
            data += count_bytes[of][first * wide : last * wide]
        yield data


def _widths(values: Ints, starts: Ints) -> Ints:
    """For each term the width of its largest value, as a place in `_WIDTHS`."""
    largest = np.maximum.reduceat(values, starts) if len(values) else values
    return np.digitize(largest, (1 << 8, 1 << 16))


def decoded(data: bytes) -> tuple[Ints, Ints]:
    """Row numbers and counts of a posting list, as `encoded` made it."""
    steps = _WIDTHS[data[0] & 3]
    size = int.from_bytes(data[1:5], "little")
    rows = np.frombuffer(data, steps, size, 5).cumsum(dtype=np.int32)
    if data[0] >> 2 == len(_WIDTHS):
        return rows, np.ones(size, np.int32)
    counts = np.frombuffer(data, _WIDTHS[data[0] >> 2], size, 5 + size * steps.itemsize)
    return rows, counts.astype(np.int32)
