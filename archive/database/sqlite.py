"""SQLite: one file on one machine.

In WAL mode with foreign keys and `synchronous=FULL`, so that a COMMIT that returned has reached the
disk. A writer begins with BEGIN IMMEDIATE: it waits for its turn before it reads, and can therefore
never decide on what another writer is about to change.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from archive.database.errors import ArchiveBusy, DatabaseUnusable

__all__ = ["connect", "connect_copy", "connect_untouched", "create_file", "with_room", "write_anew"]

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
        return connect_copy(path)
    url = URL.create("sqlite", database=f"file:{_quoted(path)}?immutable=1", query={"uri": "true"})
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def connect_copy(path: Path) -> Engine:
    """An engine on a copy of the SQLite file `path`, which goes when the engine is disposed of."""
    place = TemporaryDirectory(prefix="khronika-")
    for file in (path, path.with_name(f"{path.name}-wal")):
        if file.exists():
            shutil.copyfile(file, Path(place.name) / file.name)
    engine = connect(Path(place.name) / path.name)
    event.listen(engine, "engine_disposed", lambda _engine: place.cleanup())
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
def with_room(connection: Connection) -> Iterator[None]:
    """Hold more pages of the database in memory meanwhile, `ROOM_KIB` at most."""
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{ROOM_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={int(usual)}")


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
