"""Whether the database has the tables, indexes and triggers that this program makes.

Compared with a new database in memory, statement by statement: a missing trigger on the entries is
how a tampering hand begins. On a server, with a schema that is made and undone again. And whether
the file agrees with itself: whoever writes into it beside SQL can leave an index that no longer
leads to a row which is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sqlalchemy import Connection, create_engine, text

from archive import database, migrations
from archive.checking import server_form
from archive.checking.report import Report

MOST_TOLD = 20
"""Contradictions within the database file that are told."""


def check(connection: Connection, report: Report) -> None:
    """Compare the form of the database with that of a new one."""
    expected: Mapping[str, str]
    if on_server := database.is_server(connection.engine):
        expected, found = _described_when_new(connection), server_form.described(connection)
    else:
        expected, found = _statements_of_a_new_one(), _statements(connection)
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            report.found("schema.differs", f"{name} is missing from the database", name)
        elif name not in expected:
            report.found("schema.differs", f"{name} is in the database and not ours", name)
        elif found[name] != expected[name]:
            report.found("schema.differs", f"{name} is not as this program makes it", name)
    form = migrations.form_of(connection) if "table alembic_version" in found else None
    if form != migrations.LATEST:
        message = f"expected form {migrations.LATEST} of the tables, found {form}"
        report.found("schema.differs", message, "alembic_version")
    if not on_server:
        _check_whole(connection, report)


def _check_whole(connection: Connection, report: Report) -> None:
    """https://www.sqlite.org/pragma.html#pragma_integrity_check ; one row "ok" if all is well."""
    for (said,) in connection.execute(text(f"PRAGMA integrity_check({MOST_TOLD})")):
        if said != "ok":
            report.found("schema.damaged", str(said), "the database file")


def _statements(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text("SELECT type, name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'")
    )
    return {f"{kind} {name}": " ".join(str(sql).split()) for kind, name, sql in rows}


_NEW_ON: dict[str, Mapping[str, str]] = {}


def _described_when_new(connection: Connection) -> Mapping[str, str]:
    """Asked once of each version of a server: every version has words of its own."""
    version = str(connection.dialect.server_version_info)
    if version not in _NEW_ON:
        _NEW_ON[version] = MappingProxyType(server_form.described_when_new(connection))
    return _NEW_ON[version]


@cache
def _statements_of_a_new_one() -> Mapping[str, str]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrations.make(connection)
        statements = _statements(connection)
    engine.dispose()
    return MappingProxyType(statements)
