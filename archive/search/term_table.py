"""Looking up terms in the dictionary of a Whoosh segment, read where it lies in memory.

One word of a query is asked of every segment, in several spellings, and most are in none. Whoosh's
own reader goes through a dozen functions for each; this one reads the same hash table in one (the
format is D. J. Bernstein's constant database, http://cr.yp.to/cdb.html, with MD5 for its hash).
"""

from __future__ import annotations

import struct
from functools import lru_cache
from hashlib import md5
from typing import Any

_SLOT = struct.Struct("!Iq")
"""A slot of a table: the key's hash, and where its entry lies; 0: there is none."""
_LENGTHS = struct.Struct("!ii")
"""How an entry begins: bytes of its key and of its value."""


@lru_cache(maxsize=1 << 12)
def hash_of(key: bytes) -> int:
    """The hash under which a key is kept."""
    return int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")


class TermTable:
    """The terms of one segment."""

    def __init__(self, reader: Any) -> None:
        self._tables: list[tuple[int, int]] = reader.tables
        self._buffer: memoryview = reader.dbfile._buf

    def get(self, key: bytes) -> bytes | None:
        """The value of a key; None: it is not there."""
        wanted, buffer = hash_of(key), self._buffer
        start, slots = self._tables[wanted & 255]
        for step in range(slots):
            slot = start + ((wanted >> 8) + step) % slots * _SLOT.size
            found, at = _SLOT.unpack_from(buffer, slot)
            if not at:
                return None
            if found == wanted:
                long, wide = _LENGTHS.unpack_from(buffer, at)
                at += _LENGTHS.size
                if long == len(key) and buffer[at : at + long] == key:
                    return bytes(buffer[at + long : at + long + wide])
        return None
