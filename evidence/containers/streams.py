"""What stands between the bytes and a reader of headers, which believes every size it reads."""

from __future__ import annotations

import io
import lzma
from typing import BinaryIO, Protocol

from evidence.containers.errors import BrokenContainer
from evidence.containers.limits import Flow

_STEP = 1 << 20
_XZ_MEMORY = 128 << 20
"""Bytes; xz itself asks for at most 65 MiB at its strongest preset."""


class Readable(Protocol):
    """Something that gives up to so many bytes, and none at its end."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes."""
        ...


class Headers(io.RawIOBase):
    """A file of which nobody can read more at once than any header has."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` bytes. Raises BrokenContainer if that is more than a header has."""
        if size is None or size < 0:  # to the end, where the list of a ZIP stands
            data = self._file.read(self._most + 1)
            _refuse_huge(len(data), self._most)
            return data
        return self._file.read(_refuse_huge(size, self._most))

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go on at another place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Where the next byte is read, from 0."""
        return self._file.tell()

    def seekable(self) -> bool:
        """It is read from its end."""
        return True


class Onward(io.RawIOBase):
    """A stream that is read once, from its beginning on; what is skipped is read as well.

    Readers of TAR step back by a byte now and then: the last block that was read can be read again.
    A compressed stream would have to begin anew for that.
    """

    def __init__(self, stream: Readable, flow: Flow, most: int) -> None:
        self._stream = stream
        self._flow = flow
        self._most = most
        self.last = b""
        """The last block that was read."""
        self._at = 0
        self._end_of_last = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` bytes.

        Raises:
            BrokenContainer: a header asks for more than any header has.
            TooMuchInside: more came out than may.
        """
        wanted = _refuse_huge(size, self._most)
        if self._at < self._end_of_last:
            data = self.last[self._at - self._end_of_last :][:wanted]
        else:
            data = self._next(wanted)
        self._at += len(data)
        return data

    def _next(self, wanted: int) -> bytes:
        parts = []
        while wanted and (data := self._stream.read(wanted)):
            parts.append(data)
            wanted -= len(data)
        self.last = b"".join(parts)
        self._flow.add(len(self.last))
        self._end_of_last += len(self.last)
        return self.last

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go on at another place, which lies in the last block or behind it."""
        if whence != io.SEEK_SET or offset < self._end_of_last - len(self.last):
            raise BrokenContainer("its headers lead backwards")
        self._at = min(offset, self._end_of_last)
        while self._at < offset and self.read(min(_STEP, offset - self._at)):
            pass
        return self._at

    def tell(self) -> int:
        """Where the next byte is read, from 0."""
        return self._at

    def seekable(self) -> bool:
        """It can be told to go on elsewhere."""
        return True


class Unxz:
    """The bytes of an xz stream, with a limit on the memory that its header may ask for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inner = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end of the (first) stream."""
        while not self._inner.eof:
            data = self._file.read(1 << 16) if self._inner.needs_input else b""
            if self._inner.needs_input and not data:
                raise EOFError("the xz stream breaks off")
            if out := self._inner.decompress(data, size):
                return out
        return b""


def _refuse_huge(size: int | None, most: int) -> int:
    if size is None or size < 0 or size > most:
        raise BrokenContainer(f"a header says that it has {size:,} bytes")
    return size
