"""The connection to the database: readers see one consistent state, writers take turns.

SQLite in WAL mode with foreign keys and `synchronous=FULL`, so that a COMMIT that returned has
reached the disk. A writer begins with BEGIN IMMEDIATE: it waits for its turn before it reads, and
can therefore never decide on what another writer is about to change.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError, OperationalError

from archive.errors import ArchiveBusy, ArchiveError, DatabaseUnusable, NoSpace, ReadOnly

BUSY_SECONDS = 60
"""How long a writer waits for its turn."""
ROOM_KIB = 64 << 10
"""Pages held in memory while much is written. Ids are random, so that each record changes pages all
over the indexes; those of 100,000 records fit in here, while SQLite's usual 2 MB write and read the
same pages again and again: 436 MB for 30,000 records instead of 310 MB."""


def connect(path: Path, *, patience_seconds: int = BUSY_SECONDS) -> Engine:
    """An engine on the SQLite file `path`, which must exist (see `create_file`)."""
    url = URL.create("sqlite", database=f"file:{_quoted(path)}?mode=rw", query={"uri": "true"})
    engine = create_engine(url, connect_args={"timeout": patience_seconds})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def connect_untouched(path: Path) -> Engine:
    """An engine on the SQLite file `path` that writes nothing beside it, for folders of others.

    SQLite has to write where a write-ahead log lies. So the two are copied, and the copy is read;
    it is removed when the engine is disposed of. Nobody may write meanwhile.
    """
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        place = TemporaryDirectory(prefix="khronika-")
        for file in (path, wal):
            shutil.copyfile(file, Path(place.name) / file.name)
        engine = connect(Path(place.name) / path.name)
        event.listen(engine, "engine_disposed", lambda _engine: place.cleanup())
        return engine
    url = URL.create("sqlite", database=f"file:{_quoted(path)}?immutable=1", query={"uri": "true"})
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def create_file(path: Path) -> None:
    """Make an empty database file in WAL mode, private to its owner."""
    path.touch(mode=0o600, exist_ok=False)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`, not by the driver
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the archive for as long as it is open."""
    with _ours(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in the only write transaction; committed at the end, undone on any error.

    Raises:
        ArchiveBusy: another process kept writing for a minute.
        NoSpace: the disk is full; the transaction was undone.
    """
    with _ours(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def with_room(connection: Connection) -> Iterator[None]:
    """Hold more pages of the database in memory meanwhile, `ROOM_KIB` at most."""
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{ROOM_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={int(usual)}")


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows that name every column of a table of two or more, by SQL that is compiled once.

    Values go to the driver as they are: texts, integers, floats, bytes and None.
    """
    statement, values = _insertion(table)
    connection.exec_driver_sql(statement, [values(row) for row in rows])


@cache
def _insertion(table: Table) -> tuple[str, itemgetter[Any]]:
    """The statement, and what puts the values of a row into the order of its columns."""
    statement = str(table.insert().compile(dialect=sqlite.dialect()))
    return statement, itemgetter(*(column.key for column in table.c))


def write_anew(engine: Engine) -> None:
    """Write the whole file anew and empty the write-ahead log, so that no page keeps old bytes.

    Raises:
        ArchiveBusy: another process read or wrote for a minute; old bytes may still be there.
        DatabaseUnusable: it cannot be written.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        _empty_wal(cursor)
        cursor.execute("VACUUM")
        _empty_wal(cursor)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise ArchiveBusy from error
        raise DatabaseUnusable(str(error)) from error
    finally:
        connection.close()


def _empty_wal(cursor: Any) -> None:
    """SQLite says in a row, not by an error, that somebody still reads the old pages."""
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if cursor.fetchone()[0]:
        raise ArchiveBusy


_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
"""What SQLite says of a full disk; the second where not even a reader has room for its lock file
(https://www.sqlite.org/rescode.html)."""


@contextmanager
def _ours() -> Iterator[None]:
    """Turn the driver's errors into the archive's."""
    try:
        yield
    except (OperationalError, DatabaseError) as error:
        raise translated(error) from error


def translated(error: DatabaseError) -> ArchiveError:
    """The archive's error for what the database driver says."""
    cause = error.orig
    name = getattr(cause, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveBusy()
    if name in _FULL or getattr(cause, "errno", None) == errno.ENOSPC:
        return NoSpace("the database")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
        return ReadOnly()
    return DatabaseUnusable(str(cause))
