"""Many files are received by processes beside this one: nothing is lost, doubled or reordered."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from archive import repository
from archive.checking.verify import verify
from archive.intake.entering import MOST_NAMES
from archive.intake.receiving import MANY
from tests.archive.intake.numbered_files import numbered
from tests.archive.samples import add

FILES = 2 * MANY + 8
KILLED_RUN = """
import sys
from pathlib import Path
from archive.founding import open_archive
from archive.intake import Order, add
from archive.intake.receiving import MANY
from tests.archive.samples import by_content
archive = open_archive(Path(sys.argv[1]))
for row in add(archive, [Path(sys.argv[2])], Order(), by_content(archive), at_once=MANY):
    print(row.ref, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return numbered(tmp_path / "in", FILES)


def test_each_has_its_outcome_in_its_order(archive, folder):
    (folder / "0003.txt").unlink()
    (folder / "0003.txt").symlink_to("/etc/passwd")
    (folder / "0005.txt").write_text("file 0004")
    rows = add(archive, folder)
    assert [Path(row.path).name for row in rows] == [f"{n:04}.txt" for n in range(FILES)]
    said = {row.outcome for row in rows[6:]} | {rows[4].outcome}
    assert (said, rows[3].outcome, rows[5].outcome) == ({"stored"}, "refused", "already there")
    assert "it is a symbolic link" in rows[3].reason
    assert rows[5].ref == rows[4].ref
    for row in rows[6:]:
        assert row.digest == hashlib.sha256(Path(row.path).read_bytes()).hexdigest()
    assert list(verify(archive).findings) == []


def test_one_file_under_ever_more_names_does_not_grow_its_record_without_end(archive, tmp_path):
    with tarfile.open(tmp_path / "same.tar", "w") as packed:
        for number in range(MOST_NAMES + 2):
            packed.addfile(tarfile.TarInfo(f"{number:04}"))
    rows = add(archive, tmp_path / "same.tar")[1:]
    assert [row.outcome for row in rows] == ["stored", *["already there"] * (len(rows) - 1)]
    assert {row.reason for row in rows[:MOST_NAMES]} == {"", "added to its record: its name here"}
    assert {row.reason for row in rows[MOST_NAMES:]} == {
        "its record has 1,000 names, and takes no more"
    }
    with archive.reading() as connection:
        summary, item = repository.load(connection, rows[0].ref)
    assert (len(item.names), summary.revision) == (MOST_NAMES, 1)
    assert {row.entry for row in rows[MOST_NAMES:]} == {None}


@pytest.mark.parametrize("rows_told", [0, 1])
def test_a_killed_run_loses_nothing_and_doubles_nothing(archive, folder, rows_told):
    command = [sys.executable, "-c", KILLED_RUN, str(archive.settings.folder), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        told = [run.stdout.readline().strip() for _ in range(rows_told)]
        run.send_signal(signal.SIGKILL)
    rows = add(archive, folder)
    assert {row.outcome for row in rows} <= {"stored", "already there"}
    assert [row.ref for row in rows[:rows_told]] == told
    assert len({row.ref for row in rows}) == len(list(archive.blobs.walk())) == FILES
    assert list(verify(archive).findings) == []
