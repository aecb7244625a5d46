"""Many files received as one: all durable after a single pass over the file system, or not kept.

1. Threads copy each file into a temporary folder of the batch.
2. syncfs makes all their bytes durable (fsync, file by file, for a few and without syncfs).
3. Each gets its name, unless the store has those bytes already.
4. syncfs makes the names durable. Only now does the caller hear of it.

Killed before 3, nothing is in the store; killed before 4, blobs may be there that nobody was told
of. Both are found by `BlobStore.strays` and by comparing with the log, and are received again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from evidence.errors import EvidenceError, FullBatch, OtherThanPromised, Unreachable
from evidence.store.copying import Copied, copy_chunks, copy_file, do_not_watch
from evidence.store.durable import (
    check_room,
    has_group_sync,
    sync_file,
    sync_file_system,
    sync_folder,
    writing_to,
)
from evidence.store.scratch import temp_folder
from evidence.store.shelves import BLOB_MODE, Shelves

BATCH_LIMIT = 1000
"""Files in one commit: more gain nothing in speed, and a crash would cost more."""
_THREADS = 4
_FEW = 16
"""Up to so many files, fsync one after another waits for less than syncfs does: that one also waits
for whatever other programs have written."""
RESERVE_BYTES = 16 << 20
"""Room that files must leave: without it the log could not say what was received."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are in the store, durably."""

    digest: str
    """SHA-256 in hex: what the blob is called."""
    size: int
    """In bytes."""
    crc32: int
    """As ZIP computes it."""
    new: bool
    """False: the store had the same bytes before, and they were found undamaged."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of a batch of which nothing was kept."""

    path: Path
    error: EvidenceError
    """What was wrong with it."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file that was copied, and has no name in the store yet."""

    path: Path
    temp: Path | None
    """None: the store has these bytes already, undamaged."""
    copied: Copied

    def stored(self, *, new: bool) -> Stored:
        return Stored(self.copied.digest, self.copied.size, self.copied.crc32, new)


