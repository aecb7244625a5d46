"""Several processes and pages write into one archive at the same time: one log, nothing lost."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

from archive import log
from archive.checking.verify import verify
from archive.founding import found_archive, open_archive
from archive.workspace import Archive
from tests.archive import samples
from tests.journeys.killing import forks, run

PROCESSES = 4
WRITES = int(os.environ.get("KHRONIKA_WRITES", "6"))
"""Records that each process writes one by one."""


def write_one_by_one(folder: str, name: str, count: int) -> None:
    archive = open_archive(Path(folder))
    for number in range(count):
        samples.record(archive, samples.source(f"{name}-{number}"))
    archive.close()


def is_one_chain(archive: Archive, expected: int) -> None:
    """Each record was entered once, in one log without gaps."""
    with archive.reading() as connection:
        entries = list(log.entries(connection))
    actions = Counter(entry.fields["action"] for entry in entries)
    assert actions["record.created"] == expected
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    report = verify(archive)
    assert report.errors == []
    assert report.read["records"] == expected


def test_many_processes_write_one_log(tmp_path: Path) -> None:
    found_archive(tmp_path / "archive", person="Vera").close()
    writers = [
        forks.Process(target=write_one_by_one, args=(str(tmp_path / "archive"), f"w{n}", WRITES))
        for n in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    archive = open_archive(tmp_path / "archive")
    is_one_chain(archive, PROCESSES * WRITES)
    archive.close()


def test_the_command_line_writes_beside_another_process(tmp_path: Path) -> None:
    archive = found_archive(tmp_path / "archive", person="Vera")
    other = forks.Process(
        target=write_one_by_one, args=(str(tmp_path / "archive"), "other", WRITES)
    )
    other.start()
    for number in range(WRITES):
        draft = {"type": "source", "ref": f"mine-{number}", "kind": "interview", "title": "A talk"}
        (tmp_path / "one.json").write_text(json.dumps(draft))
        words = ("--archive", str(tmp_path / "archive"), "record", str(tmp_path / "one.json"))
        assert run(tmp_path, *words).status == 0
    other.join()
    assert other.exitcode == 0
    is_one_chain(archive, 2 * WRITES)
    archive.close()
