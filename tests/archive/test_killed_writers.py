"""Whatever moment a writer is killed at: one chain, no gap, no head of what does not exist."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from archive import heads, log
from archive.checking.verify import verify
from archive.log import Draft, Thing
from archive.workspace import Archive
from evidence.proof.checkpoint import open_checkpoint

ROOT = Path(__file__).resolve().parents[2]
KILLS = os.environ.get("KHRONIKA_WRITER_KILLS", "6")
"""While opening, and as many while writing. A hundred and more are for runs by hand."""


def test_two_writers_that_are_killed_at_random_leave_one_whole_log_that_goes_on(
    archive: Archive,
) -> None:
    folder = archive.settings.folder
    command = [sys.executable, "-m", "tests.archive.killing", str(folder), KILLS, "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    while_opening, while_writing, failed = map(int, done.stdout.split())
    assert failed == 0, done.stderr
    assert min(while_opening, while_writing) > 5, done.stderr
    assert {row.code for row in verify(archive).findings} <= {"log.ahead_of_mark"}
    with archive.reading() as connection:
        size = log.head(connection).size
        assert [entry.seq for entry in log.entries(connection)] == list(range(size))
    assert size > 20
    assert size >= 2 + while_writing
    vkey = heads.verification_key(archive.settings)
    for path in heads.kept_heads(archive.settings):
        assert open_checkpoint(path.read_text("utf-8"), vkey).size <= size
    with archive.writing() as writer:
        writer.append([Draft("clock.checked", (Thing("clock", "target"),))])
    assert verify(archive).findings == []
