"""What a run had done before it was interrupted, so that the same command need not do it again.

The journal is a small SQLite file beside the archive's database, one for each way of asking (paths,
order, person); it is removed when the run reaches its end. A file on a disk is taken for the one
that was entered before if its path, number, size and times of change (mtime and ctime) are the
same; one in a ZIP or TAR by the digest of that, its place and its name. All else is read again, and
found to be there by its bytes. Losing a journal therefore costs time and nothing else, so that it
is not synced: it outlives a killed process, and after a power cut it may be thrown away.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from archive.intake.outcome import ALREADY_THERE, Added

KEY_BYTES = 16
_CHUNK = 400
_IN_MEMORY = ":memory:"
_BEFORE = "an interrupted run had entered it; it is unchanged and was not read again"


@dataclass(frozen=True)
class Journal:
    """The journal of one way of asking."""

    path: Path
    _connection: sqlite3.Connection
    _lock: threading.Lock = field(default_factory=threading.Lock)
    """One thread asks what is known while another notes what was entered."""

    def known(self, key: bytes, label: str) -> Added | None:
        """What the interrupted run had done with the file of this key; None: nothing."""
        query = "SELECT ref, digest, size FROM done WHERE key = ?"
        with self._lock:
            row = self._connection.execute(query, (key,)).fetchone()
        if row is None:
            return None
        ref, digest, size = row
        return Added(label, ALREADY_THERE, ref, digest, size, _BEFORE)

    def note(self, rows: Iterable[tuple[bytes, Added]]) -> None:
        """Keep what was entered; call it after the archive's own transaction."""
        values = [(key, row.ref, row.digest, row.size) for key, row in rows if key]
        # A full disk: what is not noted is read again by the next run.
        with suppress(sqlite3.OperationalError), self._lock, self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?)", values)

    def forget_others(self, here: Callable[[Sequence[str]], Collection[str]]) -> None:
        """Keep only what is about items that `here` finds: the archive may be an older one now."""
        refs = [row[0] for row in self._connection.execute("SELECT DISTINCT ref FROM done")]
        for start in range(0, len(refs), _CHUNK):
            some = refs[start : start + _CHUNK]
            gone = [(ref,) for ref in set(some) - set(here(some))]
            with self._connection:
                self._connection.executemany("DELETE FROM done WHERE ref = ?", gone)

    def close(self, *, finished: bool) -> None:
        """Let go of the file, and remove it if the run has reached its end."""
        self._connection.close()
        if finished:
            _remove(self.path)


def open_journal(folder: Path, asked: object) -> Journal:
    """The journal for what is asked (any value whose repr tells it apart) in `folder`.

    Where no file can be written, it is kept in memory: nothing depends on it.
    """
    name = hashlib.sha256(repr(asked).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    path = folder / f"{name}.journal"
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        return Journal(path, _connected(path))
    except sqlite3.DatabaseError:  # torn by a power cut, or the disk is full
        _remove(path)
    try:
        return Journal(path, _connected(path))
    except sqlite3.OperationalError:
        return Journal(path, _connected(_IN_MEMORY))


def _connected(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS done "
            "(key BLOB PRIMARY KEY, ref TEXT, digest TEXT, size INTEGER) WITHOUT ROWID"
        )
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).unlink()


def key_of_file(label: str, status: os.stat_result) -> bytes:
    """By what a file on a disk is known again."""
    state = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return _key(label, *state)


def key_of_member(container: str, place: int, name: str) -> bytes:
    """By what a file in the ZIP or TAR with the digest `container` is known again."""
    return _key(container, place, name)


def _key(*parts: object) -> bytes:
    return hashlib.blake2b(repr(parts).encode(), digest_size=KEY_BYTES).digest()
