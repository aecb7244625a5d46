"""What a statement is in SQL is made out once in a process, not once for each archive of a test.

SQLAlchemy keeps it with each engine, and every test has engines of its own: a quarter of what a
test with an archive took was this. An engine on the same kind of database, by the same driver,
would be given the same SQL.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

AT_MOST = 4000
"""Statements of a kind of database."""


class Statements(LRUCache[Any, Any]):
    """Compiled statements of one kind of database: asked for by whichever of its dialects."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


def share() -> None:
    """Have all connections of this process, to whatever database, use the same statements."""
    kinds: dict[object, MutableMapping[Any, Any]] = {}

    def given(connection: Connection) -> None:
        dialect = connection.dialect
        kind = (dialect.name, dialect.driver, getattr(dialect.dbapi, "__name__", None))
        kept = kinds.setdefault((*kind, dialect.server_version_info), Statements(AT_MOST))
        connection.execution_options(compiled_cache=kept)

    event.listen(Engine, "engine_connect", given)
