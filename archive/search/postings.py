"""The list of rows that have a word, as bytes: written for many words at once, read in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]

ENCODED_AT_ONCE = 1 << 20
"""Postings that are written together."""
_WIDTHS: tuple[np.dtype[Any], ...] = (np.dtype("u1"), np.dtype("<u2"), np.dtype("<u4"))


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


def decoded(data: bytes) -> tuple[Ints, Ints | None]:
    """Row numbers and counts of a posting list, as `encoded` made it; None: all are 1."""
    rows = _rows(data)
    size = len(rows)
    if data[0] >> 2 == len(_WIDTHS):
        return rows, None
    behind = 5 + size * _WIDTHS[data[0] & 3].itemsize
    counts = np.frombuffer(data, _WIDTHS[data[0] >> 2], size, behind)
    return rows, counts.astype(np.int32)


def _rows(data: bytes) -> Ints:
    size = int.from_bytes(data[1:5], "little")
    return np.frombuffer(data, _WIDTHS[data[0] & 3], size, 5).cumsum(dtype=np.int32)


def decoded_all(pieces: Sequence[tuple[int, bytes]]) -> tuple[Ints, Ints]:
    """The same of many posting lists that lie one after the other; those of each form together.

    They come in pieces, each with a number that is added to the numbers of its rows.
    """
    data = b"".join([piece for _, piece in pieces])
    ends = np.cumsum([len(piece) for _, piece in pieces])
    bases = np.array([base for base, _ in pieces], np.int64)
    forms: dict[int, list[tuple[int, int]]] = defaultdict(list)
    at = 0
    while at < len(data):
        form, size = data[at], int.from_bytes(data[at + 1 : at + 5], "little")
        forms[form].append((at + 5, size))
        at += 5 + size * _BYTES[form]
    bare = np.frombuffer(data, np.uint8)
    rows: list[Ints] = []
    counts: list[Ints] = []
    for form, some in forms.items():
        starts, sizes = np.array(some, np.int64).T
        steps = _WIDTHS[form & 3]
        sums = np.cumsum(_gathered(bare, starts, sizes, steps), dtype=np.int64)
        before = np.concatenate(([0], sums))[np.cumsum(sizes) - sizes]
        before -= bases[np.searchsorted(ends, starts)]
        rows.append((sums - np.repeat(before, sizes)).astype(np.int32))
        if form >> 2 == len(_WIDTHS):
            counts.append(np.ones(len(sums), np.int32))
        else:
            behind = starts + sizes * steps.itemsize
            counts.append(_gathered(bare, behind, sizes, _WIDTHS[form >> 2]).astype(np.int32))
    return np.concatenate(rows), np.concatenate(counts)


def belonging(lists: Sequence[tuple[int, bytes]], owners: Sequence[int]) -> tuple[Ints, Ints]:
    """The row numbers of many posting lists, and beside each whose list it is from.

    Each list comes with a number that is added to the numbers of its rows.
    """
    rows = [base + _rows(data) for base, data in lists]
    return np.concatenate(rows), np.repeat(np.array(owners, np.int32), [len(one) for one in rows])


def _gathered(bare: npt.NDArray[np.uint8], starts: Ints, sizes: Ints, width: Any) -> Ints:
    """The numbers of runs that begin at these bytes, one run after the other."""
    firsts = np.cumsum(sizes) - sizes
    at = np.repeat(starts - firsts * width.itemsize, sizes)
    at += np.arange(len(at)) * width.itemsize
    parts = [bare[at + byte].astype(np.uint32) << (8 * byte) for byte in range(width.itemsize)]
    found: Ints = np.bitwise_or.reduce(parts)
    return found


_BYTES = {
    by | of << 2: width.itemsize + (_WIDTHS[of].itemsize if of < len(_WIDTHS) else 0)
    for by, width in enumerate(_WIDTHS)
    for of in range(len(_WIDTHS) + 1)
}
"""By form of a list, the bytes for each of its rows."""
