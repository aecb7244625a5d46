"""The high-water mark: what is signed once holds, also when files of it are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import heads, log, recording
from archive.disclosure import CONFIDENTIAL
from archive.errors import HeadNotSigned, LogIsAhead, NotAnArchive, NoTrustedHead
from archive.workspace import Archive
from evidence.signing import keys
from tests.archive import samples
from tests.by_hand import older_database


def head_of(archive: Archive) -> Path:
    return archive.settings.checkpoints / heads.HEAD


def size_of(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def put_back_an_older_database(archive: Archive) -> Archive:
    """Record something that is signed, then have the database of before again.

    It is the same archive, whose connections were closed and are made anew.
    """
    with older_database(archive):
        samples.record(archive, samples.source("S9"))
        heads.sign(archive.settings, archive.engine, keep=True)
    return archive


def test_an_older_database_is_not_written(archive: Archive) -> None:
    older = put_back_an_older_database(archive)
    with pytest.raises(LogIsAhead, match="entries where 3 were signed"):
        samples.record(older, samples.source("S1"))


def test_a_lost_head_does_not_lift_the_mark_while_a_kept_one_is_there(archive: Archive) -> None:
    """Only the file `head` was looked at, so that who deleted it could write a second history."""
    older = put_back_an_older_database(archive)
    head_of(older).unlink()
    with pytest.raises(LogIsAhead, match="entries where 3 were signed"):
        samples.record(older, samples.source("S1"))


def test_a_head_of_before_does_not_lift_the_mark_while_a_later_one_is_kept(
    archive: Archive,
) -> None:
    before = head_of(archive).read_text()
    older = put_back_an_older_database(archive)
    head_of(older).write_text(before)
    with pytest.raises(LogIsAhead, match="entries where 3 were signed"):
        samples.record(older, samples.source("S1"))


def test_a_lost_head_comes_back_from_the_kept_one(archive: Archive) -> None:
    note = heads.sign(archive.settings, archive.engine, keep=True).note
    head_of(archive).unlink()
    heads.sign(archive.settings, archive.engine)
    assert head_of(archive).read_text() == note


def test_a_damaged_kept_head_does_not_stand_in_the_way_of_a_good_one(archive: Archive) -> None:
    kept = max(archive.settings.checkpoints.glob("*.checkpoint"))
    kept.write_text("damaged")
    before = head_of(archive).read_text()
    samples.record(archive, samples.source("S1"))
    assert head_of(archive).read_text() != before


@pytest.mark.parametrize("content", [None, "damaged"])
def test_without_any_trusted_head_nothing_is_written(archive: Archive, content: str | None) -> None:
    for path in archive.settings.checkpoints.glob("*"):
        path.unlink()
    if content:
        head_of(archive).write_text(content)
    with pytest.raises(NoTrustedHead, match="log fork"):
        samples.record(archive, samples.source("S1"))
    with pytest.raises(NoTrustedHead, match="nothing was changed"):
        heads.sign(archive.settings, archive.engine)


@pytest.mark.parametrize("other", [False, True])
def test_without_the_right_key_nothing_is_written(archive: Archive, other: bool) -> None:
    """The change was committed before it was seen that its head could not be signed."""
    path, size = archive.settings.keys / "log.key", size_of(archive)
    path.unlink()
    if other:
        keys.write_private(path, keys.generate())
    with pytest.raises(NotAnArchive, match="nothing was changed"):
        samples.record(archive, samples.source("S1"))
    assert size_of(archive) == size


def test_a_head_that_cannot_be_written_does_not_deny_the_change(archive: Archive) -> None:
    """What is committed is never said to be undone."""
    size = size_of(archive)
    with pytest.raises(HeadNotSigned, match="the change is in the log"):
        record_while_heads_cannot_be_written(archive)
    assert size_of(archive) == size + 1
    head_of(archive).rmdir()
    assert heads.sign(archive.settings, archive.engine).checkpoint.size == size + 1


def record_while_heads_cannot_be_written(archive: Archive) -> None:
    with archive.writing() as writer:
        plan = recording.plan_recording(writer.connection, [samples.source("S1")], by=CONFIDENTIAL)
        recording.carry_out(writer, plan)
        head_of(archive).unlink()
        head_of(archive).mkdir()
