"""More pages of the database are held while much is written, and no longer than that."""

from __future__ import annotations

import pytest

from archive import database
from archive.workspace import Archive
from tests.by_hand import needs_file


def pages_held(archive: Archive) -> int:
    """What SQLite says of its cache: KiB if below zero, pages otherwise."""
    needs_file(archive.settings)
    with archive.reading() as connection:
        return int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())


def test_more_pages_are_held_meanwhile(archive: Archive) -> None:
    needs_file(archive.settings)
    with archive.writing() as writer:
        usual = writer.connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        with database.with_room(writer.connection):
            held = writer.connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        after = writer.connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    assert held == -64 * 1024
    assert after == usual != held


def test_the_room_is_given_back_when_the_work_fails(archive: Archive) -> None:
    # A connection goes back to the others: with its room it would keep 64 MB for each of them.
    usual = pages_held(archive)
    with (
        pytest.raises(RuntimeError, match="stopped"),
        archive.writing() as writer,
        database.with_room(writer.connection),
    ):
        raise RuntimeError("stopped")
    assert pages_held(archive) == usual
