"""Bytes that outlive a power cut: one file, one folder, or a whole file system at once.

fsync(2) makes one file durable, and must be called for the folder too before a new name is
durable. syncfs(2) does so for everything on a file system; many small files are written ten times
faster with it. It reports failed writes since Linux 5.8. Where the C library has no syncfs, callers
go from file to file.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

from evidence.errors import NoRoom, UnwritableStore

_SYNC_FILE_RANGE_WRITE = 2
"""linux/fs.h: start the writing of what is not being written yet."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Turn what the system says while `folder` is written into an error of ours.

    Raises:
        NoRoom: the disk, a quota or the limit on the size of files is exhausted.
        UnwritableStore: the system refused for another reason, which is quoted.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        if is_no_room(error):
            raise NoRoom(folder, why) from error
        raise UnwritableStore(folder, why) from error


def check_room(folder: Path, size: int, *, reserve: int = 0) -> None:
    """See that `size` bytes fit beside `reserve` bytes that the log will need.

    Raises:
        NoRoom: they do not, as the file system counts; or it does not tell.
    """
    with writing_to(folder):
        free = os.statvfs(folder)
    found = free.f_bavail * free.f_frsize
    if found < size + reserve:
        kept = f", and {reserve:,} are kept for the log" if reserve else ""
        raise NoRoom(folder, f"{size:,} bytes are needed{kept}; {found:,} are free")


def is_no_room(error: OSError) -> bool:
    """Whether `error` says that a disk, a quota or a limit is exhausted."""
    return error.errno in _NO_ROOM


def sync_file(descriptor: int) -> None:
    """Return when the content of an open file has reached the disk."""
    if sys.platform == "darwin":  # fsync leaves it in the drive's own cache there
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Return when the names in `folder` have reached the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)


def begin_writing(descriptor: int, offset: int, length: int) -> None:
    """Have the system begin to write a span of an open file to the disk; a hint, and no promise.

    sync_file_range(2), where there is one. Without it the system waits until a tenth of the memory
    is to be written, and `sync_file` at the end of a large file has to wait for all of it.
    """
    if (function := _sync_file_range()) is not None:
        function(descriptor, offset, length, _SYNC_FILE_RANGE_WRITE)


def has_group_sync() -> bool:
    """Whether `sync_file_system` exists here."""
    return _syncfs() is not None


def sync_file_system(descriptor: int) -> None:
    """Return when everything on the file system of an open file has reached the disk.

    Open the file before the first write: failures are reported from then on.
    """
    syncfs = _syncfs()
    if syncfs is None:
        raise OSError(errno.ENOSYS, "this system has no syncfs")
    if syncfs(descriptor) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


@cache
def _sync_file_range() -> Callable[[int, int, int, int], int] | None:
    function: Any = getattr(ctypes.CDLL(None, use_errno=True), "sync_file_range", None)
    if function is not None:
        function.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return cast("Callable[[int, int, int, int], int] | None", function)


@cache
def _syncfs() -> Callable[[int], int] | None:
    function: Callable[[int], int] | None = getattr(
        ctypes.CDLL(None, use_errno=True), "syncfs", None
    )
    return function


def put_text(path: Path, text: str) -> Path:
    """Put a small text at `path`, all of it or nothing, durably; the path.

    Raises:
        OSError: it could not be written; what was there before is still there.
    """
    return put_bytes(path, text.encode())


def put_bytes(path: Path, data: bytes) -> Path:
    """Put a few bytes at `path`, all of them or nothing, durably; the path.

    Raises:
        OSError: they could not be written; what was there before is still there.
    """
    temp = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temp.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temp.replace(path)
    sync_folder(path.parent)
    return path
