"""The tables of a new archive as one SQL script: what all migrations together come to.

Alembic takes most of the time in which an archive is made, and its steps are of use to archives
that are there already. So the scripts are generated, one for each kind of database, by

    python -m archive.migrations.newest > archive/migrations/newest.sql
    python -m archive.migrations.newest postgresql > archive/migrations/newest_postgresql.sql

and a test fails when a committed one is not what the migrations make today. That for PostgreSQL
needs no server: it is what Alembic would say to one.
"""

from __future__ import annotations

import io
import re
import sqlite3
import sys

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from archive import migrations

_INTRODUCTION = """\
-- The tables of a new archive. Generated from the migrations by python -m archive.migrations.newest
"""


def script() -> str:
    """Every statement that makes the tables of the latest form and what they hold at first."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    statements = [_tidy(one) for one in database.iterdump() if one not in _AROUND]
    engine.dispose()
    database.close()
    return _INTRODUCTION + "".join(statements)


def script_for_postgresql() -> str:
    """The same for PostgreSQL, migration after migration."""
    said = io.StringIO()
    migrations.say("postgresql", said)
    lines = (line.rstrip() for line in said.getvalue().splitlines())
    kept = (line for line in lines if line and not _ASIDE.match(line))
    return _INTRODUCTION + "".join(f"{line}\n" for line in kept)


def _tidy(statement: str) -> str:
    """Without empty lines and spaces at the ends of lines, and with the semicolon at the last."""
    lines = [line.rstrip() for line in statement.removesuffix(";").splitlines()]
    return "\n".join(filter(None, lines)) + ";\n"


_AROUND = ("BEGIN TRANSACTION;", "COMMIT;")
"""The transaction is that of whoever makes the tables."""
_ASIDE = re.compile(r"(BEGIN|COMMIT);$|--")


if __name__ == "__main__":
    sys.stdout.write(script_for_postgresql() if "postgresql" in sys.argv[1:] else script())
