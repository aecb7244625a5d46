"""Every way to touch one row of one table, made from the tables themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive import models
from tests.by_hand import Hand

VERSION = "alembic_version"
NOT_OF_THE_LOG = (models.uses, models.attempts, models.drafts)
"""Tables that give nobody a right and are not computed from anything: when a session was used last
within its time, how often somebody failed to sign in, and what somebody has typed that is no record
yet."""
TABLES = [one for one in models.metadata.sorted_tables if one not in NOT_OF_THE_LOG]
COLUMNS: dict[str, tuple[str, ...]] = {
    **{table.name: tuple(table.columns.keys()) for table in TABLES},
    VERSION: ("version_num",),
}
"""The columns of every table of an archive that the check compares with something."""
KEYS: dict[str, tuple[str, ...]] = {
    **{
        table.name: tuple(column.name for column in table.primary_key)
        for table in models.metadata.sorted_tables
    },
    VERSION: ("version_num",),
}


@dataclass(frozen=True)
class Row:
    """One row as it was before it was touched."""

    table: str
    values: tuple[Any, ...]

    @property
    def fields(self) -> dict[str, Any]:
        return dict(zip(COLUMNS[self.table], self.values, strict=True))

    def where(self) -> str:
        return " AND ".join(f"{name} IS ?" for name in COLUMNS[self.table])


def last_row(connection: Hand, table: str) -> Row:
    """The last row of a table, by its key."""
    order = ", ".join(f"{name} DESC" for name in KEYS[table])
    names = ", ".join(COLUMNS[table])
    query = f"SELECT {names} FROM {table} ORDER BY {order} LIMIT 1"
    return Row(table, connection.execute(query).fetchone())


def another(value: Any) -> Any:
    """A value of the same kind that is not `value`."""
    match value:
        case None:
            return 5
        case int() | float():
            return value + 1000  # no other row of a small archive has it
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case _:
            return f"{value}x"


def edit(connection: Hand, row: Row, column: str) -> None:
    """Give one column of one row another value."""
    statement = f"UPDATE {row.table} SET {column} = ? WHERE {row.where()}"
    assert connection.execute(statement, (another(row.fields[column]), *row.values)).rowcount == 1


def delete(connection: Hand, row: Row) -> None:
    """Take one row out."""
    statement = f"DELETE FROM {row.table} WHERE {row.where()}"
    assert connection.execute(statement, row.values).rowcount == 1


def add(connection: Hand, row: Row) -> Row:
    """Put the same row in a second time, with another key."""
    keys = KEYS[row.table] + tuple(n for n in ("seq", "name", "ref") if n in COLUMNS[row.table])
    values = [another(value) if name in keys else value for name, value in row.fields.items()]
    marks = ", ".join("?" for _ in values)
    connection.execute(f"INSERT INTO {row.table} VALUES ({marks})", values)
    return Row(row.table, tuple(values))
