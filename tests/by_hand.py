"""The records and bytes of an archive as somebody reaches them past the program: by SQL, by files.

Statements are written as for SQLite; for a server a few words of them are put in its own.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive import database, models, places
from archive.database import postgresql
from archive.settings import Settings
from archive.workspace import Archive
from tests.objects import Object, objects_of

REFUSED: tuple[type[Exception], ...] = (sqlite3.IntegrityError,)
"""What a driver raises where a guard refuses."""
try:
    import psycopg
except ModuleNotFoundError:
    psycopg = None  # type: ignore[assignment] # not installed: no archive is on a server then
else:
    REFUSED += (psycopg.errors.RaiseException, psycopg.errors.IntegrityError)


class Hand:
    """A connection of somebody who writes SQL."""

    def __init__(self, settings: Settings) -> None:
        self.is_server = settings.server is not None
        self._connection: Any
        if settings.server:
            server = postgresql.read_url(settings.server)
            url = server.url.render_as_string()
            options = f"-csearch_path={server.schema}"
            self._connection = psycopg.connect(url, options=options)
        else:
            self._connection = sqlite3.connect(settings.database)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """A cursor with what the database answers."""
        return self._connection.execute(self._worded(statement), tuple(values))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        cursor = self._connection.cursor()
        cursor.executemany(self._worded(statement), list(rows))
        cursor.close()

    def commit(self) -> None:
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()

    def _worded(self, statement: str) -> str:
        if not self.is_server:
            return statement
        said = re.sub(r" IS \?", " IS NOT DISTINCT FROM ?", statement.replace("%", "%%"))
        return re.sub(r"\bx'([0-9a-f]*)'", r"'\\x\1'::bytea", said.replace("?", "%s"))


@contextmanager
def by_hand(settings: Settings) -> Iterator[Hand]:
    """A connection; what was done is kept if nothing was raised."""
    with closing(Hand(settings)) as hand:
        yield hand
        hand.commit()


@contextmanager
def unguarded(settings: Settings) -> Iterator[Hand]:
    """The same, with the guards taken away and put back afterwards."""
    with by_hand(settings) as hand:
        if hand.is_server:
            hand.execute("SET session_replication_role = replica")
            yield hand
            return
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = hand.execute(query).fetchall()
        for name, _ in guards:
            hand.execute(f"DROP TRIGGER {name}")
        yield hand
        for _, statement in guards:
            hand.execute(statement)


def needs_file(settings: Settings) -> Path:
    """The SQLite file; a test that is about such a file as such is skipped where there is none."""
    if settings.server:
        pytest.skip("this is about the file of SQLite, and the records are on a server")
    return settings.database


def needs_server(settings: Settings) -> str:
    """The address of the server; a test that is about it is skipped where there is a file."""
    if settings.server is None:
        pytest.skip("this is about a server, and the records are in a file: see `make test-grown`")
    return settings.server


def needs_folder(settings: Settings) -> Path:
    """The folder of stored bytes; a test that is about it is skipped where there is a bucket."""
    if settings.bucket:
        pytest.skip("this is about the folder of stored bytes, and they are in a bucket")
    return settings.evidence


def content_of_database(settings: Settings) -> bytes:
    """Everything that is in its files, or on a server in its tables, as far as it can be had."""
    if settings.server is None:
        return b"".join(path.read_bytes() for path in settings.folder.glob("khronika.db*"))
    with by_hand(settings) as hand:
        rows = [
            hand.execute(f"SELECT row::text FROM {table.name} row").fetchall()
            for table in models.metadata.sorted_tables
        ]
    return repr(rows).encode()


def blob(settings: Settings, digest: str) -> Any:
    """The file or object under a digest: to be read, overwritten or removed."""
    if settings.bucket is None:
        return settings.evidence / "sha256" / digest[:2] / digest
    return Object(_objects(settings), f"sha256/{digest[:2]}/{digest}")


def blobs(settings: Settings) -> list[Any]:
    """Every file or object that is stored, by its name."""
    if settings.bucket is None:
        return sorted((settings.evidence / "sha256").glob("*/*"))
    store = _objects(settings)
    return sorted(Object(store, row["path"]) for page in store.list("sha256/") for row in page)


def _objects(settings: Settings) -> Any:
    return objects_of(places.store_of(settings))


@contextmanager
def older_database(archive: Archive) -> Iterator[None]:
    """Keeps the database as it is; at the end it is there again, and what came since is gone.

    Connections are closed and are made anew. The signed heads stay.
    """
    settings = archive.settings
    archive.close()
    if settings.server is None:
        content = settings.database.read_bytes()
        yield
        archive.close()
        for path in settings.folder.glob("khronika.db*"):
            path.unlink()
        settings.database.write_bytes(content)
        return
    from tests.copies import copied_schema

    kept = replace(settings, server=copied_schema(settings))
    yield
    archive.close()
    there = postgresql.read_url(settings.server).schema
    copy = postgresql.read_url(kept.server or "").schema
    with database.writing(archive.engine) as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {there} CASCADE")
        connection.exec_driver_sql(f"ALTER SCHEMA {copy} RENAME TO {there}")
    archive.close()
