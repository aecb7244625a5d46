"""Temporary files: locked while somebody fills them, cleared when nobody does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from evidence.errors import UnwritableStore
from evidence.store.scratch import clear_leftovers, leftovers, temp_file, temp_folder


def test_a_temporary_file_is_gone_after_its_block(tmp_path):
    with temp_file(tmp_path) as temp:
        os.write(temp.descriptor, b"half")
        assert temp.path.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_file_is_gone_after_an_error(tmp_path):
    with pytest.raises(RuntimeError, match="stop"), temp_file(tmp_path):
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_is_gone_with_what_is_in_it(tmp_path):
    with temp_folder(tmp_path) as folder:
        (folder / "1.part").write_bytes(b"half")
    assert list(tmp_path.iterdir()) == []


def test_what_is_held_is_no_leftover(tmp_path):
    with temp_file(tmp_path) as file, temp_folder(tmp_path) as folder:
        assert list(leftovers(tmp_path)) == []
        assert clear_leftovers(tmp_path) == []
        assert file.path.exists()
        assert folder.exists()


def test_what_a_killed_process_left_is_cleared(tmp_path):
    script = (
        "import os, sys, pathlib; from evidence.store.scratch import temp_file, temp_folder\n"
        "tmp = pathlib.Path(sys.argv[1])\n"
        "with temp_file(tmp), temp_folder(tmp) as folder:\n"
        "    (folder / 'inner').write_bytes(b'x'); os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, tmp_path], check=False)
    assert ended.returncode == -9
    left = list(leftovers(tmp_path))
    assert sorted(path.suffix for path in left) == [".batch", ".part"]
    assert clear_leftovers(tmp_path) == left
    assert list(tmp_path.iterdir()) == []


def test_leftovers_younger_than_asked_for_stay(tmp_path):
    (tmp_path / "young").write_bytes(b"")
    (tmp_path / "old").write_bytes(b"")
    os.utime(tmp_path / "old", (0, 0))
    assert clear_leftovers(tmp_path, older_than_seconds=3600) == [tmp_path / "old"]
    assert [path.name for path in tmp_path.iterdir()] == ["young"]


def test_a_link_among_the_leftovers_is_removed_and_not_followed(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_bytes(b"kept")
    tmp = tmp_path / "tmp"
    tmp.mkdir()
    (tmp / "link").symlink_to(tmp_path / "kept")
    assert clear_leftovers(tmp) == [tmp / "link"]
    assert (tmp_path / "kept" / "file").read_bytes() == b"kept"


def test_there_are_no_leftovers_without_a_folder(tmp_path):
    assert list(leftovers(tmp_path / "none")) == []


def test_a_folder_that_vanished_is_an_unwritable_store(tmp_path):
    (tmp_path / "tmp").mkdir()
    shutil.rmtree(tmp_path / "tmp")
    with (
        pytest.raises(UnwritableStore, match="No such file") as caught,
        temp_file(tmp_path / "tmp"),
    ):
        pass
    assert caught.value.folder == tmp_path / "tmp"
