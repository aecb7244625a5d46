"""Where an archive keeps its records and its bytes: a file and a folder, or a server and a bucket.

The two settings `database` and `evidence` decide; nobody above asks which it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from archive import database, migrations
from archive.database import postgresql
from archive.database.errors import BadPlace
from archive.errors import NotAnArchive, PlaceTaken
from archive.settings import Settings
from evidence.store import bucket
from evidence.store.blobs import BlobStore

__all__ = ["Wanted", "engine_of", "made", "store_of", "wanted_by_environment"]

NAME = "{name}"
"""Stands for the archive's own name, so that one address serves many archives."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where somebody wants an archive to keep its things."""

    server: str | None = None
    """Address of a PostgreSQL database; its own schema is named after the archive if none is."""
    bucket: str | None = None
    encrypted: bool = False
    """Whether the SQLite file is to be encrypted."""

    def applied_to(self, settings: Settings) -> Settings:
        """The settings of an archive that keeps its things so.

        Raises:
            BadPlace: an address cannot be followed.
        """
        server = far = None
        if self.server:
            name = re.sub(r"[^a-z0-9]+", "_", settings.name.lower())
            written = self.server.replace(NAME, name)
            if "schema=" not in written:
                written += f"{'&' if '?' in written else '?'}schema={_schema(name)}"
            server = postgresql.read_url(written).text
        if self.bucket:
            far = self.bucket.replace(NAME, settings.name)
        if server and self.encrypted:
            raise BadPlace("database", server, "a server encrypts its own disks, not this program")
        return replace(settings, server=server, bucket=far, encrypted=self.encrypted)


def _schema(name: str) -> str:
    return name if name[:1].isalpha() else f"a_{name}"


def wanted_by_environment() -> Wanted:
    """What KHRONIKA_DATABASE and KHRONIKA_EVIDENCE say about new archives."""
    return Wanted(os.environ.get("KHRONIKA_DATABASE"), os.environ.get("KHRONIKA_EVIDENCE"))


def engine_of(settings: Settings) -> Engine:
    """An engine on the database, by which nothing is written where nothing may be.

    Raises:
        NotAnArchive: there is no database file. BadPlace, LibraryMissing: no server can be asked,
            or the file is encrypted and the library for that is not installed.
    """
    if settings.server:
        return postgresql.connect(postgresql.read_url(settings.server))
    folder, path = settings.folder, settings.database
    if not path.is_file():
        raise NotAnArchive(folder, f"no database {path.name}")
    cipher = database.cipher_of(settings)
    if os.access(folder, os.W_OK) and os.access(path, os.W_OK):
        return database.connect(path, cipher)
    return database.connect_untouched(path, cipher)


def store_of(settings: Settings, *, patience_seconds: float = bucket.PATIENCE_SECONDS) -> BlobStore:
    """The store of the archive's bytes; a service may stay away for so long.

    Raises:
        NoBucket: the bucket's address cannot be followed, or its library is not installed.
    """
    if settings.bucket:
        far = bucket.open_bucket(
            settings.bucket, settings.evidence, patience_seconds=patience_seconds
        )
        return BlobStore(far)
    return BlobStore(settings.evidence)


@contextmanager
def made(settings: Settings) -> Iterator[Engine]:
    """An engine on a new, empty place for the tables; what was made goes again on any error.

    Raises:
        PlaceTaken: the schema has tables already. DatabaseAway: the server does not answer.
        DatabaseUnusable: the database sorts texts in the order of a language.
    """
    if settings.server is None:
        database.create_file(settings.database, database.cipher_of(settings))
    engine = engine_of(settings)
    try:
        if settings.server is None:
            yield engine
            return
        _make_schema(engine, postgresql.read_url(settings.server).schema)
        try:
            yield engine
        except BaseException:
            drop(settings)
            raise
    finally:
        engine.dispose()


def _make_schema(engine: Engine, schema: str) -> None:
    with database.writing(engine) as connection:
        postgresql.check_order(connection)
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        if migrations.form_of(connection) is not None:
            raise PlaceTaken(f"the schema {schema} of the database")


def drop(settings: Settings) -> None:
    """Remove the archive's schema from its server, with all that is in it."""
    assert settings.server
    engine = engine_of(settings)
    try:
        with database.writing(engine) as connection:
            schema = postgresql.read_url(settings.server).schema
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    finally:
        engine.dispose()
