"""Reading and writing: transactions that both kinds of database have alike.

A server can go away in the middle. A transaction that had not been committed is undone by it. If
the answer to the commit was lost, the server is asked, when it is back, what became of that very
transaction; only if it stays away is it unknown, and the error says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError

from archive import models
from archive.database import postgresql, sqlite
from archive.database.errors import DatabaseAway, OutcomeUnknown
from archive.database.translating import of_postgresql, translated
from archive.errors import ArchiveError

__all__ = ["is_server", "reading", "with_room", "write_anew", "writing"]

_BETWEEN_SECONDS = 0.25


def is_server(engine: Engine) -> bool:
    """Whether it is a server that several machines share."""
    return engine.dialect.name == "postgresql"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the archive for as long as it is open.

    Raises:
        DatabaseAway: the server cannot be reached, or went away meanwhile.
    """
    with _ours():
        connection, _ = _begun(engine, postgresql.READING if is_server(engine) else {})
        with _closing(connection):
            yield connection
            connection.rollback()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in the only write transaction; committed at the end, undone on any error.

    Raises:
        ArchiveBusy: another process kept writing for a minute.
        NoSpace: the disk is full; the transaction was undone.
        DatabaseAway: the server cannot be reached, or went away; nothing was changed.
        OutcomeUnknown: the server went away at the last moment, and stays away.
    """
    options = postgresql.WRITING if is_server(engine) else {"writes": True}
    with _ours():
        connection, transaction = _begun(engine, options)
        with _closing(connection):
            try:
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            number = connection.info.get("transaction")
            try:
                transaction.commit()
            except DBAPIError as error:
                if number is None or not isinstance(translated(error), DatabaseAway):
                    raise
                _settle(engine, number, error)


@contextmanager
def _closing(connection: Connection) -> Iterator[None]:
    """Give the connection back; one that is broken is not kept for the next who asks."""
    try:
        yield
    finally:
        if not connection.invalidated:
            driver = connection.connection.driver_connection
            if is_server(connection.engine) and getattr(driver, "closed", False):
                connection.invalidate()
        connection.close()


def _begun(engine: Engine, options: dict[str, Any]) -> tuple[Connection, RootTransaction]:
    """A connection in a transaction; a server that is being restarted is waited for."""
    until = time.monotonic() + engine.get_execution_options().get("away_seconds", 0)
    while True:
        connection = None
        try:
            connection = engine.connect().execution_options(**options)
            return connection, connection.begin()
        except DBAPIError as error:
            if connection is not None:
                connection.close()
            gone = isinstance(translated(error), DatabaseAway)
            if not gone or time.monotonic() > until:
                raise
        except BaseException:
            if connection is not None:
                connection.close()
            raise
        time.sleep(_BETWEEN_SECONDS)


def _settle(engine: Engine, number: str, error: DBAPIError) -> None:
    """Return if the transaction of this number was made durable.

    Raises:
        DatabaseAway: it was not. OutcomeUnknown: nobody can tell.
    """
    try:
        connection, transaction = _begun(engine, postgresql.WRITING)
        with _closing(connection):
            made = postgresql.was_committed(connection, number)
            transaction.rollback()
    except DBAPIError as again:
        raise OutcomeUnknown(str(translated(again))) from error
    if not made:
        raise DatabaseAway("it stopped before the change was made") from error


@contextmanager
def with_room(connection: Connection) -> Iterator[None]:
    """Hold more pages of a database file in memory meanwhile; a server has its own settings."""
    with nullcontext() if is_server(connection.engine) else sqlite.with_room(connection):
        yield


def write_anew(engine: Engine) -> None:
    """Write the tables of records anew, so that no page keeps old bytes.

    Raises:
        ArchiveBusy: another process read or wrote for a minute; old bytes may still be there.
        DatabaseUnusable: it cannot be written.
    """
    if not is_server(engine):
        sqlite.write_anew(engine)
        return
    kept = (models.revisions, models.details, models.records, *models.FOLLOWERS)
    with _ours():
        postgresql.write_anew(engine, [table.name for table in kept])


@contextmanager
def _ours() -> Iterator[None]:
    """Turn the driver's errors into the archive's."""
    try:
        yield
    except DBAPIError as error:
        raise translated(error) from error
    except ArchiveError:
        raise
    except postgresql.driver_errors() as error:
        raise of_postgresql(error) from error
