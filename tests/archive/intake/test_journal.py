"""A run that was interrupted is continued by the same command, and nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive import erasing
from archive.checking.verify import verify
from archive.intake import Order
from archive.intake import add as take_in
from archive.intake.journal import open_journal
from archive.intake.outcome import Added
from archive.workspace import Archive
from evidence.store.copying import do_not_watch
from tests.archive.intake.numbered_files import numbered
from tests.archive.samples import by_content

FILES, AT_ONCE = 24, 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return numbered(tmp_path / "in", FILES)


def take(archive: Archive, folder: Path, watch: Callable[[int], None] = do_not_watch, **order: Any):
    return take_in(
        archive, [folder], Order(**order), by_content(archive), at_once=AT_ONCE, watch=watch
    )


def broken_off(archive: Archive, folder: Path) -> list[Added]:
    """A run that ends after the first two batches."""
    run = take(archive, folder)
    rows = [next(run) for _ in range(2 * AT_ONCE)]
    run.close()
    return rows


def test_what_was_entered_is_not_read_again(archive, folder):
    broken_off(archive, folder)
    read: list[int] = []
    assert len(list(take(archive, folder, read.append))) == FILES
    assert sum(read) == (FILES - 2 * AT_ONCE) * len("file 0000")


def test_the_report_of_the_second_run_is_about_every_file(archive, folder):
    first = broken_off(archive, folder)
    rows = list(take(archive, folder))
    assert [row.ref for row in rows[: 2 * AT_ONCE]] == [row.ref for row in first]
    assert "was not read again" in rows[0].reason
    assert len({row.ref for row in rows}) == FILES
    assert list(archive.settings.intake.iterdir()) == []


def test_a_file_that_changed_since_is_read_again(archive, folder):
    broken_off(archive, folder)
    path = folder / "0005.txt"
    status = path.stat()
    path.write_text("FILE 5")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # the time of change cannot be set
    rows = list(take(archive, folder))
    assert rows[5].outcome == "stored"
    assert rows[6].reason.endswith("was not read again")


def test_another_order_does_not_take_over_what_this_one_did(archive, folder):
    broken_off(archive, folder)
    rows = take(archive, folder, handed_over_by="a neighbour")
    assert {row.outcome for row in rows} == {"stored"}


def test_what_is_not_in_the_archive_any_more_is_taken_in_again(archive, folder):
    rows = broken_off(archive, folder)
    erasing.erase(archive, rows[3].ref, basis="asked for by the owner")
    again = list(take(archive, folder))
    assert again[3].outcome == "stored"
    assert again[4].outcome == "already there"


def test_a_journal_that_a_power_cut_has_torn_is_thrown_away(tmp_path):
    journal = open_journal(tmp_path, "asked")
    journal.note([(b"key", Added("a", "stored", "item-1", "ab", 5))])
    journal.close(finished=False)
    kept = open_journal(tmp_path, "asked")
    assert kept.known(b"key", "b") is not None
    kept.close(finished=False)
    journal.path.write_bytes(b"torn" * 5000)
    again = open_journal(tmp_path, "asked")
    assert again.known(b"key", "b") is None
    again.close(finished=True)
    assert list(tmp_path.iterdir()) == []


KILLED_RUN = """
import sys
from pathlib import Path
from archive.founding import open_archive
from tests.archive.intake.test_journal import take
for row in take(open_archive(Path(sys.argv[1])), Path(sys.argv[2])):
    print(row.ref, flush=True)
"""


@pytest.mark.parametrize("rows_told", [1, 10])
def test_a_killed_run_loses_nothing_and_doubles_nothing(archive, folder, rows_told):
    command = [sys.executable, "-c", KILLED_RUN, str(archive.settings.folder), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        told = [run.stdout.readline().strip() for _ in range(rows_told)]
        run.send_signal(signal.SIGKILL)
    rows = list(take(archive, folder))
    assert {row.outcome for row in rows} <= {"stored", "already there"}
    assert [row.ref for row in rows[:rows_told]] == told
    assert len({row.ref for row in rows}) == len(list(archive.blobs.walk())) == FILES
    assert list(verify(archive).findings) == []
