"""A slip of the hand in an SQL tool does not change the log, nor what it has the digests of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from archive import erasing
from archive.checking.verify import verify
from archive.workspace import Archive
from tests.archive import samples
from tests.by_hand import REFUSED, Hand, needs_file


@pytest.fixture
def database(archive: Archive) -> Iterator[Hand]:
    """The database of an archive with two records, as an SQL tool opens it."""
    samples.record(archive, samples.source("S1"), samples.source("S2"))
    with closing(Hand(archive.settings)) as hand:
        yield hand


SLIPS = [
    "UPDATE entries SET bytes = x'00' WHERE seq = 1",
    "DELETE FROM entries WHERE seq = 1",
    "DELETE FROM revisions",
    "UPDATE revisions SET body = '{}'",
    "UPDATE revisions SET secret = x'00'",
    "UPDATE revisions SET revision = revision + 1",
    "DELETE FROM details",
    "UPDATE details SET body = '{}'",
]
REPLACING = [
    "INSERT OR REPLACE INTO entries VALUES (1, x'00')",
    "REPLACE INTO entries VALUES (0, x'00')",
    "UPDATE OR REPLACE entries SET seq = 0 WHERE seq = 1",
    "INSERT OR REPLACE INTO revisions SELECT record_id, 9, seq, secret, '{}' FROM revisions",
    "INSERT OR REPLACE INTO revisions SELECT record_id, revision, 0, secret, '{}' FROM revisions",
    "INSERT OR REPLACE INTO details VALUES (0, x'00', '{}')",
]
"""Words that a server does not know."""
ON_SERVER = [
    "INSERT INTO entries VALUES (1, x'00') ON CONFLICT (seq) DO UPDATE SET bytes = excluded.bytes",
    "TRUNCATE entries CASCADE",
    "TRUNCATE details",
    "UPDATE details SET secret = x'00' WHERE seq = 0",
]
"""Words that SQLite does not know, or not so."""


@pytest.mark.parametrize("slip", [*SLIPS, *REPLACING, *ON_SERVER])
def test_a_slip_is_refused_and_changes_nothing(archive: Archive, database: Hand, slip: str) -> None:
    if slip in REPLACING:
        needs_file(archive.settings)
    if slip in ON_SERVER and not database.is_server:
        pytest.skip("this is said to a server")
    with pytest.raises(REFUSED, match=r"only ever added to|are kept"):
        database.execute(slip)
    database.rollback()
    assert verify(archive).clean


def test_erasing_goes_through_the_guards(archive: Archive, database: Hand) -> None:
    erasing.erase(archive, "S1", basis="asked by the person")
    (left,) = database.execute("SELECT count(*) FROM revisions WHERE body IS NULL").fetchone()
    assert left == 1
    assert verify(archive).clean
