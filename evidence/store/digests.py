"""SHA-256 digests of evidence: what names a blob, and how it is computed.

SHA-256 is FIPS 180-4, https://csrc.nist.gov/pubs/fips/180-4/upd1/final. A digest is written in 64
lower-case hex digits, everywhere. The CRC-32 beside it is the one of ZIP (APPNOTE.TXT 4.4.7); it
is kept because a packet can then be written without reading every file twice, and proves nothing.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import threading
import zlib
from collections.abc import Iterator

from evidence.errors import BadDigest

BLOCK_BYTES = 1 << 20
"""How much is read at once; hashing is as fast with any block from 64 KiB."""

READ_BYTES = 1 << 18
"""How much is read at once to be hashed and forgotten: it stays in the processor's cache."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def read_digest(text: str) -> str:
    """The digest that `text` writes out.

    Raises:
        BadDigest: it is not 64 lower-case hex digits.
    """
    if not is_digest(text):
        raise BadDigest(text)
    return text


def is_digest(text: str) -> bool:
    """Whether `text` is written as a digest is."""
    return _DIGEST.fullmatch(text) is not None


class Sums:
    """SHA-256 and CRC-32 of bytes that arrive in order.

    Each of the two may be fed from a thread of its own.
    """

    __slots__ = ("_sha256", "crc32")

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.crc32 = 0

    @property
    def digest(self) -> str:
        """SHA-256 of everything so far, in hex."""
        return self._sha256.hexdigest()

    def add(self, data: bytes | bytearray | memoryview) -> None:
        """Count `data` in."""
        self._sha256.update(data)
        self.crc32 = zlib.crc32(data, self.crc32)

    def add_span(self, descriptor: int, offset: int, length: int) -> None:
        """Read a span of an open file, and count it in."""
        for data in _blocks(descriptor, offset, length):
            self.add(data)

    def add_to_sha256(self, descriptor: int, offset: int, length: int) -> None:
        """Read a span of an open file, and count it into the digest only."""
        for data in _blocks(descriptor, offset, length):
            self._sha256.update(data)

    def add_to_crc32(self, descriptor: int, offset: int, length: int) -> None:
        """Read a span of an open file, and count it into the CRC-32 only."""
        for data in _blocks(descriptor, offset, length):
            self.crc32 = zlib.crc32(data, self.crc32)


def hash_all(descriptor: int) -> tuple[str, int]:
    """Digest and size of what an open file holds from where it stands to its end.

    Each thread reads into memory of its own that it keeps: for files of some hundred kilobytes
    taking new memory each time costs a fifth of the hashing.
    """
    view = _room()
    sha256, size = hashlib.sha256(), 0
    while count := os.readv(descriptor, [view]):
        sha256.update(view[:count])
        size += count
    return sha256.hexdigest(), size


_OWN = threading.local()


def _room() -> memoryview:
    view: memoryview | None = getattr(_OWN, "view", None)
    if view is None:
        view = _OWN.view = memoryview(bytearray(READ_BYTES))
    return view


def _blocks(descriptor: int, offset: int, length: int) -> Iterator[bytes]:
    end = offset + length
    while offset < end:
        data = os.pread(descriptor, min(BLOCK_BYTES, end - offset), offset)
        if not data:
            raise OSError(errno.EIO, "the file ends before what was written into it")
        yield data
        offset += len(data)
