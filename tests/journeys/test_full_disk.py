"""A disk without room: one sentence says so, nothing changed, and with room the command does it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.cli.exits import ExitCode
from archive.places import wanted_by_environment
from tests.journeys.full_disk import COMMANDS, ROOM

ROOT = Path(__file__).resolve().parents[2]
ALONE = ("unshare", "--user", "--map-root-user", "--mount")
"""A process with file systems of its own, for which nobody has to be root (user_namespaces(7))."""

Tried = dict[tuple[str, int], dict[str, object]]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Every command with every amount of room."""
    wanted = wanted_by_environment()
    if wanted.server or wanted.bucket:
        pytest.skip("this is about the disk that has the file of SQLite and the folder of bytes")
    folder: Path = tmp_path_factory.mktemp("disk")
    mounting = ("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder))
    if (
        shutil.which("unshare") is None
        or subprocess.run([*ALONE, *mounting], check=False, capture_output=True).returncode
    ):
        pytest.skip("this system lets nobody mount a small file system of his own")
    command = [*ALONE, sys.executable, "-m", "tests.journeys.full_disk", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {(row["command"], row["left"]): row for row in rows}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_told_in_one_sentence_and_nothing_is_changed(
    tried: Tried, command: str
) -> None:
    full = [row for (name, _), row in tried.items() if name == command and row["code"]]
    assert tried[command, 0] in full
    for row in full:
        assert row["code"] == ExitCode.UNAVAILABLE, row
        (sentence,) = str(row["err"]).strip().splitlines()
        assert re.search("expected room|No space left|the disk is full", sentence), row
        assert not row["changed"], row


@pytest.mark.parametrize("command", COMMANDS)
def test_with_room_the_same_command_is_done(tried: Tried, command: str) -> None:
    assert tried[command, ROOM[-1]]["code"] == ExitCode.DONE


def test_the_archive_is_clean_after_each(tried: Tried) -> None:
    assert [row for row in tried.values() if row["findings"]] == []
