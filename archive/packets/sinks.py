"""Where the files of a packet are written: a folder, a ZIP, or both at once, each byte read once.

What the bag has to say of each file (digest, size) is taken from the bytes as they pass. Files that
an interrupted build left are read and compared, and written only where they differ.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, Protocol

from evidence.errors import DamagedEvidence
from evidence.packing.zip_stream import ZipStream
from evidence.store.rewriting import Rewriting

__all__ = ["FolderSink", "PacketWriter", "Sink", "ZipSink"]

BLOCK_BYTES = 1 << 20


class Sink(Protocol):
    """Takes files one after another."""

    def begin(self, name: str, *, size: int, crc32: int) -> None:
        """Begin a file under its path in the packet."""

    def write(self, chunk: bytes) -> None:
        """Go on with it."""

    def end(self) -> None:
        """It is complete."""


class FolderSink:
    """Files below a folder that exists."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: Rewriting | None = None

    def begin(self, name: str, *, size: int, crc32: int) -> None:
        """Begin a file; what an earlier build left of it stays if it is the same."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open = Rewriting(path, durable=False)

    def write(self, chunk: bytes) -> None:
        """Go on with it."""
        assert self._open is not None
        self._open.write(chunk)

    def end(self) -> None:
        """Cut off what an earlier build left behind it."""
        assert self._open is not None
        self._open.finish()
        self._open = None

    def close(self) -> None:
        """Let go of a file that was not completed; what it has stays for the next attempt."""
        if self._open is not None:
            self._open.close()


class ZipSink:
    """Files in a ZIP, below one folder that is named after the packet (RFC 8493 §4)."""

    def __init__(self, stream: ZipStream, top: str) -> None:
        self._stream = stream
        self._top = top

    def begin(self, name: str, *, size: int, crc32: int) -> None:
        """Begin a file."""
        self._stream.begin(f"{self._top}/{name}", size=size, crc32=crc32)

    def write(self, chunk: bytes) -> None:
        """Go on with it."""
        self._stream.write(chunk)

    def end(self) -> None:
        """It is complete."""
        self._stream.end()


class PacketWriter:
    """Writes the files of a packet, and keeps what the bag says of them."""

    def __init__(
        self, sinks: Sequence[Sink], copied: Callable[[int], None] = lambda _bytes: None
    ) -> None:
        self._sinks = sinks
        self._copied = copied
        self._beside = ThreadPoolExecutor(1)
        self.files: dict[str, tuple[str, int]] = {}
        """SHA-256 and size of each file, by its path."""
        self.md5: dict[str, str] = {}
        """MD5 of each exhibit, by its path: review platforms ask for it."""

    def close(self) -> None:
        """Let go of the thread that hashes beside."""
        self._beside.shutdown()

    def put(self, name: str, data: bytes) -> None:
        """Write a file that is in memory."""
        for sink in self._sinks:
            sink.begin(name, size=len(data), crc32=zlib.crc32(data))
            sink.write(data)
            sink.end()
        self.files[name] = (hashlib.sha256(data).hexdigest(), len(data))

    def copy(
        self, name: str, source: BinaryIO, *, digest: str, size: int, crc32: int | None
    ) -> None:
        """Write a stored file, hashed as it passes.

        Raises:
            DamagedEvidence: it is not the file of that digest.
        """
        if crc32 is None:
            crc32 = _crc32(_blocks(source))
            source.seek(0)
        for sink in self._sinks:
            sink.begin(name, size=size, crc32=crc32)
        sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
        waiting: Future[None] | None = None
        count = 0
        for block in _blocks(source):
            if waiting:
                waiting.result()
            waiting = self._beside.submit(md5.update, block)
            sha256.update(block)
            count += len(block)
            for sink in self._sinks:
                sink.write(block)
            self._copied(len(block))
        if waiting:
            waiting.result()
        if (sha256.hexdigest(), count) != (digest, size):
            raise DamagedEvidence(expected=digest, found=sha256.hexdigest())
        for sink in self._sinks:
            sink.end()
        self.files[name] = (digest, size)
        self.md5[name] = md5.hexdigest()


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(BLOCK_BYTES):
        yield block


def _crc32(blocks: Iterable[bytes]) -> int:
    found = 0
    for block in blocks:
        found = zlib.crc32(block, found)
    return found
