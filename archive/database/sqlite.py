"""SQLite: one file on one machine.

In WAL mode with foreign keys and `synchronous=FULL`, so that a COMMIT that returned has reached the
disk. A writer begins with BEGIN IMMEDIATE: it waits for its turn before it reads, and can therefore
never decide on what another writer is about to change.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from archive.database import encryption
from archive.database.encryption import Cipher
from archive.database.errors import ArchiveBusy, DatabaseUnusable

__all__ = [
    "connect",
    "connect_copy",
    "connect_untouched",
    "copy_file",
    "create_file",
    "empty_wal",
    "with_room",
    "write_anew",
]

BUSY_SECONDS = 60
"""How long a writer waits for its turn."""
ROOM_KIB = 64 << 10
"""Pages held in memory while much is written. Ids are random, so that each record changes pages all
over the indexes; those of 100,000 records fit in here, while SQLite's usual 2 MB write and read the
same pages again and again: 436 MB for 30,000 records instead of 310 MB."""


def connect(
    path: Path, cipher: Cipher | None = None, *, patience_seconds: int = BUSY_SECONDS
) -> Engine:
    """An engine on the SQLite file `path`, which must exist (see `create_file`).

    Raises:
        LibraryMissing: it is encrypted, and the library for that is not installed.
    """
    return _engine(path, "mode=rw", cipher, {"timeout": patience_seconds})


def _engine(
    path: Path, how: str, cipher: Cipher | None, given: Mapping[str, Any] = MappingProxyType({})
) -> Engine:
    url = URL.create("sqlite", database=f"file:{_quoted(path)}?{how}", query={"uri": "true"})
    module = sqlite3 if cipher is None else encryption.driver()
    engine = create_engine(url, module=module, connect_args=dict(given))
    event.listen(engine, "connect", partial(_prepare, cipher))
    event.listen(engine, "begin", _begin)
    return engine


def connect_untouched(path: Path, cipher: Cipher | None = None) -> Engine:
    """An engine on the SQLite file `path` that writes nothing beside it, for folders of others.

    SQLite has to write where a write-ahead log lies. So the two are copied, and the copy is read;
    it is removed when the engine is disposed of. Nobody may write meanwhile.
    """
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return connect_copy(path, cipher)
    return _engine(path, "immutable=1", cipher)


def connect_copy(path: Path, cipher: Cipher | None = None) -> Engine:
    """An engine on a copy of the SQLite file `path`, which goes when the engine is disposed of."""
    place = TemporaryDirectory(prefix="khronika-")
    for file in (path, path.with_name(f"{path.name}-wal")):
        if file.exists():
            shutil.copyfile(file, Path(place.name) / file.name)
    engine = connect(Path(place.name) / path.name, cipher)
    event.listen(engine, "engine_disposed", lambda _engine: place.cleanup())
    return engine


def create_file(path: Path, cipher: Cipher | None = None) -> None:
    """Make an empty database file in WAL mode, private to its owner."""
    path.touch(mode=0o600, exist_ok=False)
    with _opened(path, cipher) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def copy_file(source: Path, destination: Path, cipher: Cipher | None = None) -> None:
    """Copy a database as of one moment by SQLite's online backup; writers are not held up.

    The copy of an encrypted one is encrypted with the same key, page by page.
    """
    destination.touch(mode=0o600)
    with _opened(source, cipher, "mode=ro") as reader, _opened(destination, cipher) as writer:
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=WAL")


def empty_wal(path: Path, cipher: Cipher | None = None) -> None:
    """Bring all pages into the file itself, and remove what lay beside it. Nobody else has it."""
    with _opened(path, cipher) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _opened(path: Path, cipher: Cipher | None, how: str = "mode=rw") -> Iterator[Any]:
    """A connection of the driver itself, told the key if there is one."""
    module = sqlite3 if cipher is None else encryption.driver()
    connection = module.connect(f"file:{_quoted(path)}?{how}", uri=True)
    try:
        if cipher is not None:
            connection.execute(encryption.key_words(cipher.key()))
        yield connection
    finally:
        connection.close()


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _prepare(cipher: Cipher | None, connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`, not by the driver
    if cipher is not None:
        connection.execute(encryption.key_words(cipher.key()))
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
    except _driver_errors(engine) as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise ArchiveBusy from error
        raise DatabaseUnusable(str(error)) from error
    finally:
        connection.close()


def _driver_errors(engine: Engine) -> tuple[type[Exception], ...]:
    module: Any = engine.dialect.dbapi
    return (sqlite3.OperationalError, module.OperationalError)


def _empty_wal(cursor: Any) -> None:
    """SQLite says in a row, not by an error, that somebody still reads the old pages."""
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if cursor.fetchone()[0]:
        raise ArchiveBusy
