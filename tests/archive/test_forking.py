"""A log that cannot go on under its name goes on under another, from wherever it was stopped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive import forking, heads, log
from archive.checking.verify import verify
from archive.errors import NothingToFork
from archive.founding import open_archive
from archive.keyring import rotation
from archive.workspace import Archive
from tests.archive import samples
from tests.archive.test_heads import head_of, put_back_an_older_database
from tests.by_hand import older_database


def lose_all_heads(archive: Archive) -> Archive:
    for path in archive.settings.checkpoints.glob("*"):
        path.unlink()
    return archive


def damage_all_heads(archive: Archive) -> Archive:
    for path in archive.settings.checkpoints.glob("*"):
        path.write_text("damaged")
    return archive


LOSSES = [put_back_an_older_database, lose_all_heads, damage_all_heads]


@pytest.mark.parametrize("lose", LOSSES)
def test_after_a_fork_the_archive_is_written_and_clean(
    archive: Archive, lose: Callable[[Archive], Archive]
) -> None:
    forking.fork(lose(archive), reason="restored from a backup")
    forked = open_archive(archive.settings.folder)
    assert forked.settings.origin.endswith("/log/2")
    samples.record(forked, samples.source("S1"))
    assert verify(forked).errors == []
    forked.close()


def test_a_log_that_continues_its_head_is_not_forked(archive: Archive) -> None:
    before = sorted(archive.settings.folder.rglob("*"))
    with pytest.raises(NothingToFork, match="that continues it; nothing was changed"):
        forking.fork(archive, reason="none")
    assert sorted(archive.settings.folder.rglob("*")) == before


def test_a_fork_is_refused_where_it_was_done(archive: Archive) -> None:
    forking.fork(lose_all_heads(archive), reason="lost")
    with (
        closing(open_archive(archive.settings.folder)) as forked,
        pytest.raises(NothingToFork, match="continues it"),
    ):
        forking.fork(forked, reason="lost")


STEPS = ["settings", "aside", "head", "kept"]


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("step", STEPS)
def test_a_fork_that_was_stopped_goes_on_and_doubles_nothing(
    archive: Archive, lose: Callable[[Archive], Archive], step: str
) -> None:
    """The steps are stopped where a crash would: what comes after has not happened."""
    lost = lose(archive)
    settings = lost.settings
    old = {path.name: path.read_bytes() for path in settings.checkpoints.glob("*")}
    toml = (settings.folder / "khronika.toml").read_bytes()
    forking.fork(lost, reason="restored from a backup")
    undo(settings.folder, old, toml, STEPS.index(step))
    if step != "kept":
        with closing(open_archive(settings.folder)) as again:
            forking.fork(again, reason="restored from a backup")
    with closing(open_archive(settings.folder)) as forked:
        assert forked.settings.origin.endswith("/log/2")
        with forked.reading() as connection:
            actions = [entry.fields["action"] for entry in log.entries(connection)]
        assert actions.count(forking.FORKED) == 1
        samples.record(forked, samples.source("S1"))
        assert verify(forked).errors == []


def undo(folder: Path, old: dict[str, bytes], toml: bytes, step: int) -> None:
    """Take back what happens in and after a step of a fork."""
    checkpoints = folder / "checkpoints"
    for path in checkpoints.glob("*.checkpoint"):
        path.unlink()
    if step <= STEPS.index("head"):
        (checkpoints / heads.HEAD).unlink()
    if step <= STEPS.index("aside"):
        for name, content in old.items():
            (checkpoints / "log-1" / name).unlink(missing_ok=True)
            (checkpoints / name).write_bytes(content)
        (checkpoints / "log-1").rmdir()
    if step <= STEPS.index("settings"):
        (folder / "khronika.toml").write_bytes(toml)


def test_the_entry_of_a_fork_quotes_the_head_that_was_lost(archive: Archive) -> None:
    older = put_back_an_older_database(archive)
    root = heads.newest_head(older.settings)
    assert root
    signed = forking.fork(older, reason="restored from a backup")
    with older.reading() as connection:
        detail = log.detail(connection, signed.checkpoint.size - 1)
    assert detail["old_root"] == root.checkpoint.root.hex()
    assert detail["old_size"] == root.checkpoint.size
    assert (head_of(older).with_name("log-1") / heads.HEAD).read_text() == root.note


def test_an_older_database_from_before_a_rotation_goes_on_under_the_key_in_use(
    archive: Archive,
) -> None:
    with older_database(archive):
        rotation.rotate(archive, reason="a year is over")
    forking.fork(archive, reason="restored from a backup")
    forked = open_archive(archive.settings.folder)
    samples.record(forked, samples.source("S1"))
    assert verify(forked).errors == []
    forked.close()
