"""Copies of archives, wherever they keep their records and bytes."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from pathlib import Path

from archive import database, migrations, models, places
from archive.database import postgresql
from archive.settings import FILE_NAME, Settings, read_settings


def copy_archive(source: Path, target: Path) -> Path:
    """The folder `target`, with a copy of the archive in `source` that is its own."""
    shutil.copytree(source, target)
    settings = copied = read_settings(target)
    if settings.server:
        copied = replace(copied, server=copied_schema(settings))
    if settings.bucket:
        copied = replace(copied, bucket=_copied_bucket(settings))
    if copied != settings:
        (target / FILE_NAME).write_text(copied.to_toml())
    return target


def put_back_database(source: Path, target: Path) -> None:
    """Put the records of the archive in `source` in the place of those of the one in `target`."""
    settings = read_settings(target)
    if settings.server:
        places.drop(settings)
        copied_schema(read_settings(source), postgresql.read_url(settings.server).schema)
        return
    for name in ("khronika.db-wal", "khronika.db-shm"):
        (target / name).unlink(missing_ok=True)
    shutil.copy(source / "khronika.db", target / "khronika.db")


def copied_schema(settings: Settings, name: str | None = None) -> str:
    """The address of a new schema with all that is in the archive's."""
    assert settings.server
    original = postgresql.read_url(settings.server)
    copy = replace(original, schema=name or f"copy_{secrets.token_hex(8)}")
    engine = postgresql.connect(copy)
    with database.writing(engine) as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {copy.schema}")
        migrations.make(connection)
        moves = ["DELETE FROM log_state"]
        moves += [
            f"INSERT INTO {table.name} SELECT * FROM {original.schema}.{table.name}"
            for table in models.metadata.sorted_tables
        ]
        connection.exec_driver_sql("; ".join(moves))
    engine.dispose()
    return copy.text


def _copied_bucket(settings: Settings) -> str:
    """The address of a prefix of its own with copies of the archive's bytes."""
    assert settings.bucket
    copy = f"{settings.bucket.rpartition('/')[0]}/copy-{secrets.token_hex(8)}"
    source = places.store_of(settings)
    target = places.store_of(replace(settings, bucket=copy))
    for digest in source.walk():
        with source.open(digest) as file:
            target.receive_stream([file.read()])
    return copy
