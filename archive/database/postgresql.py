"""PostgreSQL: one server, shared by several machines. Each archive has a schema of its own there.

A reader's transaction is REPEATABLE READ and READ ONLY: one state for as long as it is open. A
writer waits for the advisory lock of the archive before it reads, and can therefore never decide on
what another is about to change; it is READ COMMITTED, because a snapshot would be of the time
before the lock was given. The server gives the lock free when a connection ends, however it ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from archive.database.errors import BadPlace, DatabaseUnusable, LibraryMissing

__all__ = [
    "CHANNEL",
    "READING",
    "WRITING",
    "Server",
    "check_order",
    "connect",
    "driver_cursor",
    "driver_errors",
    "insert",
    "is_schema_name",
    "read_url",
    "was_committed",
    "write_anew",
]

BUSY_SECONDS = 60
"""How long a writer waits for its turn."""
CONNECT_SECONDS = 10
"""How long the server may take to answer at all."""
AWAY_SECONDS = 20
"""How long a server may be away, as when it is restarted, before we give up."""
LOCKS = 0x4B68726F
"""First half of the keys of our advisory locks: "Khro". The second half is the schema's."""
CHANNEL = "khronika"
"""By which the server tells those who listen that somebody wrote, and in which schema."""
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class Server:
    """Where an archive's tables are."""

    url: URL
    """Without the schema."""
    schema: str

    @property
    def text(self) -> str:
        """As the settings file has it."""
        return self.url.update_query_dict({"schema": self.schema}).render_as_string()


def is_schema_name(name: str) -> bool:
    """Whether `name` needs no quoting anywhere."""
    return _SCHEMA.fullmatch(name) is not None


def read_url(written: str) -> Server:
    """The server that `postgresql://user@host/database?schema=name` names.

    Raises:
        BadPlace: it is no such address, has no plain schema, or holds a password.
    """
    try:
        url = make_url(written)
    except ArgumentError as error:
        raise BadPlace("database", written, "it is no address") from error
    schema = url.query.get("schema", "")
    if url.drivername not in _SCHEMES:
        raise BadPlace("database", written, "it does not begin with postgresql://")
    if url.password is not None:
        shown = url.render_as_string(hide_password=True)
        why = "it holds a password, which belongs into PGPASSWORD or a .pgpass file"
        raise BadPlace("database", shown, why)
    if not isinstance(schema, str) or not is_schema_name(schema):
        raise BadPlace("database", written, "it names no schema in small letters, digits and _")
    plain = url.difference_update_query(["schema"]).set(drivername="postgresql")
    return Server(plain, schema)


def connect(server: Server, *, patience_seconds: int = BUSY_SECONDS) -> Engine:
    """An engine on the archive's schema. Nothing is asked of the server yet.

    Raises:
        LibraryMissing: psycopg is not installed.
    """
    options = f"-csearch_path={server.schema} -clock_timeout={patience_seconds * 1000}"
    given = server.url.query.get("options")
    try:
        engine = create_engine(
            server.url.set(drivername="postgresql+psycopg"),
            connect_args={
                "options": f"{given} {options}" if given else options,
                "connect_timeout": CONNECT_SECONDS,
                "application_name": server.url.query.get("application_name", "khronika"),
                "keepalives_idle": 30,
            },
            pool_pre_ping=True,
            use_native_hstore=False,  # or every engine asks the server for a type that we never use
            execution_options={"away_seconds": min(AWAY_SECONDS, patience_seconds)},
            pool_size=8,
            max_overflow=24,
        )
    except ModuleNotFoundError as error:
        raise LibraryMissing("PostgreSQL", "pg") from error
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """A writer waits here for its turn, and notes by what number the server knows what it does.

    Who listens is told when it is committed, and not if it is undone.
    """
    if not connection.get_execution_options().get("writes", False):
        return
    turn = (
        f"SELECT pg_advisory_xact_lock({LOCKS}, hashtext(current_setting('search_path'))), "
        f"pg_current_xact_id()::text, pg_notify('{CHANNEL}', current_setting('search_path'))"
    )
    connection.info["transaction"] = connection.exec_driver_sql(turn).one()[1]


def driver_errors() -> tuple[type[Exception], ...]:
    """What psycopg raises where it is used without SQLAlchemy; nothing where it is not there."""
    try:
        import psycopg
    except ModuleNotFoundError:
        return ()
    return (psycopg.Error,)


READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Options of a reader's connection."""
WRITING = {"isolation_level": "READ COMMITTED", "writes": True}
"""Options of a writer's connection."""


def was_committed(connection: Connection, transaction: str) -> bool:
    """Whether a transaction of before was made durable. It has ended: its lock was given to us."""
    query = text("SELECT pg_xact_status(CAST(:number AS xid8))")
    return bool(connection.execute(query, {"number": transaction}).scalar() == "committed")


_COPIED_FROM = 16
"""Rows from which COPY is quicker than one INSERT a row."""


def insert(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows in the order of the table's columns. Raises what psycopg raises."""
    names = ", ".join(f'"{column.key}"' for column in table.c)
    with driver_cursor(connection) as cursor:
        if len(rows) < _COPIED_FROM:
            marks = ", ".join(["%s"] * len(table.c))
            cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names of our own tables
            return
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def driver_cursor(connection: Connection) -> AbstractContextManager[Any]:
    """A cursor of psycopg's in the transaction of `connection`; it raises psycopg's errors."""
    return closing(connection.connection.cursor())


def check_order(connection: Connection) -> None:
    """See that the database keeps every script, and sorts texts as SQLite does, byte by byte.

    Raises:
        DatabaseUnusable: it does not.
    """
    query = "SELECT 'a' > 'B' AND '\u044f' > 'z', current_setting('server_encoding')"
    in_order, encoding = connection.exec_driver_sql(query).one()
    if encoding != "UTF8" or not in_order:
        found = f"encoding {encoding}" if encoding != "UTF8" else "an order of some language"
        raise DatabaseUnusable(
            f"expected a database of encoding UTF8 and locale C, found {found}; make one with "
            "createdb --template=template0 --encoding=UTF8 --locale=C NAME"
        )


def write_anew(engine: Engine, tables: Sequence[str]) -> None:
    """Write tables anew, so that their files keep no old rows. Raises what psycopg raises."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in tables:
            connection.exec_driver_sql(f"VACUUM FULL {name}")
