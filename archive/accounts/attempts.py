"""The counts of attempts that failed, in a table that all processes share.

An attempt is counted before it is judged, so that many at once do not pass below the limit, and is
taken off again when it succeeds. Names and addresses are kept as hashes: what somebody types into
the wrong field is not to lie about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, delete, select

from archive import database, models
from archive.accounts.errors import TooManyAttempts
from archive.accounts.limits import (
    FORGOTTEN_SECONDS,
    Counted,
    Failures,
    network_of,
    wait_seconds,
)
from archive.workspace import Archive


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was let through and counted."""

    buckets: Mapping[Counted, str]
    """The name in the table of each count that it is in."""


def begin(archive: Archive, *, name: str, source: str, browser: str | None) -> Attempt:
    """Count an attempt, if it may be made.

    `browser` is the id of the credential of a browser that belongs to the person of this name.

    Raises:
        TooManyAttempts: it may not; carries how long to wait. Nothing was written.
    """
    attempt = Attempt(_buckets(name=name, source=source, browser=browser))
    now = int(archive.clock().timestamp())
    with archive.reading() as connection:
        _see_that_it_may_be_made(attempt, _counts(connection, attempt), now)
    with database.writing(archive.engine) as connection:
        known = _counts(connection, attempt)
        _see_that_it_may_be_made(attempt, known, now)  # others may have come first
        for one in known:
            failures = 0 if one.is_forgotten(now) else one.failures
            bucket = attempt.buckets[one.counted]
            row = {"bucket": bucket, "failures": failures + 1, "last": now}
            database.put(connection, models.attempts, [row], keys=("bucket",))
        _forget(connection, now)
    return attempt


def _see_that_it_may_be_made(attempt: Attempt, counts: Iterable[Failures], now: int) -> None:
    if wait := wait_seconds(counts, now):
        raise TooManyAttempts(wait, tuple(attempt.buckets.values()))


def succeeded(connection: Connection, attempt: Attempt) -> None:
    """Take an attempt off the counts again. Those of the name and browser begin anew.

    The address keeps its count but for this one: else whoever has an account here could wipe it
    clean between guesses at others'.
    """
    table = models.attempts
    source = attempt.buckets.get(Counted.SOURCE)
    others = [bucket for bucket in attempt.buckets.values() if bucket != source]
    connection.execute(delete(table).where(table.c.bucket.in_(others)))
    connection.execute(
        table.update()
        .where(table.c.bucket == source, table.c.failures > 0)
        .values(failures=table.c.failures - 1)
    )


def take_back(archive: Archive, attempt: Attempt) -> None:
    """Take an attempt off the counts that was never judged."""
    table = models.attempts
    counted = table.c.bucket.in_(attempt.buckets.values()), table.c.failures > 0
    with database.writing(archive.engine) as connection:
        connection.execute(table.update().where(*counted).values(failures=table.c.failures - 1))


def _buckets(*, name: str, source: str, browser: str | None) -> dict[Counted, str]:
    if browser is not None:
        return {Counted.BROWSER: _hash(Counted.BROWSER, browser)}
    return {
        Counted.SOURCE: _hash(Counted.SOURCE, network_of(source)),
        Counted.NAME: _hash(Counted.NAME, name.casefold()),
    }


def _hash(counted: Counted, what: str) -> str:
    return sha256(f"{counted}\0{what}".encode("utf-8", "surrogatepass")).hexdigest()


def _counts(connection: Connection, attempt: Attempt) -> list[Failures]:
    table = models.attempts
    query = select(table).where(table.c.bucket.in_(attempt.buckets.values()))
    rows = {row["bucket"]: row for row in connection.execute(query).mappings()}
    none = {"failures": 0, "last": 0}
    found = [(counted, rows.get(bucket, none)) for counted, bucket in attempt.buckets.items()]
    return [Failures(counted, row["failures"], row["last"]) for counted, row in found]


def _forget(connection: Connection, now: int) -> None:
    """Drop counts that hold nobody up any more: else a flood would fill the disk."""
    table = models.attempts
    connection.execute(delete(table).where(table.c.last < now - FORGOTTEN_SECONDS))
