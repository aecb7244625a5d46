"""Writing the dictionary of a Whoosh segment at once, in Whoosh's own form.

A segment of some ten thousand rows has hundreds of thousands of terms. Whoosh writes each with a
dozen calls of functions; here entries are put together in one go, and the places in the hash tables
are reckoned for all of them together (the format is that of `archive.search.term_table`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from archive.search.lean_whoosh import EXTENT, Ints
from archive.search.term_table import LENGTHS, digest_of

TABLES = 256
_SLOT = np.dtype([("hash", ">u4"), ("at", ">i8")])
_DIRECTORY = np.dtype([("start", ">i8"), ("slots", ">i4")])
_WIDTHS = {"I": np.dtype(">u4"), "q": np.dtype(">i8")}


def write_terms(table: Any, keys: Sequence[bytes], start: int, sizes: Sequence[int]) -> None:
    """Write each key with where its posting list lies, in bytes, and close the file.

    `table` is Whoosh's writer of the file, which has written how it begins. Keys come in their
    order, and each once; their lists lie one after the other from `start`, each of its size.
    """
    file = table.dbfile
    lengths, extent, wide = LENGTHS.pack, EXTENT.pack, EXTENT.size
    starts = (np.cumsum(sizes, dtype=np.int64) - sizes + start).tolist()
    entries = [
        b"%b%b%b" % (lengths(len(key), wide), key, extent(at, size))
        for key, at, size in zip(keys, starts, sizes, strict=True)
    ]
    ends = np.cumsum([len(entry) for entry in entries], dtype=np.int64)
    places = np.concatenate(([0], ends))[:-1] + file.tell()
    file.write(b"".join(entries))
    digests = b"".join(map(digest_of, keys))
    _write_tables(file, np.frombuffer(digests, ">u4").astype(np.int64), places)
    before = file.tell()
    width = "I" if before < 1 << 32 else "q"
    table.extras.update(indextype=width, indexlen=len(keys))
    file.write_pickle(table.extras)
    file.write(places.astype(_WIDTHS[width]).tobytes())
    file.write_int(file.tell() - before)
    file.close()


def _write_tables(file: Any, hashes: Ints, places: Ints) -> None:
    """Write the tables and their directory: two slots for each key, of which it has one.

    That is the first free one, from its own on; behind the last one comes the first.
    """
    of = hashes % TABLES
    slots = 2 * np.bincount(of, minlength=TABLES)
    firsts = np.cumsum(slots) - slots
    own = hashes // TABLES % np.maximum(slots, 1)[of]
    order = np.argsort(firsts[of] + own, kind="stable")
    of, hashes, places = of[order], hashes[order], places[order]
    taken = _in_turn(own[order] + 2 * firsts[of]) - 2 * firsts[of]  # with room behind each table
    there = taken < slots[of]
    at = (firsts[of] + taken)[there]
    tables = np.zeros(2 * len(order), _SLOT)
    tables["hash"][at], tables["at"][at] = hashes[there], places[there]
    for key in np.flatnonzero(~there).tolist():
        free = int(firsts[of[key]])
        while tables["at"][free]:
            free += 1
        tables[free] = hashes[key], places[key]
    directory = np.zeros(TABLES, _DIRECTORY)
    directory["start"] = file.tell() + firsts * _SLOT.itemsize
    directory["slots"] = slots
    file.write(tables.tobytes())
    file.write(directory.tobytes())


def _in_turn(own: Ints) -> Ints:
    """The slot of each of these, which come in the order of their own slots.

    Each takes its own, or the first behind it that none before it has taken.
    """
    numbers = np.arange(len(own))
    taken: Ints = np.maximum.accumulate(own - numbers) + numbers
    return taken
