"""Putting rows into tables, quickly, and alike for both kinds of database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite as sqlite_dialect

from archive.database import postgresql

__all__ = ["insert", "put"]


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows that name every column of a table of two or more, by SQL that is compiled once.

    Values go to the driver as they are: texts, integers, floats, bytes and None.
    """
    statement, values = _insertion(table)
    if connection.dialect.name == "postgresql":
        postgresql.insert(connection, table, [values(row) for row in rows])
    else:
        connection.exec_driver_sql(statement, [values(row) for row in rows])


@cache
def _insertion(table: Table) -> tuple[str, itemgetter[Any]]:
    """The statement for SQLite, and what puts values of a row into the order of its columns."""
    statement = str(table.insert().compile(dialect=sqlite_dialect.dialect()))
    return statement, itemgetter(*(column.key for column in table.c))


def put(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]
) -> None:
    """Add rows; where one with the same `keys` is already, its other columns are changed."""
    into: Any = sqlite_dialect.insert(table)
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql as postgresql_dialect  # a tenth of every start

        into = postgresql_dialect.insert(table)
    changed = {name: into.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(
        into.on_conflict_do_update(index_elements=list(keys), set_=changed), list(rows)
    )
