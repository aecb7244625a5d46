"""Temporary files and folders beside the store, each locked while somebody fills it.

The lock (flock(2)) is the system's: it ends with the process that holds it, however that process
ends. So whatever nobody holds is a leftover of a crash, and may be cleared while others go on.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from evidence.store.durable import writing_to


@dataclass(frozen=True, slots=True)
class TempFile:
    """A file of our own that nobody else knows of yet."""

    path: Path
    descriptor: int
    """Open for reading and writing."""


@contextmanager
def temp_file(folder: Path) -> Iterator[TempFile]:
    """A new, empty, locked file in `folder`; its name is gone when the block ends, in any case.

    Raises:
        NoRoom: the disk or a quota is exhausted.
        UnwritableStore: the folder refuses for another reason.
    """
    with writing_to(folder):
        file = _create(folder)
    try:
        yield file
    finally:
        with suppress(FileNotFoundError):
            file.path.unlink()
        os.close(file.descriptor)


@contextmanager
def temp_folder(folder: Path) -> Iterator[Path]:
    """A new, empty, locked folder in `folder`; it is gone when the block ends, in any case.

    One lock for many files: a process may not have very many files open.

    Raises:
        NoRoom: the disk or a quota is exhausted.
        UnwritableStore: the folder refuses for another reason.
    """
    with writing_to(folder):
        path, descriptor = _create_folder(folder)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(descriptor)


def leftovers(folder: Path, *, older_than_seconds: float = 0) -> Iterator[Path]:
    """What lies in `folder` and is held by nobody, files and folders, sorted by name."""
    for path in _entries(folder):
        with _taken(path) as taken:
            if taken and _age_seconds(path) >= older_than_seconds:
                yield path


def clear_leftovers(folder: Path, *, older_than_seconds: float = 0) -> list[Path]:
    """Remove what nobody holds from `folder`; you get what was removed.

    Raises:
        UnwritableStore: the folder refuses.
    """
    cleared = []
    for path in leftovers(folder, older_than_seconds=older_than_seconds):
        with writing_to(folder):  # the lock is still ours here
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        cleared.append(path)
    return cleared


def _create(folder: Path) -> TempFile:
    while True:
        path = folder / f"{secrets.token_hex(16)}.part"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        if _lock(descriptor) and path.exists():
            return TempFile(path, descriptor)
        os.close(descriptor)  # somebody clearing leftovers was quicker than the lock


def _create_folder(folder: Path) -> tuple[Path, int]:
    while True:
        path = folder / f"{secrets.token_hex(16)}.batch"
        path.mkdir(mode=0o700)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        if _lock(descriptor) and path.exists():
            return path, descriptor
        os.close(descriptor)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


@contextmanager
def _taken(path: Path) -> Iterator[bool]:
    """Hold the lock of `path`, unless somebody else does."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        yield False
        return
    except OSError:  # a link, a socket: nothing of ours, so nobody is filling it
        yield True
        return
    try:
        yield _lock(descriptor) and path.exists()
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _age_seconds(path: Path) -> float:
    return time.time() - path.lstat().st_mtime
