"""A slip of the hand in an SQL tool does not change the log, nor what it has the digests of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from archive import erasing
from archive.checking.verify import verify
from archive.workspace import Archive
from tests.archive import samples


@pytest.fixture
def database(archive: Archive) -> Iterator[sqlite3.Connection]:
    """The database of an archive with two records, as an SQL tool opens it."""
    samples.record(archive, samples.source("S1"), samples.source("S2"))
    with closing(sqlite3.connect(archive.settings.database)) as connection:
        yield connection


SLIPS = [
    "UPDATE entries SET bytes = x'00' WHERE seq = 1",
    "DELETE FROM entries WHERE seq = 1",
    "INSERT OR REPLACE INTO entries VALUES (1, x'00')",
    "REPLACE INTO entries VALUES (0, x'00')",
    "UPDATE OR REPLACE entries SET seq = 0 WHERE seq = 1",
    "DELETE FROM revisions",
    "UPDATE revisions SET body = '{}'",
    "UPDATE revisions SET secret = x'00'",
    "UPDATE revisions SET revision = revision + 1",
    "INSERT OR REPLACE INTO revisions SELECT record_id, 9, seq, secret, '{}' FROM revisions",
    "INSERT OR REPLACE INTO revisions SELECT record_id, revision, 0, secret, '{}' FROM revisions",
    "DELETE FROM details",
    "UPDATE details SET body = '{}'",
    "INSERT OR REPLACE INTO details VALUES (0, x'00', '{}')",
]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_and_changes_nothing(
    archive: Archive, database: sqlite3.Connection, slip: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"only ever added to|are kept"):
        database.execute(slip)
    database.rollback()
    assert verify(archive).clean


def test_erasing_goes_through_the_guards(archive: Archive, database: sqlite3.Connection) -> None:
    erasing.erase(archive, "S1", basis="asked by the person")
    (left,) = database.execute("SELECT count(*) FROM revisions WHERE body IS NULL").fetchone()
    assert left == 1
    assert verify(archive).clean
