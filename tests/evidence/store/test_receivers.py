"""Batches received by a process beside this one: the same answers, whatever becomes of it."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path

import pytest

from evidence.errors import FullBatch, OtherThanPromised, UnreadableSource
from evidence.store.batch import BATCH_LIMIT, Refused, Stored
from evidence.store.receivers import Given


@pytest.fixture
def receivers(store):
    with store.receivers() as receivers:
        yield receivers


@pytest.fixture
def processes(in_folder):
    """Those of a folder: for a bucket none are started."""
    with in_folder.receivers() as receivers:
        yield receivers


def make_files(folder: Path, count: int) -> list[Given]:
    folder.mkdir()
    for n in range(count):
        (folder / f"{n}.jpg").write_bytes(b"photo %d" % n)
    return [Given(folder / f"{n}.jpg") for n in range(count)]


def forget(size: int) -> None:
    """Nobody watches."""


def pid_of_idle(receivers) -> int:
    (process,) = receivers._idle
    return process._process.pid


def test_every_file_is_stored_and_answered_in_its_order(store, receivers, tmp_path):
    told: list[int] = []
    answers = receivers.receive(make_files(tmp_path / "in", 70), told.append)
    assert [answer.digest for answer in answers] == [
        hashlib.sha256(b"photo %d" % n).hexdigest() for n in range(70)
    ]
    assert all(isinstance(answer, Stored) and answer.new for answer in answers)
    assert sorted(store.walk()) == sorted(answer.digest for answer in answers)
    assert sum(told) == sum(answer.size for answer in answers)


def test_what_is_refused_comes_back_with_its_facts(receivers, tmp_path):
    (given,) = make_files(tmp_path / "in", 1)
    missing = Given(tmp_path / "gone\nfête.jpg")
    other = Given(given.path, expected="0" * 64)
    stored, gone, promised = receivers.receive([given, missing, other], forget)
    assert isinstance(stored, Stored)
    assert isinstance(gone, Refused)
    assert isinstance(gone.error, UnreadableSource)
    assert (gone.error.path, str(gone.error)) == (
        missing.path,
        f"expected a file that can be read at {str(missing.path)!r}: No such file or directory",
    )
    assert isinstance(promised.error, OtherThanPromised)
    assert (promised.error.expected, promised.error.found) == ("0" * 64, stored.digest)


def test_what_a_batch_raises_is_raised_here(receivers, tmp_path):
    (given,) = make_files(tmp_path / "in", 1)
    with pytest.raises(FullBatch, match="at most 1000 files") as caught:
        receivers.receive([given] * (BATCH_LIMIT + 1), forget)
    assert caught.value.limit == BATCH_LIMIT
    assert receivers.receive([given], forget)[0].new


def test_one_process_serves_batch_after_batch(processes, tmp_path):
    files = make_files(tmp_path / "in", 2)
    processes.receive(files[:1], forget)
    pid = pid_of_idle(processes)
    processes.receive(files[1:], forget)
    assert pid_of_idle(processes) == pid


def test_a_batch_whose_process_ended_is_received_here(in_folder, processes, tmp_path):
    files = make_files(tmp_path / "in", 3)
    processes.receive(files[:1], forget)
    os.kill(pid_of_idle(processes), signal.SIGKILL)
    answers = processes.receive(files, forget)
    assert [answer.new for answer in answers] == [False, True, True]
    assert len(list(in_folder.walk())) == 3
    in_folder.clear_tmp()
    assert list(in_folder.strays()) == []


def test_no_process_is_left_behind(in_folder, tmp_path):
    with in_folder.receivers() as processes:
        processes.receive(make_files(tmp_path / "in", 1), forget)
        pid = pid_of_idle(processes)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
