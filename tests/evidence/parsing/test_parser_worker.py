"""The process that parses: held to its limits, and gone when nobody asks any more."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.isolation.frames import Frame, receive_frame, send_frame

START = (
    "import sys; from evidence.isolation.limits import WorkerLimits;"
    "from evidence.parsing.parser_worker import main; main(int(sys.argv[1]), WorkerLimits())"
)


@pytest.fixture
def worker():
    """A running process and our end of its channel; it has said that it is ready."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            command = [sys.executable, "-c", START, str(theirs.fileno())]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        assert receive_frame(ours, limit=0, seconds=60).content == {"ready": True}
        yield process, ours
    process.kill()
    process.wait()


def test_it_ends_when_the_other_side_goes_away(worker):
    process, channel = worker
    channel.close()
    assert process.wait(timeout=30) == 0


def test_a_question_without_a_file_ends_it(worker):
    process, channel = worker
    send_frame(channel, Frame({"job": "claims"}))
    assert process.wait(timeout=30) == 0


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="this system has no /proc")
def test_its_limits_are_set_before_the_first_file_comes(worker):
    process, _ = worker
    lines = Path(f"/proc/{process.pid}/limits").read_text().splitlines()[1:]
    hard = {line[:26].strip(): line[26:].split()[1] for line in lines}
    assert hard["Max address space"] == str(512 << 20)
    assert hard["Max file size"] == "0"
    assert hard["Max core file size"] == "0"
    assert hard["Max open files"] == "32"
