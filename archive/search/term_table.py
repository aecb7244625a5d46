"""Looking up terms in the dictionary of a Whoosh segment, read where it lies in memory.

One word of a query is asked of every segment, in several spellings, and most are in none. Whoosh's
own reader goes through a dozen functions for each; this one reads the same hash table in one (the
format is D. J. Bernstein's constant database, http://cr.yp.to/cdb.html, with MD5 for its hash).
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from hashlib import md5
from typing import Any

EVERY = 64
"""One key of so many is kept in memory."""
_SLOT = struct.Struct("!Iq")
"""A slot of a table: the key's hash, and where its entry lies; 0: there is none."""
LENGTHS = struct.Struct("!ii")
"""How an entry begins: bytes of its key and of its value."""


@lru_cache(maxsize=1 << 12)
def hash_of(key: bytes) -> int:
    """The hash under which a key is kept."""
    return int.from_bytes(digest_of(key), "big")


def digest_of(key: bytes) -> bytes:
    """The same in bytes, the highest first."""
    return md5(key, usedforsecurity=False).digest()[-4:]


class TermTable:
    """The terms of one segment, in their order."""

    def __init__(self, reader: Any) -> None:
        self._tables: list[tuple[int, int]] = reader.tables
        self._buffer: memoryview = reader.dbfile._buf
        self._end: int = reader.endofdata
        self._order, self._size = reader.indexbase, reader.indexlen
        self._place = struct.Struct(f"!{reader.extras['indextype']}")

    def get(self, key: bytes, wanted: int) -> bytes | None:
        """The value of a key of which the `hash_of` is `wanted`; None: it is not there."""
        buffer = self._buffer
        start, slots = self._tables[wanted & 255]
        for step in range(slots):
            slot = start + ((wanted >> 8) + step) % slots * _SLOT.size
            found, at = _SLOT.unpack_from(buffer, slot)
            if not at:
                return None
            if found == wanted:
                long, wide = LENGTHS.unpack_from(buffer, at)
                at += LENGTHS.size
                if long == len(key) and buffer[at : at + long] == key:
                    return bytes(buffer[at + long : at + long + wide])
        return None

    def beginning(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Key and value of each term that begins so."""
        buffer, at = self._buffer, self._first(prefix)
        while at < self._end:
            long, wide = LENGTHS.unpack_from(buffer, at)
            start = at + LENGTHS.size
            at = start + long + wide
            key = bytes(buffer[start : start + long])
            if not key.startswith(prefix):
                return
            yield key, bytes(buffer[start + long : at])

    def first_and_last(self, prefix: bytes) -> tuple[bytes, bytes] | None:
        """The values of the first and last term that begin so. None: no term does."""
        first, behind = self._number(prefix), self._number(prefix + b"\xff")  # UTF-8 has no FF
        if first == behind:
            return None
        return self._value_at(self._entry(first)), self._value_at(self._entry(behind - 1))

    def _first(self, key: bytes) -> int:
        """Where the first entry lies of which the key is `key` or stands behind it."""
        number = self._number(key)
        return self._end if number == self._size else self._entry(number)

    def _number(self, key: bytes) -> int:
        """How many keys stand before `key`."""
        block = bisect_left(self._marks, key)
        if not block:
            return 0
        after = (block - 1) * EVERY + 1
        some = range(after, min(block * EVERY, self._size))
        return after + bisect_left(some, key, key=lambda number: self._key_at(self._entry(number)))

    @cached_property
    def _marks(self) -> list[bytes]:
        """One key of so many, so that the others are looked at in one part of the table only."""
        return [self._key_at(self._entry(number)) for number in range(0, self._size, EVERY)]

    def _entry(self, number: int) -> int:
        found: int = self._place.unpack_from(self._buffer, self._order + number * self._place.size)[
            0
        ]
        return found

    def _key_at(self, at: int) -> bytes:
        long, _ = LENGTHS.unpack_from(self._buffer, at)
        start = at + LENGTHS.size
        return bytes(self._buffer[start : start + long])

    def _value_at(self, at: int) -> bytes:
        long, wide = LENGTHS.unpack_from(self._buffer, at)
        start = at + LENGTHS.size + long
        return bytes(self._buffer[start : start + wide])
