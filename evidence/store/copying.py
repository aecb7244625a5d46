"""One file copied into an open file of ours, with the digest of what arrived there.

The destination is hashed, never the source: a source that changes in between would be recorded
wrongly. The kernel copies (copy_file_range(2), which also shares blocks where the file system can)
while one thread hashes what has arrived and another sums it. Where the kernel cannot, the bytes are
read and written.

Only regular files are taken, and opened so that nothing is followed, nothing waits, and the time of
last access of the original stays. Making the copy durable and naming it is for the caller.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import ChangedWhileRead, UnreadableSource
from evidence.store.digests import BLOCK_BYTES, Sums
from evidence.store.durable import begin_writing, check_room, is_no_room, writing_to

STEP_BYTES = 32 << 20
"""What the kernel copies at once."""
_STEPS_AHEAD = 4
"""How far the copy may run ahead of the hashing, so that what is hashed is still in memory."""
_SMALL_BYTES = 1 << 20
"""Up to here, starting threads takes longer than hashing."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What has arrived in the destination."""

    digest: str
    """SHA-256 of the destination's bytes, in hex."""
    size: int
    """In bytes."""
    crc32: int
    """As ZIP computes it."""


def do_not_watch(size: int) -> None:
    """Take no notice of how many bytes have arrived."""


def copy_file(
    source: Path,
    destination: int,
    *,
    folder: Path,
    watch: Callable[[int], None] = do_not_watch,
    reserve: int = 0,
) -> Copied:
    """Copy `source` into the empty file that is open for reading and writing as `destination`.

    `folder` is named when there is no room; `watch` is told now and then how many bytes have
    arrived; `reserve` bytes are left free there. An empty file is copied like any other.

    Raises:
        UnreadableSource: it is not a regular file, cannot be read, or has vanished.
        ChangedWhileRead: its size, its time of change or the file itself is another afterwards.
        NoRoom: the disk, a quota or the limit on the size of files is exhausted.
        UnwritableStore: the destination refuses for another reason.
    """
    with opened_source(source) as descriptor:
        before = os.fstat(descriptor)
        if reserve:
            check_room(folder, before.st_size, reserve=reserve)
        transfer = _Transfer(source, descriptor, destination, folder)
        spans = _watched(transfer.spans(before.st_size), watch)
        if before.st_size <= _SMALL_BYTES:
            copied = _sum_inline(spans, destination, folder)
        else:
            copied = _sum_in_threads(spans, destination, folder)
        _refuse_change(source, descriptor, before, copied.size)
    return copied


def copy_chunks(chunks: Iterable[bytes], destination: int, *, folder: Path) -> Copied:
    """Write `chunks` one after another into an open file, hashed while they pass.

    An error raised by `chunks` itself is passed on as it is.

    Raises:
        NoRoom: the disk, a quota or the limit on the size of files is exhausted.
        UnwritableStore: the destination refuses for another reason.
    """
    sums = Sums()
    size = 0
    for chunk in chunks:
        with writing_to(folder):
            _write_all(destination, chunk)
        sums.add(chunk)
        size += len(chunk)
    return Copied(digest=sums.digest, size=size, crc32=sums.crc32)


@contextmanager
def opened_source(path: Path) -> Iterator[int]:
    """A descriptor to read the regular file at `path`; closed when the block ends.

    Raises:
        UnreadableSource: it is not a regular file, or cannot be opened.
    """
    try:
        _refuse_special(path, os.lstat(path).st_mode)  # opening some devices does something
        descriptor = _open_quietly(path)
    except (OSError, ValueError) as error:  # ValueError: a name with NUL in it
        raise UnreadableSource(path, _reason(error)) from error
    try:
        _refuse_special(path, os.fstat(descriptor).st_mode)
        yield descriptor
    finally:
        os.close(descriptor)


def _open_quietly(path: Path) -> int:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        return os.open(path, flags | getattr(os, "O_NOATIME", 0))
    except PermissionError:  # only the owner of a file may leave its time of access alone
        return os.open(path, flags)


def _refuse_special(path: Path, mode: int) -> None:
    kinds: tuple[tuple[Callable[[int], bool], str], ...] = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
    )
    if stat.S_ISREG(mode):
        return
    kind = next((name for belongs, name in kinds if belongs(mode)), "a device")
    raise UnreadableSource(path, f"it is {kind}, not a regular file")


