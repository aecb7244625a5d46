"""Bringing the tables of an archive to the form that this program knows (Alembic).

`upgrade` makes the tables of a new archive and changes those of an older one, in one transaction.
"""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, inspect, text

LATEST = "0001"
"""The form of tables that this program reads and writes."""


def upgrade(connection: Connection) -> None:
    """Bring the tables to the latest form. Part of the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("archive.migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def form_of(connection: Connection) -> str | None:
    """The form in which the tables are; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return found[0] if len(found) == 1 else None
