"""The store of blobs: bytes as they were handed over, named by their SHA-256.

A blob is never overwritten and never transcoded. Receiving goes: temporary file, copy with the
digest of the copy, fsync, name if absent, fsync of the folder; only then is the answer given. A
crash at any moment leaves a leftover in tmp/, or a blob that nobody was told of, and nothing else.
`evidence.store.shelves` describes the layout of a local folder, `evidence.store.bucket` that of a
bucket of an S3-compatible service, where the name is given by carrying the bytes there. Which item
a blob belongs to is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from evidence.store.batch import Batch, Refused, Stored, check_expected
from evidence.store.bucket import BucketShelves, Conduct
from evidence.store.copying import Copied, copy_chunks, copy_file, do_not_watch
from evidence.store.durable import sync_file, writing_to
from evidence.store.receivers import Receivers
from evidence.store.scratch import TempFile, clear_leftovers, leftovers, temp_file
from evidence.store.shelves import BLOB_MODE, Shelves

__all__ = ["Batch", "BlobStore", "Refused", "Stored"]


class BlobStore:
    """Blobs in a folder, which is made when the first one is received, or on other shelves.

    Several processes and threads may use one folder or bucket at the same time. With a bucket every
    method also raises `Unreachable`, if the service stays away; nothing new is promised then.
    """

    def __init__(self, where: Path | Shelves) -> None:
        self._shelves = where if isinstance(where, Shelves) else Shelves(where)

    @property
    def folder(self) -> Path:
        """Where the store lies; with a bucket, where bytes are that are on their way there."""
        return self._shelves.folder

    @property
    def is_far(self) -> bool:
        """Whether the bytes lie in a bucket."""
        return self._shelves.is_far

    def probe(self) -> None:
        """See that the place is there. No stored bytes are looked at.

        Raises:
            OSError: the folder is not there, or refuses.
        """
        self._shelves.probe()

    def conduct(self) -> Conduct | None:
        """How a bucket treats objects that are there; None: it is a folder.

        Raises:
            Unreachable: the service does not answer.
        """
        return self._shelves.conduct() if isinstance(self._shelves, BucketShelves) else None

    def receive_file(
        self,
        path: Path,
        *,
        watch: Callable[[int], None] = do_not_watch,
        expected: str | None = None,
    ) -> Stored:
        """Copy the regular file at `path` into the store, durably; `watch` is told its progress.

        With `expected`, a file that hashes to another digest is refused.

        Raises:
            UnreadableSource: it is not a regular file, cannot be read, or has vanished.
            ChangedWhileRead: somebody wrote to it in the meantime.
            OtherThanPromised: it hashes to another digest than `expected`.
            NoRoom: the disk, a quota or the limit on the size of files is exhausted.
            UnwritableStore: the store's folder refuses for another reason.
            DamagedEvidence: the store has these bytes, but they were damaged since. Nothing was
                repaired or replaced. In all cases, nothing of `path` was kept.
        """
        with self._reception() as temp:
            copied = copy_file(path, temp.descriptor, folder=self.folder, watch=watch)
            check_expected(path, copied.digest, expected)
            return self._keep(temp, copied)

    def receive_stream(self, chunks: Iterable[bytes]) -> Stored:
        """Write `chunks` into the store as one blob, durably, hashed while they are written.

        An error that `chunks` itself raises is passed on, and nothing was kept.

        Raises:
            NoRoom: the disk, a quota or the limit on the size of files is exhausted.
            UnwritableStore: the store's folder refuses for another reason.
            DamagedEvidence: the store has these bytes, but they were damaged since.
        """
        with self._reception() as temp:
            copied = copy_chunks(chunks, temp.descriptor, folder=self.folder)
            return self._keep(temp, copied)

    def batch(self, *, watch: Callable[[int], None] = do_not_watch) -> Batch:
        """Many files at once, durable together: `with store.batch() as batch: …`.

        `watch` is told now and then, by several threads, how many bytes more have arrived.
        """
        return Batch(self._shelves, watch=watch)

    def receivers(self) -> Receivers:
        """Processes that receive whole batches beside this one: `with store.receivers() as …`."""
        return Receivers(self._shelves)

    def open(self, digest: str) -> BinaryIO:
        """The bytes under `digest`, to be read and closed. They are not hashed again: see `check`.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: the store has no such file.
            DamagedEvidence: the system refuses to open it.
        """
        return self._shelves.open(digest)

    def size(self, digest: str) -> int:
        """How many bytes lie under `digest`.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: the store has no such file.
            DamagedEvidence: the system refuses to open it.
        """
        return self._shelves.size(digest)

    def check(self, digest: str) -> int:
        """Read the bytes that `digest` names, and hash them again; how many bytes were read.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: the store has no such file.
            DamagedEvidence: its bytes hash to something else, or cannot be read.
        """
        return self._shelves.check(digest)

    def walk(self) -> Iterator[str]:
        """The digest of every blob, in ascending order. No bytes are read."""
        return (path.name for path, is_blob in self._shelves.walk() if is_blob)

    def strays(self) -> Iterator[Path]:
        """What lies in the store and is no blob: leftovers of crashes, and wrongly named files.

        What somebody is receiving at this moment is not among them.
        """
        yield from leftovers(self._shelves.tmp)
        yield from (path for path, is_blob in self._shelves.walk() if not is_blob)

    def clear_tmp(self, *, older_than_seconds: float = 0) -> list[Path]:
        """Remove leftovers of crashes; you get what was removed.

        What a living process is receiving is never touched, however old it is.

        Raises:
            UnwritableStore: the store's folder refuses.
        """
        return clear_leftovers(self._shelves.tmp, older_than_seconds=older_than_seconds)

    def remove(self, digest: str) -> None:
        """Take a blob out of the store for ever, durably.

        For erasure only. The caller makes sure that nobody receives the same bytes meanwhile, and
        writes down who removed it and why. Disks and backups may still hold the old bytes.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: the store has no such file.
            UnwritableStore: the store's folder refuses.
        """
        with writing_to(self.folder):
            self._shelves.remove(digest)

    @contextmanager
    def _reception(self) -> Iterator[TempFile]:
        with writing_to(self.folder):
            self._shelves.prepare()
        with temp_file(self._shelves.tmp) as temp:
            yield temp

    def _keep(self, temp: TempFile, copied: Copied) -> Stored:
        new = not self._shelves.has(copied.digest)
        with writing_to(self.folder):
            if new:
                os.fchmod(temp.descriptor, BLOB_MODE)
                if not self._shelves.is_far:
                    sync_file(temp.descriptor)
                new = self._shelves.place(temp.path, copied.digest)
            if not new:
                self._shelves.check(copied.digest)
            self._shelves.settle([copied.digest])
        return Stored(copied.digest, copied.size, copied.crc32, new)
