"""What database drivers say, as errors of the archive."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DatabaseError, DBAPIError

from archive.database.errors import (
    ArchiveBusy,
    DatabaseAway,
    DatabaseUnusable,
    NoSpace,
    ReadOnly,
    TextNotKept,
)
from archive.errors import ArchiveError

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
"""What SQLite says of a full disk; the second where not even a reader has room for its lock file
(https://www.sqlite.org/rescode.html)."""
_NO_LOCK, _NOT_IN_ONE_ORDER, _DEADLOCK = "55P03", "40001", "40P01"
_DISK_FULL, _READ_ONLY = "53100", "25006"
_GOING_AWAY = ("08", "57P", "53300")
"""Connection lost or refused, server stopping or starting, too many connections
(https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def translated(error: DBAPIError | DatabaseError) -> ArchiveError:
    """The archive's error for what the database driver says."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error) or hasattr(cause, "sqlite_errorname"):
        name = getattr(cause, "sqlite_errorname", "")
        return _of_sqlite(name, str(cause), getattr(cause, "errno", None))
    return of_postgresql(cause, is_lost=error.connection_invalidated)


def _of_sqlite(name: str, said: str, number: int | None) -> ArchiveError:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveBusy()
    if name in _FULL or number == errno.ENOSPC:
        return NoSpace("the database")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
        return ReadOnly()
    return DatabaseUnusable(said)


def of_postgresql(cause: BaseException | None, *, is_lost: bool = False) -> ArchiveError:
    """The archive's error for what psycopg raised."""
    state = getattr(cause, "sqlstate", None)
    said = " ".join(str(cause).split())
    if state in (_NO_LOCK, _NOT_IN_ONE_ORDER, _DEADLOCK):
        return ArchiveBusy()
    if state == _DISK_FULL:
        return NoSpace("the database")
    if state == _READ_ONLY:
        return ReadOnly()
    if state is None and "NUL" in said:
        return TextNotKept()
    away = state is None and type(cause).__name__ == "OperationalError"
    if is_lost or away or (state or "").startswith(_GOING_AWAY):
        return DatabaseAway(said)
    return DatabaseUnusable(said)
