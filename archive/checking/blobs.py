"""The stored bytes, read and hashed again in the order of their digests, against the log.

Sixteen files at a time: disks answer several readers faster than one, and hashing leaves the
interpreter free. A run with a budget ends between two files and says after which one it stopped,
so that the next run can go on there.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from archive.checking.report import FilesRead, Report
from evidence.errors import DamagedEvidence, EvidenceError, MissingEvidence, Unreachable
from evidence.store.blobs import BlobStore

THREADS = 16
"""Files that are read at the same time."""
WAITING = 4 * THREADS
"""Tasks that are given to the threads ahead of the one whose answer is awaited."""
MOST_TOGETHER = 16
"""Files that a thread reads as one task, where there are many: handing out costs time as well."""

_Answer = tuple[str, EvidenceError | None, int]


def do_not_watch(_read: FilesRead) -> None:
    """Nobody is told how far the reading is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of the stored files is to be read."""

    after: str = ""
    """The digest after which to begin; empty: at the beginning."""
    seconds: float | None = None
    """No file is begun later than this after the first one; None: all are read."""
    watch: Callable[[FilesRead], None] = do_not_watch
    """Told after each file how far the reading is."""
    clock: Callable[[], float] = time.monotonic


EVERYTHING = Reading()


def check(
    store: BlobStore, brought: Mapping[str, Sequence[str]], report: Report, reading: Reading
) -> None:
    """Read the files that the log names, `brought` by these items; note what lies beside them."""
    digests = sorted(brought)
    waiting = digests[bisect_right(digests, reading.after) :]
    read = FilesRead(after=reading.after)
    for digest, trouble, size in _answers(store, waiting, reading):
        read = replace(read, last=digest)
        if trouble is None:
            read = replace(read, files=read.files + 1, size=read.size + size)
        else:
            code = _note(report, digest, trouble, brought[digest])
            read = replace(read, harmed=(*read.harmed, (digest, code)))
        reading.watch(read)
    report.files = read = replace(read, ended=read.looked_at == len(waiting))
    report.read.update({"files": read.files, "bytes": read.size})
    tell_unread(report)
    _check_no_more(store, brought, report)


def tell_unread(report: Report) -> None:
    """Note how many files were not read, if any were not."""
    if left := report.expected["files"] - report.files.looked_at:
        message = f"{left:,} of {report.expected['files']:,} files were not read in this run"
        report.found("blob.not_read", message)


def _note(report: Report, digest: str, trouble: EvidenceError, items: Sequence[str]) -> str:
    report.items[digest] = tuple(items)
    match trouble:
        case MissingEvidence():
            code, message = "blob.missing", str(trouble)
        case DamagedEvidence():
            code, message = "blob.changed", str(trouble)
        case _:
            code, message = "blob.changed", f"it cannot be read: {trouble}"
    report.found(code, message, f"file {digest}", about=items)
    return code


def _answers(store: BlobStore, digests: Sequence[str], reading: Reading) -> Iterator[_Answer]:
    """What became of each file, in order, until the budget is spent."""
    began = reading.clock()
    left: Iterator[Sequence[str]] = _tasks(digests, reading)
    pending: deque[Future[list[_Answer]]] = deque()
    with ThreadPoolExecutor(THREADS) as threads:
        while True:
            if _is_over(reading, began):  # what no thread has begun is left for the next run
                pending = deque(future for future in pending if not future.cancel())
                left = iter(())
            for some in islice(left, WAITING - len(pending)):
                pending.append(threads.submit(_read, store, some))
            if not pending:
                return
            yield from pending.popleft().result()


def _tasks(digests: Sequence[str], reading: Reading) -> Iterator[Sequence[str]]:
    """What a thread reads without asking: one file where there is a budget, or where there are few.

    Of a task that was begun everything is read, so that what was read has no gaps.
    """
    many = 1 if reading.seconds is not None else len(digests) // (8 * THREADS)
    step = min(max(many, 1), MOST_TOGETHER)
    return (digests[start : start + step] for start in range(0, len(digests), step))


def _is_over(reading: Reading, began: float) -> bool:
    return reading.seconds is not None and reading.clock() - began >= reading.seconds


def _read(store: BlobStore, digests: Sequence[str]) -> list[_Answer]:
    return [_read_one(store, digest) for digest in digests]


def _read_one(store: BlobStore, digest: str) -> _Answer:
    try:
        return digest, None, store.check(digest)
    except Unreachable:
        raise  # that tells nothing about the bytes
    except EvidenceError as error:
        return digest, error, 0


def _check_no_more(store: BlobStore, brought: Mapping[str, Sequence[str]], report: Report) -> None:
    """What lies in the store and is named by no entry."""
    for digest in store.walk():
        if digest not in brought:
            message = "bytes that no entry names: the rest of an interrupted intake"
            report.found("blob.unreferenced", message, digest)
    for path in store.strays():
        message = "a file that is no blob, left by an interruption or put there by somebody"
        report.found("blob.unreferenced", message, str(path.name))
