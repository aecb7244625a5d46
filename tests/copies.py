"""Copies of archives, wherever they keep their records and bytes."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from archive import migrations, models, places
from archive.database import postgresql
from archive.settings import FILE_NAME, Settings, read_settings
from evidence.store.blobs import BlobStore
from evidence.store.bucket import open_bucket
from tests.objects import objects_of

with suppress(ModuleNotFoundError):  # no archive is on a server then
    import psycopg

_CONNECTIONS: dict[str, psycopg.Connection[Any]] = {}
"""By the addresses of servers."""


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
    tables = [table.name for table in models.metadata.sorted_tables]
    steps = (
        "BEGIN",
        f"CREATE SCHEMA {copy.schema}",
        f"SET LOCAL search_path = {copy.schema}",
        migrations.newest_on_server(),
        "DELETE FROM log_state",
        *(f"INSERT INTO {table} SELECT * FROM {original.schema}.{table}" for table in tables),
        "COMMIT",
    )
    _at_hand(original.url.render_as_string()).execute(";\n".join(steps))
    return copy.text


def _at_hand(url: str) -> psycopg.Connection[Any]:
    """A connection that this process makes once: it knows the tables of the server by now."""
    found = _CONNECTIONS.get(url)
    if found is None or found.closed or found.pgconn.transaction_status:
        found = _CONNECTIONS[url] = psycopg.connect(url, autocommit=True)
        atexit.register(found.close)
    return found


def _copied_bucket(settings: Settings) -> str:
    """The address of a prefix of its own, with copies of its bytes that the service makes."""
    assert settings.bucket
    bucket, _, prefix = settings.bucket.removeprefix("s3://").partition("/")
    copy = f"copy-{secrets.token_hex(8)}"
    objects = _objects(bucket)
    for page in objects.list(f"{prefix}/"):
        for found in page:
            objects.copy(found["path"], copy + found["path"].removeprefix(prefix))
    return f"s3://{bucket}/{copy}"


@cache
def _objects(bucket: str) -> Any:
    """The whole bucket, by the client that the program has for an archive's part of it."""
    return objects_of(BlobStore(open_bucket(f"s3://{bucket}", Path(os.devnull))))
