"""Limits that hold a process, tried in one of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evidence.isolation.limits import WorkerLimits

START = """
import sys, pathlib
from evidence.isolation.limits import WorkerLimits, limit_next_file, limit_this_process
limits = WorkerLimits(seconds=0.1, memory_bytes=300 << 20)
limit_this_process(limits)
limit_next_file(limits)
"""


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-c", START + script, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit the address space")
def test_memory_is_limited():
    ended = run("bytearray(400 << 20)")
    assert ended.returncode == 1
    assert "MemoryError" in ended.stderr


def test_no_file_can_be_written(tmp_path):
    ended = run("pathlib.Path(sys.argv[1]).write_bytes(b'x')", str(tmp_path / "file"))
    assert "File too large" in ended.stderr
    assert not (tmp_path / "file").exists() or (tmp_path / "file").read_bytes() == b""


def test_few_files_can_be_open():
    ended = run("files = [open('/dev/null') for _ in range(100)]")
    assert "Too many open files" in ended.stderr


def test_the_limits_have_sensible_defaults():
    limits = WorkerLimits()
    assert (limits.seconds, limits.memory_bytes) == (10.0, 512 * 1024 * 1024)
