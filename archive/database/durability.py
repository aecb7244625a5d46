"""By which settings a database keeps what it was told to keep, as it says itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from archive.database.transactions import is_server

__all__ = ["Kept", "durability"]

OLDEST_SERVER = 140000
"""PostgreSQL 14: `pg_xact_status`, and everything else that we ask of it."""
SERVER_WANTS = {"fsync": ("on",), "full_page_writes": ("on",), "server_encoding": ("UTF8",)}
"""https://www.postgresql.org/docs/current/wal-reliability.html : else a crash can lose or damage
what was committed."""
COMMIT_WANTS = ("on", "remote_apply", "remote_write", "local")
"""Each waits for the disk of this server (`synchronous_commit`); "off" does not."""
FILE_WANTS = {"journal_mode": ("wal",), "synchronous": ("2", "3")}
"""https://www.sqlite.org/pragma.html#pragma_synchronous : 2 is FULL, 3 is EXTRA."""
_ALSO = ("synchronous_commit", "data_checksums")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a database says of itself."""

    product: str
    """Its name and version."""
    settings: Mapping[str, str]
    faults: tuple[str, ...]
    """Settings by which what was committed can be lost, each as `name = value`; and a product that
    is too old."""


def durability(connection: Connection) -> Kept:
    """How this database keeps what is committed."""
    return _of_server(connection) if is_server(connection.engine) else _of_file(connection)


def _of_server(connection: Connection) -> Kept:
    wanted = {**SERVER_WANTS, "synchronous_commit": COMMIT_WANTS}
    names = ", ".join(f"'{name}'" for name in ("server_version_num", *SERVER_WANTS, *_ALSO))
    query = f"SELECT name, setting FROM pg_settings WHERE name IN ({names}) ORDER BY name"  # noqa: S608 - names of ours
    found = {str(name): str(value) for name, value in connection.exec_driver_sql(query)}
    number = int(found.pop("server_version_num"))
    product = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    old = (product,) if number < OLDEST_SERVER else ()
    return Kept(product, found, (*old, *_faults(found, wanted)))


def _of_file(connection: Connection) -> Kept:
    found = {
        name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in FILE_WANTS
    }
    version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    return Kept(f"SQLite {version}", found, tuple(_faults(found, FILE_WANTS)))


def _faults(found: Mapping[str, str], wanted: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"{name} = {found[name]}" for name, good in wanted.items() if found[name] not in good]