class _Transfer:
    """Copies from one open file to another, span after span."""

    def __init__(self, source: Path, source_fd: int, destination_fd: int, folder: Path) -> None:
        self._source = source
        self._from = source_fd
        self._to = destination_fd
        self._folder = folder

    def spans(self, size: int) -> Iterator[tuple[int, int]]:
        """Copy on, and yield each span (offset, length) as soon as it has arrived.

        At most one byte more than the file had at first is copied, so that a file to which
        somebody keeps adding comes to an end, and is then found to have changed.
        """
        offset = 0
        while offset <= size:
            wanted = min(STEP_BYTES, size + 1 - offset)
            length = self._by_kernel(offset, wanted) or self._by_hand(offset, wanted)
            if length == 0:
                return
            yield offset, length
            offset += length

    def _by_kernel(self, offset: int, wanted: int) -> int:
        if not hasattr(os, "copy_file_range"):
            return 0
        with writing_to(self._folder):
            try:
                return os.copy_file_range(self._from, self._to, wanted, offset, offset)
            except OSError as error:
                if is_no_room(error):
                    raise
                return 0  # reading and writing will tell which of the two files is to blame

    def _by_hand(self, offset: int, wanted: int) -> int:
        try:
            data = os.pread(self._from, min(wanted, BLOCK_BYTES), offset)
        except OSError as error:
            raise UnreadableSource(self._source, _reason(error)) from error
        with writing_to(self._folder):
            _write_all(self._to, data, offset)
        return len(data)


def _sum_inline(spans: Iterable[tuple[int, int]], descriptor: int, folder: Path) -> Copied:
    sums = Sums()
    size = 0
    for offset, length in spans:
        with writing_to(folder):
            sums.add_span(descriptor, offset, length)
        size += length
    return Copied(digest=sums.digest, size=size, crc32=sums.crc32)


def _sum_in_threads(spans: Iterable[tuple[int, int]], descriptor: int, folder: Path) -> Copied:
    sums = Sums()
    size = 0
    behind: deque[Future[None]] = deque()
    with (
        ThreadPoolExecutor(1) as hashing,
        ThreadPoolExecutor(1) as summing,
        ThreadPoolExecutor(1) as writing,
    ):
        for offset, length in spans:
            writing.submit(begin_writing, descriptor, offset, length)  # it may wait for the disk
            behind.append(hashing.submit(sums.add_to_sha256, descriptor, offset, length))
            behind.append(summing.submit(sums.add_to_crc32, descriptor, offset, length))
            size += length
            while len(behind) > 2 * _STEPS_AHEAD:
                _finish(behind.popleft(), folder)
        for task in behind:
            _finish(task, folder)
    return Copied(digest=sums.digest, size=size, crc32=sums.crc32)


def _finish(task: Future[None], folder: Path) -> None:
    with writing_to(folder):  # what was written cannot be read again
        task.result()


def _watched(
    spans: Iterable[tuple[int, int]], watch: Callable[[int], None]
) -> Iterator[tuple[int, int]]:
    for offset, length in spans:
        watch(offset + length)
        yield offset, length


def _refuse_change(path: Path, descriptor: int, before: os.stat_result, copied: int) -> None:
    try:
        named, after = os.lstat(path), os.fstat(descriptor)
    except OSError as error:
        raise UnreadableSource(path, _reason(error)) from error
    states = {_state(before), _state(after), _state(named)}
    if len(states) > 1:
        changed = next(state for state in (_state(after), _state(named)) if state != _state(before))
        raise ChangedWhileRead(path, before=_state(before), after=changed)
    if copied != before.st_size:
        raise ChangedWhileRead(path, before=_state(before), after=f"{copied} bytes read")


def _state(status: os.stat_result) -> str:
    return f"{status.st_size} bytes, changed at {status.st_mtime_ns} ns, file {status.st_ino}"


def _write_all(descriptor: int, data: bytes, offset: int | None = None) -> None:
    rest = memoryview(data)
    while rest:
        if offset is None:
            written = os.write(descriptor, rest)
        else:
            written = os.pwrite(descriptor, rest, offset)
            offset += written
        rest = rest[written:]


def _reason(error: OSError | ValueError) -> str:
    # Python words the ValueError for a NUL otherwise in each version: ours says it always alike.
    return (error.strerror or str(error)) if isinstance(error, OSError) else "a NUL in its name"
