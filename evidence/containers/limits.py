"""How much may come out of one ZIP or TAR, and the count of what has come out."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.containers.errors import TooMuchInside


@dataclass(frozen=True, slots=True)
class Limits:
    """What may come out of one archive file."""

    entries: int = 100_000
    total_bytes: int = 64 << 30
    """Of all files in it together, as they come out."""
    ratio: int = 200
    """So many bytes may come out for each that lies in it, once `free_bytes` have come out."""
    free_bytes: int = 64 << 20
    """What may come out however little lies in it: a text of blanks shrinks a thousand times."""
    header_bytes: int = 16 << 20
    """What may be read at once of its own lists and headers: a size there can be a lie."""


class Flow:
    """What has come out of one archive file of `size` bytes."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits = limits
        self._size = size
        self._bytes = 0
        self._entries = 0

    def count_entry(self) -> None:
        """Count one thing more that lies in it.

        Raises:
            TooMuchInside: there are too many.
        """
        self._entries += 1
        if self._entries > self._limits.entries:
            raise TooMuchInside("entries", limit=self._limits.entries, found=self._entries)

    def add(self, more: int) -> None:
        """Count bytes that came out.

        Raises:
            TooMuchInside: they are too many by now.
        """
        self._bytes += more
        self.check(0)

    def check(self, coming: int) -> None:
        """See that so many bytes more may come out.

        Raises:
            TooMuchInside: they would be too many.
        """
        out, limits = self._bytes + coming, self._limits
        if out > limits.total_bytes:
            raise TooMuchInside("bytes in one archive file", limit=limits.total_bytes, found=out)
        most = max(limits.free_bytes, self._size * limits.ratio)
        if out > most:
            what = f"bytes out of {self._size:,} (a ratio of {limits.ratio}:1)"
            raise TooMuchInside(what, limit=most, found=out)
