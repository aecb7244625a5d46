"""ZIP files of other people, opened within limits: entries, bytes, ratio; nothing is written.

What a ZIP file states about an entry is not believed: what unfolds is counted while it is read.
Names lead nowhere, because nothing is taken out to a disk.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from evidence.imaging.pictures import PARSER_ERRORS, said_by
from evidence.reading.errors import UnreadableFile

MAX_ENTRIES = 20_000
MAX_ENTRY_BYTES = 64 << 20
MAX_TOTAL_BYTES = 256 << 20
"""Of all entries that are read, unfolded."""
_ZIP_ERRORS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    *PARSER_ERRORS,
)


class Zipped:
    """The entries of one ZIP file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_TOTAL_BYTES
        self.names = archive.namelist()

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def size(self, name: str) -> int:
        """Bytes of an entry, unfolded, as the file states it."""
        return self._archive.getinfo(name).file_size

    def read(self, name: str) -> bytes:
        """The bytes of an entry.

        Raises:
            UnreadableFile: it is not there, damaged, encrypted, or unfolds into too much.
        """
        return b"".join(self.blocks(name, limit=MAX_ENTRY_BYTES))

    def opened(self, name: str) -> BinaryIO:
        """The bytes of an entry as a file. Raises as `read`."""
        return io.BytesIO(self.read(name))

    def blocks(self, name: str, *, limit: int, counted: bool = True) -> Iterator[bytes]:
        """The bytes of an entry, block by block. Raises as `read`."""
        read = 0
        try:
            with self._archive.open(name) as entry:
                while block := entry.read(1 << 20):
                    read += len(block)
                    self._left -= len(block) if counted else 0
                    if read > limit or self._left < 0:
                        raise UnreadableFile(f"the entry {name[:100]!r} unfolds into too much")
                    yield block
        except KeyError as error:
            raise UnreadableFile(f"the entry {name[:100]!r} is missing") from error
        except _ZIP_ERRORS as error:
            raise UnreadableFile(f"the entry {name[:100]!r}: {said_by(error)}") from error


@contextmanager
def opened_zip(file: BinaryIO) -> Iterator[Zipped]:
    """The entries of a ZIP file.

    Raises:
        UnreadableFile: it is none, has too many entries, or two that overlap.
    """
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except _ZIP_ERRORS as error:
        raise UnreadableFile(said_by(error)) from error
    with archive:
        if len(archive.filelist) > MAX_ENTRIES:
            raise UnreadableFile(f"it has {len(archive.filelist)} entries, over {MAX_ENTRIES}")
        yield Zipped(archive)
