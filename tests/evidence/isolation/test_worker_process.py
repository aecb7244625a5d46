"""One parser process: asked, killed, and what is said about its end."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from evidence.errors import ParserStopped
from evidence.isolation.limits import WorkerLimits
from evidence.isolation.worker_process import WorkerProcess
from tests.evidence.pictures_for_tests import make_picture, written


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(written(make_picture()))
    with path.open("rb") as file:
        yield file.fileno()


@pytest.fixture(scope="module")
def worker():
    worker = WorkerProcess(WorkerLimits())
    yield worker
    worker.stop()


@pytest.fixture
def start():
    started = []

    def start(**limits):
        started.append(WorkerProcess(WorkerLimits(**limits)))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


def test_a_process_answers_many_questions(worker, photo):
    before = worker.answered
    bits = {
        worker.ask({"job": "perceptual_hash"}, photo, output_bytes=1000).content["bits"]
        for _ in range(3)
    }
    assert len(bits) == 1
    assert worker.answered == before + 3
    assert worker.is_running


def test_an_ended_process_is_told_with_the_signal(start, photo):
    worker = start()
    worker.ask({"job": "perceptual_hash"}, photo, output_bytes=1000)
    os.kill(worker.pid, signal.SIGSEGV)
    with pytest.raises(ParserStopped, match=r"a signal ended it \(SIGSEGV\)"):
        worker.ask({"job": "perceptual_hash"}, photo, output_bytes=1000)
    assert not worker.is_running


def test_a_process_that_needs_too_long_is_killed(start, photo):
    worker = start(seconds=1.5)
    worker.ask({"job": "perceptual_hash"}, photo, output_bytes=1000)
    os.kill(worker.pid, signal.SIGSTOP)
    with pytest.raises(ParserStopped, match=r"more than 1\.5 seconds, and was killed"):
        worker.ask({"job": "perceptual_hash"}, photo, output_bytes=1000)
    assert not worker.is_running


def test_a_process_that_answers_too_much_is_killed(start, photo):
    worker = start()
    with pytest.raises(ParserStopped, match="more than 10 bytes"):
        worker.ask({"job": "thumbnail", "longest_side": 64}, photo, output_bytes=10)
    assert not worker.is_running


def test_a_question_that_nobody_understands_ends_the_process(start, photo):
    with pytest.raises(ParserStopped, match="it ended with status 1"):
        start().ask({"job": "dance"}, photo, output_bytes=10)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system has no /proc")
def test_nothing_of_the_environment_is_passed_on(worker, photo):
    worker.ask({"job": "perceptual_hash"}, photo, output_bytes=1000)
    environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
    names = {variable.partition(b"=")[0] for variable in environment.split(b"\0") if variable}
    assert names <= {b"LC_ALL", b"MALLOC_ARENA_MAX", b"LD_LIBRARY_PATH"}
    assert len(os.environ) > len(names)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system has no /proc")
def test_a_process_holds_no_file_but_its_channel(worker, photo):
    worker.ask({"job": "perceptual_hash"}, photo, output_bytes=1000)
    held = [str(link.readlink()) for link in Path(f"/proc/{worker.pid}/fd").iterdir()]
    assert [name for name in held if name != "/dev/null" and not name.startswith("socket:")] == []


def test_a_stopped_process_may_be_stopped_again(start):
    worker = start()
    worker.stop()
    worker.stop()
    assert not worker.is_running
