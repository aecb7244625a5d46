"""Small files are read; what lies in their place and is none is an error, and nothing hangs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evidence.store.regular import MOST_BYTES, read_regular


def test_a_file_is_read_through_a_link_too(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"a key")
    (tmp_path / "link").symlink_to(tmp_path / "key")
    assert read_regular(tmp_path / "key") == read_regular(tmp_path / "link") == b"a key"


def test_nothing_there_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="key"):
        read_regular(tmp_path / "key")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "key")
    with pytest.raises(OSError, match="no regular file"):
        read_regular(tmp_path / "key")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"no regular file|Is a directory"):
        read_regular(tmp_path)


def test_a_file_that_is_too_large_is_not_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "head"
    path.touch()
    os.truncate(path, MOST_BYTES)
    assert len(read_regular(path)) == MOST_BYTES
    os.truncate(path, 1 << 40)
    with pytest.raises(OSError, match="more than 16777216 bytes"):
        read_regular(path)
