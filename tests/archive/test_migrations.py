"""A new archive has the tables that all migrations, one after the other, lead to."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from archive import migrations
from archive.migrations import newest
from archive.models import metadata

Rows = dict[str, list[tuple[Any, ...]]]


def made_by(way: Callable[[Connection], None]) -> tuple[dict[str, str], Rows]:
    """The statements by which a database describes itself, and what its tables hold."""
    engine = create_engine("sqlite://")
    with ExitStack() as opened:
        opened.callback(engine.dispose)
        connection = opened.enter_context(engine.connect())
        way(connection)
        rows = connection.exec_driver_sql("SELECT type || ' ' || name, sql FROM sqlite_master")
        statements = {name: " ".join(str(sql).split()) for name, sql in rows}
        tables = [name.split()[1] for name in statements if name.startswith("table ")]
        held = {
            name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))]
            for name in tables
        }
    return statements, held


def test_a_new_database_is_what_the_migrations_make() -> None:
    at_once, step_by_step = made_by(migrations.make), made_by(migrations.upgrade)
    assert at_once == step_by_step
    statements, held = at_once
    assert {f"table {name}" for name in metadata.tables} <= set(statements)
    assert sum(name.startswith("trigger ") for name in statements) >= 9
    assert held["alembic_version"] == [(migrations.LATEST,)]


def test_the_committed_script_is_what_the_migrations_make_today() -> None:
    folder = Path(migrations.__file__).parent
    assert (folder / migrations.NEWEST).read_text("utf-8") == newest.script()


def test_bringing_a_new_database_to_the_latest_form_changes_nothing() -> None:
    def both(connection: Connection) -> None:
        migrations.make(connection)
        migrations.upgrade(connection)

    assert made_by(both) == made_by(migrations.make)


def test_a_database_without_tables_of_ours_has_no_form() -> None:
    def look(connection: Connection) -> None:
        assert migrations.form_of(connection) is None
        connection.exec_driver_sql("CREATE TABLE others (alembic_version TEXT)")
        assert migrations.form_of(connection) is None
        migrations.make(connection)
        assert migrations.form_of(connection) == migrations.LATEST

    made_by(look)


def test_a_database_that_has_tables_already_is_not_made_over() -> None:
    def twice(connection: Connection) -> None:
        migrations.make(connection)
        migrations.make(connection)

    with pytest.raises(Exception, match=re.escape("table alembic_version already exists")):
        made_by(twice)


def test_the_committed_script_for_servers_is_what_the_migrations_say_today() -> None:
    folder = Path(migrations.__file__).parent
    committed = (folder / migrations.NEWEST_ON_SERVER).read_text("utf-8")
    assert committed == newest.script_for_postgresql()
    assert all(f"CREATE TABLE {name} (" in committed for name in metadata.tables)
    short = re.findall(r"(\w+) (?:INTEGER|REAL|FLOAT)\b", committed)
    assert short == ["working"], "four bytes are enough for 0 and 1, not for seconds after 2038"
