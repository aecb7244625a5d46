"""Bringing the tables of an archive to the form that this program knows.

`make` makes the tables of a new archive at once, from `newest.sql` or, on a server, from
`newest_postgresql.sql`; `upgrade` changes those of an older one step by step (Alembic). A test
holds that both lead to the same database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import TextIO

from sqlalchemy import Connection, text

FORMS = ("0001", "0002", "0003", "0004", "0005")
"""The forms of tables that archives were ever made in, the oldest first."""
LATEST = FORMS[-1]
"""The form of tables that this program reads and writes."""
NEWEST = "newest.sql"
"""What all migrations together come to, written by `python -m archive.migrations.newest`."""
NEWEST_ON_SERVER = "newest_postgresql.sql"
"""The same for PostgreSQL."""
_ASKED_FOR = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
    "postgresql": "SELECT to_regclass('alembic_version') IS NOT NULL",
}
"""What tells whether there are tables of ours: it is asked whenever an archive is opened."""


def make(connection: Connection) -> None:
    """Make the tables of the latest form in an empty database. Part of the caller's transaction."""
    if connection.dialect.name == "postgresql":
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(newest_on_server())
        return
    for statement in _statements():
        connection.exec_driver_sql(statement)


@cache
def newest_on_server() -> str:
    """The statements that make the tables on a server."""
    return (files("archive.migrations") / NEWEST_ON_SERVER).read_text("utf-8")


@cache
def _statements() -> tuple[str, ...]:
    return tuple(_one_by_one((files("archive.migrations") / NEWEST).read_text("utf-8")))


def _one_by_one(script: str) -> Iterator[str]:
    """The statements of a script; a trigger has semicolons inside."""
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun.strip()
            begun = ""


def upgrade(connection: Connection) -> None:
    """Bring the tables to the latest form. Part of the caller's transaction."""
    _run(connection=connection)


def say(dialect: str, said: TextIO) -> None:
    """Write what makes the tables of the latest form in an empty database of this kind."""
    _run(dialect=dialect, said=said)


def _run(**given: object) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("archive.migrations")))
    config.attributes.update(given)
    command.upgrade(config, "head", sql="connection" not in given)


def stated_form(connection: Connection) -> str | None:
    """The form in which the tables of an archive are, of which it is known that it has any."""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return found[0] if len(found) == 1 else None


def form_of(connection: Connection) -> str | None:
    """The form in which the tables are; None where there are none."""
    there = connection.exec_driver_sql(_ASKED_FOR[connection.dialect.name]).scalar()
    return stated_form(connection) if there else None
