"""Three writers on one server and one bucket, one of them killed, all of them cut off in between.

The long way, with nodes that serve pages and services that stop, is benchmarks/many_nodes.py.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive import places
from archive.founding import found_archive
from benchmarks.many_nodes import WRITER, Seen, judge, notes_of
from tests.by_hand import by_hand

PATIENCE_SECONDS = 60.0


def written(place: Path) -> int:
    return sum(row[0] == "done" for row in notes_of(place))


def until(place: Path, count: int) -> None:
    """Wait until the writers were told of so many records."""
    end = time.monotonic() + PATIENCE_SECONDS
    while written(place) < count:
        assert time.monotonic() < end, f"{written(place)} records after a minute"
        time.sleep(0.02)


def test_nothing_is_lost_or_doubled_when_writers_are_killed_and_cut_off(tmp_path: Path) -> None:
    wanted = places.wanted_by_environment()
    if not (wanted.server and wanted.bucket):
        pytest.skip("no PostgreSQL server and S3 service are started: see `make test-grown`")
    name = f"journey-{secrets.token_hex(4)}"
    server = f"{wanted.server}&application_name={name}"
    here = places.Wanted(server, wanted.bucket)
    with closing(found_archive(tmp_path / "archive", person="Vera", wanted=here)) as archive:
        settings = archive.settings
    for number in range(3):
        (tmp_path / f"w{number}.notes").touch()
    words = ("--place", str(tmp_path), "--pause", "0.02")
    writers = [subprocess.Popen([*WRITER, f"w{number}", *words]) for number in range(3)]
    try:
        until(tmp_path, 3)
        writers[0].send_signal(signal.SIGKILL)
        writers[0].wait()
        with by_hand(settings) as hand:
            hand.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = ? AND pid <> pg_backend_pid()",
                (name,),
            )
        writers[0] = subprocess.Popen([*WRITER, "w0", *words], env=os.environ)
        until(tmp_path, written(tmp_path) + 6)
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    figures = judge(tmp_path / "archive", tmp_path, Seen())
    assert figures["records said to be done"]
    empty = ("of them missing", "recorded twice", "created twice", "never begun", "findings")
    assert [figures[what] for what in empty] == [[]] * 5