class Batch:
    """Receives up to a thousand files, then makes all of them durable at once.

    Use it in a `with` block: what was not committed when the block ends is dropped.
    """

    def __init__(
        self,
        shelves: Shelves,
        *,
        limit: int = BATCH_LIMIT,
        group_sync: bool | None = None,
        watch: Callable[[int], None] = do_not_watch,
    ) -> None:
        self._shelves = shelves
        self._limit = limit
        self._watch = watch
        self._group_sync = group_sync
        self._waiting: list[Future[_Waiting | Refused]] = []
        self._count = 0
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened, writing_to(self._shelves.folder):
            self._shelves.prepare()
            self._file_system = os.open(self._shelves.tmp, os.O_RDONLY | os.O_CLOEXEC)
            opened.callback(os.close, self._file_system)
            self._tmp = opened.enter_context(temp_folder(self._shelves.tmp))
            self._threads = opened.enter_context(ThreadPoolExecutor(_THREADS))
            self._open = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._waiting:
            task.cancel()
        self._waiting.clear()
        self._open.close()

    def receive_file(self, path: Path, *, expected: str | None = None) -> None:
        """Begin to copy `path`. What comes of it is in the answer of the next commit.

        With `expected`, a file that hashes to another digest is refused.

        Raises:
            FullBatch: the batch holds as many as one commit may.
        """
        temp = self._next_temp()
        self._waiting.append(self._threads.submit(self._copy, path, temp, expected))

    def receive_stream(
        self, path: Path, chunks: Iterable[bytes], *, expected: str | None = None
    ) -> None:
        """Write `chunks` to the end; `path` is what an error calls them.

        An EvidenceError that `chunks` raises is a part of the answer; nothing is kept of them then.

        Raises:
            FullBatch: the batch holds as many as one commit may.
        """

        def write(descriptor: int) -> Copied:
            return copy_chunks(self._each(chunks), descriptor, folder=self._shelves.folder)

        temp, done = self._next_temp(), Future[_Waiting | Refused]()
        done.set_result(self._fill(path, temp, write, expected))
        self._waiting.append(done)

    def _each(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            check_room(self._shelves.folder, len(chunk), reserve=RESERVE_BYTES)
            yield chunk
            self._watch(len(chunk))

    def _next_temp(self) -> Path:
        if len(self._waiting) >= self._limit:
            raise FullBatch(self._limit)
        self._count += 1
        return self._tmp / f"{self._count}.part"

    def wait(self) -> None:
        """Return when everything received so far has been copied and hashed; raises nothing."""
        wait(self._waiting)

    def commit(self) -> list[Stored | Refused]:
        """Make everything received so far durable; one answer for each file, in their order.

        Raises:
            NoRoom: the disk or a quota was exhausted while the bytes were made durable.
            UnwritableStore: the store refused.
            Unreachable: the service with the bucket stays away. In all cases nothing new is
                promised: receive the same files again.
        """
        outcomes = [task.result() for task in self._waiting]
        self._waiting.clear()
        with writing_to(self._shelves.folder):
            if self._shelves.is_far:  # nothing here has to last: it is carried away
                return list(self._threads.map(self._name, outcomes))
            together = self._together(len(outcomes))
            self._sync_content(outcomes, together=together)
            answers = [self._name(outcome) for outcome in outcomes]
            self._sync_names(answers, together=together)
        return answers

    def _copy(self, path: Path, temp: Path, expected: str | None) -> _Waiting | Refused:
        def write(descriptor: int) -> Copied:
            watch = _steps(self._watch)
            return copy_file(
                path,
                descriptor,
                folder=self._shelves.folder,
                watch=watch,
                reserve=RESERVE_BYTES,
            )

        return self._fill(path, temp, write, expected)

    def _fill(
        self, path: Path, temp: Path, write: Callable[[int], Copied], expected: str | None
    ) -> _Waiting | Refused:
        """A temporary file with all its bytes, and no name in the store yet; or why there is none.

        An error that is none of ours is passed on, and leaves nothing behind either.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            with writing_to(self._shelves.tmp):
                descriptor = os.open(temp, flags, 0o600)
            try:
                copied = write(descriptor)
                os.fchmod(descriptor, BLOB_MODE)
            finally:
                os.close(descriptor)
            check_expected(path, copied.digest, expected)
            if not self._shelves.has(copied.digest):
                return _Waiting(path, temp, copied)
            self._shelves.check(copied.digest)
        except Unreachable:
            temp.unlink(missing_ok=True)
            raise
        except EvidenceError as error:
            temp.unlink(missing_ok=True)
            return Refused(path, error)
        temp.unlink()
        return _Waiting(path, None, copied)

    def _name(self, outcome: _Waiting | Refused) -> Stored | Refused:
        if isinstance(outcome, Refused):
            return outcome
        if outcome.temp is None:
            return outcome.stored(new=False)
        try:
            new = self._shelves.place(outcome.temp, outcome.copied.digest, sync_shelf=False)
            outcome.temp.unlink(missing_ok=True)
            if not new:  # the same bytes twice in this batch, or in one beside it
                self._shelves.check(outcome.copied.digest)
        except Unreachable:
            raise
        except EvidenceError as error:
            return Refused(outcome.path, error)
        return outcome.stored(new=new)

    def _together(self, count: int) -> bool:
        """Whether to make the whole file system durable, with what others are writing there."""
        if self._group_sync is None:
            return count > _FEW and has_group_sync()
        return self._group_sync

    def _sync_content(self, outcomes: Iterable[_Waiting | Refused], *, together: bool) -> None:
        if together:
            sync_file_system(self._file_system)
            return
        temps = (outcome.temp for outcome in outcomes if isinstance(outcome, _Waiting))
        for _ in self._threads.map(_sync_path, (temp for temp in temps if temp is not None)):
            pass

    def _sync_names(self, answers: Iterable[Stored | Refused], *, together: bool) -> None:
        if together:
            sync_file_system(self._file_system)
            return
        self._shelves.settle(answer.digest for answer in answers if isinstance(answer, Stored))
        sync_folder(self._shelves.blobs)  # some of these folders may be new


def check_expected(path: Path, found: str, expected: str | None) -> None:
    """See that the digest that was found is the one that was stated, if one was.

    Raises:
        OtherThanPromised: it is another one.
    """
    if expected is not None and found != expected:
        raise OtherThanPromised(path, expected=expected, found=found)


def _steps(watch: Callable[[int], None]) -> Callable[[int], None]:
    """Tell `watch` how many bytes more there are, where the whole of them is told."""
    told = 0

    def tell(arrived: int) -> None:
        nonlocal told
        watch(arrived - told)
        told = arrived

    return tell


def _sync_path(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)
