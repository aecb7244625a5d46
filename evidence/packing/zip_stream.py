"""Writing a ZIP file in one go, to a disk, a pipe or a socket: the same bytes for the same files.

APPNOTE.TXT 6.3.10 of PKWARE, method 0 (stored), with ZIP64 (§4.5.3) where sizes or offsets need it.
Size and CRC-32 of each file are known before its first byte, so that nothing is ever written twice
and the target need not be able to seek. Dates and modes are fixed: two people can compare digests.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from evidence.errors import BadBag

__all__ = ["Target", "ZipStream"]

_LOCAL, _CENTRAL, _END = 0x04034B50, 0x02014B50, 0x06054B50
_END64, _LOCATOR64 = 0x06064B50, 0x07064B50
_MOST_32, _MOST_16 = 0xFFFFFFFF, 0xFFFF
_FIRST_OF_JANUARY_1980 = 0x21
"""The earliest date that ZIP can write; the time of day is 0."""
_UNIX = 3 << 8
_MODE = 0o100644 << 16


class Target(Protocol):
    """Something that takes bytes, all of them."""

    def write(self, data: bytes, /) -> object:
        """Take them."""


@dataclass(frozen=True, slots=True)
class _Member:
    name: bytes
    size: int
    crc32: int
    offset: int


class ZipStream:
    """A ZIP file that is being written to `target`; call `close` at its end."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._members: list[_Member] = []
        self._at = 0
        self._crc32, self._count = 0, 0

    def add(self, name: str, chunks: Iterable[bytes], *, size: int, crc32: int) -> None:
        """Store one file under an ASCII name.

        Raises:
            BadBag: the chunks have another size or CRC-32 than was said. The ZIP is of no use then.
        """
        self.begin(name, size=size, crc32=crc32)
        for chunk in chunks:
            self.write(chunk)
        self.end()

    def begin(self, name: str, *, size: int, crc32: int) -> None:
        """Begin a file; `write` its bytes next, then `end` it."""
        member = _Member(name.encode("ascii"), size, crc32, self._at)
        big = size >= _MOST_32
        extra = struct.pack("<HHQQ", 1, 16, size, size) if big else b""
        self._put(_local(member, extra, big=big))
        self._members.append(member)
        self._crc32, self._count = 0, 0

    def write(self, chunk: bytes) -> None:
        """Go on with the file that was begun."""
        self._crc32 = zlib.crc32(chunk, self._crc32)
        self._count += len(chunk)
        self._put(chunk)

    def end(self) -> None:
        """See that the file is the one that was announced.

        Raises:
            BadBag: as `add`.
        """
        member = self._members[-1]
        if (self._crc32, self._count) != (member.crc32, member.size):
            expected = f"{member.size} bytes with CRC-32 {member.crc32:08x} in {member.name!r}"
            raise BadBag(expected, found=f"{self._count} bytes with CRC-32 {self._crc32:08x}")

    def close(self) -> None:
        """Write the directory at the end; the target stays open."""
        start = self._at
        for member in self._members:
            self._put(_central(member))
        size, count = self._at - start, len(self._members)
        if count >= _MOST_16 or start >= _MOST_32 or size >= _MOST_32:
            end64 = (_END64, 44, _UNIX | 45, 45, 0, 0, count, count, size, start)
            where = self._at
            self._put(struct.pack("<IQHHIIQQQQ", *end64))
            self._put(struct.pack("<IIQI", _LOCATOR64, 0, where, 1))
        short = min(count, _MOST_16)
        end = (_END, 0, 0, short, short, min(size, _MOST_32), min(start, _MOST_32), 0)
        self._put(struct.pack("<IHHHHIIH", *end))

    def _put(self, data: bytes) -> None:
        self._target.write(data)
        self._at += len(data)


def _local(member: _Member, extra: bytes, *, big: bool) -> bytes:
    size = _MOST_32 if big else member.size
    head = struct.pack(
        "<IHHHHHIIIHH",
        _LOCAL,
        45 if big else 20,
        0,
        0,
        0,
        _FIRST_OF_JANUARY_1980,
        member.crc32,
        size,
        size,
        len(member.name),
        len(extra),
    )
    return head + member.name + extra


def _central(member: _Member) -> bytes:
    size, offset, wide = member.size, member.offset, []
    if size >= _MOST_32:
        wide += [size, size]
        size = _MOST_32
    if offset >= _MOST_32:
        wide.append(offset)
        offset = _MOST_32
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    needed = 45 if wide else 20
    head = struct.pack(
        "<IHHHHHHIIIHHHHHII",
        _CENTRAL,
        _UNIX | needed,
        needed,
        0,
        0,
        0,
        _FIRST_OF_JANUARY_1980,
        member.crc32,
        size,
        size,
        len(member.name),
        len(extra),
        0,
        0,
        0,
        _MODE,
        offset,
    )
    return head + member.name + extra
