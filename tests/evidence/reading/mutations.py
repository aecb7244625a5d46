"""Files broken in the ways in which files break, and in those in which attackers break them."""

from __future__ import annotations

import random
import struct

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_WIDTHS = (">B", "<H", ">H", "<I", ">I", "<Q", ">Q")


def mutated(seed: bytes, other: bytes, chosen: random.Random) -> bytes:
    """`seed` with one to five faults; `other` is another file to be mixed in."""
    data = bytearray(seed)
    for _ in range(chosen.choice((1, 1, 2, 3, 5))):
        chosen.choice(_FAULTS)(data, other, chosen)
    return bytes(data)


def _at(data: bytearray, chosen: random.Random) -> int:
    """Somewhere, and every second time in the first kilobyte, where headers are."""
    size = max(1, len(data))
    return chosen.randrange(min(size, 1024) if chosen.random() < 0.5 else size)


def _flip(data: bytearray, _: bytes, chosen: random.Random) -> None:
    for _ in range(chosen.choice((1, 4, 64))):
        if data:
            data[_at(data, chosen)] ^= 1 << chosen.randrange(8)


def _cut(data: bytearray, _: bytes, chosen: random.Random) -> None:
    del data[_at(data, chosen) :]


def _take_out(data: bytearray, _: bytes, chosen: random.Random) -> None:
    at = _at(data, chosen)
    del data[at : at + chosen.choice((1, 2, 16, 512, 8192))]


def _repeat(data: bytearray, _: bytes, chosen: random.Random) -> None:
    at, length = _at(data, chosen), chosen.choice((4, 64, 2048))
    data[at:at] = bytes(data[at : at + length]) * chosen.choice((1, 2, 50))


def _number(data: bytearray, _: bytes, chosen: random.Random) -> None:
    """A length, an offset or a count that is as wrong as can be."""
    width = chosen.choice(_WIDTHS)
    size = struct.calcsize(width)
    at = _at(data, chosen)
    if at + size <= len(data):
        number = chosen.choice(_NUMBERS) & (1 << 8 * size) - 1
        data[at : at + size] = struct.pack(width, number)


def _mix(data: bytearray, other: bytes, chosen: random.Random) -> None:
    """A piece of another file, or that file as a whole behind this one: a polyglot."""
    if chosen.random() < 0.3:
        data += other
        return
    start = chosen.randrange(max(1, len(other)))
    at = _at(data, chosen)
    data[at:at] = other[start : start + chosen.choice((16, 512, 8192))]


def _blank(data: bytearray, _: bytes, chosen: random.Random) -> None:
    at, length = _at(data, chosen), chosen.choice((8, 256, 4096))
    end = min(len(data), at + length)
    data[at:end] = chosen.choice((b"\0", b"\xff", b"A")) * (end - at)


_FAULTS = (_flip, _flip, _cut, _take_out, _repeat, _number, _number, _number, _mix, _blank)
