"""An index that is killed, deleted, unwritable or from elsewhere is told of, and never believed."""

from __future__ import annotations

import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive import recording
from archive.disclosure import CONFIDENTIAL
from archive.founding import found_archive
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from tests.archive.samples import incident
from tests.copies import copy_archive

INDEXING = """
import sys
from pathlib import Path
from archive.founding import open_archive
from archive.search.engine import engine_of
archive = open_archive(Path(sys.argv[1]))
print("ready", flush=True)
engine_of(archive).index_all()
"""
AMBER = SearchQuery(words="amber", limit=0)


def fill(archive: Archive, count: int) -> None:
    drafts = [incident(f"n{number}", title=f"Amber number{number}") for number in range(count)]
    recording.record(archive, drafts)


def test_an_index_killed_at_any_moment_catches_up(archive: Archive) -> None:
    fill(archive, 300)
    for milliseconds in (20, 120):
        shutil.rmtree(archive.settings.index, ignore_errors=True)
        command = [sys.executable, "-c", INDEXING, str(archive.settings.folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(milliseconds / 1000)
            process.send_signal(signal.SIGKILL)
        engine = engine_of(archive)
        engine.index_all()
        assert engine.search(AMBER, CONFIDENTIAL).certain == 300
        assert engine.search(SearchQuery(words="number299"), CONFIDENTIAL).certain == 1


def test_a_running_search_notices_that_its_index_was_deleted(
    archive: Archive, engine: SearchEngine
) -> None:
    fill(archive, 20)
    assert engine.search(AMBER, CONFIDENTIAL).certain == 20
    shutil.rmtree(archive.settings.index)
    recording.record(archive, [incident("more", title="Amber")])
    results = engine.search(AMBER, CONFIDENTIAL)
    assert (results.certain, results.notes) == (21, ())
    assert (archive.settings.index).is_dir()


def test_a_damaged_index_is_made_again(archive: Archive, engine: SearchEngine) -> None:
    fill(archive, 20)
    engine.index_all()
    for file in archive.settings.index.glob("*.seg"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 0xFF
        file.write_bytes(data)
    assert engine_of(archive).search(AMBER, CONFIDENTIAL).certain == 20


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let every write beyond `size` bytes of a file fail, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 100, 4096])
def test_an_index_that_cannot_be_written_is_told_of_and_catches_up(
    archive: Archive, engine: SearchEngine, size: int
) -> None:
    fill(archive, 200)
    with no_file_longer_than(size):
        results = engine.search(AMBER, CONFIDENTIAL)
        everything = engine.search(SearchQuery(limit=0), CONFIDENTIAL)
    assert results.certain == 0
    assert "0 of 200 records can be found by words so far" in results.notes[0]
    assert "the text index cannot be written" in results.notes[0]
    assert (everything.certain, everything.notes) == (200, ())
    again = engine.search(AMBER, CONFIDENTIAL)
    assert (again.certain, again.notes) == (200, ())


class Evil:
    """Unpickling it makes a folder."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.marker),)


def test_an_index_from_outside_is_never_opened(archive: Archive, tmp_path: Path) -> None:
    fill(archive, 5)
    marker = tmp_path / "was-run"
    other = found_archive(tmp_path / "other", person="Olga")
    recording.record(other, [incident("o", title="Amber from elsewhere")])
    engine_of(other).index_all()
    other.close()
    shutil.copytree(other.settings.index, archive.settings.index, dirs_exist_ok=True)
    for file in archive.settings.index.iterdir():
        if not file.name.startswith("seal_"):
            file.write_bytes(pickle.dumps(Evil(marker)))
    assert engine_of(archive).search(AMBER, CONFIDENTIAL).certain == 5
    assert not marker.exists()


def test_an_index_moved_with_a_copied_archive_is_made_again(
    archive: Archive, tmp_path: Path
) -> None:
    fill(archive, 5)
    engine_of(archive).index_all()
    copied = tmp_path / "copied"
    copy_archive(archive.settings.folder, copied)
    before = {path.name for path in (copied / "index").iterdir()}
    engine = SearchEngine(archive.engine, copied / "index", copied / ".index-token")
    assert engine.search(AMBER, CONFIDENTIAL).certain == 5
    assert not before & {path.name for path in (copied / "index").glob("*.seg")}


def test_two_search_at_once_and_one_of_them_indexes(archive: Archive) -> None:
    fill(archive, 30)
    one, other = engine_of(archive), engine_of(archive)
    with one._following.index.writing() as batch:
        assert batch is not None
        results = other.search(AMBER, CONFIDENTIAL)
        assert results.certain == 0
        assert "another process is indexing" in results.notes[0]
        batch.undo()
    one.index_all()
    assert other.search(AMBER, CONFIDENTIAL).certain == 30


def test_recording_goes_on_while_somebody_indexes(archive: Archive) -> None:
    fill(archive, 5)
    engine = engine_of(archive)
    with engine._following.index.writing() as batch:
        assert batch is not None
        recording.record(archive, [incident("more", title="Amber")])
        batch.undo()
    assert engine.search(AMBER, CONFIDENTIAL).certain == 6
