"""A file that is written again from its start: what is there already and is the same stays.

Whoever makes the same bytes again after a crash loses the time of reading them, not that of writing
them, and no journal has to be believed.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from evidence.store.durable import sync_file

__all__ = ["Rewriting"]


class Rewriting(io.RawIOBase):
    """Writes to `path`; leaves alone the part at its start that is what is written.

    Use it in a `with` block. At its end the file has what was written and nothing more, and is on
    the disk; if the block raised, what was written so far stays for the next attempt.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        super().__init__()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        self._file = os.fdopen(descriptor, "r+b", buffering=0)
        self._same = os.fstat(descriptor).st_size > 0
        self._durable = durable
        self.written = 0
        """Bytes that were not there before."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self.close()

    def finish(self) -> None:
        """Cut off what is behind, and close the file."""
        if os.fstat(self._file.fileno()).st_size > self._file.tell():
            self._file.truncate()
        if self._durable:
            sync_file(self._file.fileno())
        self.close()

    def close(self) -> None:
        """Close the file as it is."""
        if (file := getattr(self, "_file", None)) is not None:  # none, where it could not be opened
            file.close()
        super().close()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that comes here
        """Go on with `data`, which is written in full."""
        if self._same:
            at = self._file.tell()
            if self._read(len(data)) == data:
                return len(data)
            self._same = False
            self._file.seek(at)
            self._file.truncate()
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self.written += len(data)
        return len(data)

    def _read(self, length: int) -> bytes:
        found = b""
        while len(found) < length and (some := self._file.read(length - len(found))):
            found += some
        return found
