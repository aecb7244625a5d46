"""What the system says while something is written, and making it outlive a power cut."""

from __future__ import annotations

import errno
import os

import pytest

from evidence.errors import NoRoom, UnwritableStore
from evidence.store.durable import (
    begin_writing,
    has_group_sync,
    sync_file,
    sync_file_system,
    sync_folder,
    writing_to,
)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_an_exhausted_disk_quota_or_limit_is_no_room(tmp_path, number):
    with pytest.raises(NoRoom, match=os.strerror(number)) as caught, writing_to(tmp_path):
        raise OSError(number, os.strerror(number))
    assert caught.value.folder == tmp_path
    assert isinstance(caught.value.__cause__, OSError)


def test_a_full_device_is_no_room(tmp_path):
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(NoRoom, match="No space left"), writing_to(tmp_path):
            os.write(full, b"x")
    finally:
        os.close(full)


def test_another_refusal_is_quoted(tmp_path):
    with pytest.raises(UnwritableStore, match="Read-only file system"), writing_to(tmp_path):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_files_folders_and_file_systems_can_be_made_durable(tmp_path):
    with (tmp_path / "file").open("wb") as file:
        file.write(b"kept")
        file.flush()
        sync_file(file.fileno())
        sync_folder(tmp_path)
        if has_group_sync():
            sync_file_system(file.fileno())
    assert (tmp_path / "file").read_bytes() == b"kept"


@pytest.mark.skipif(not has_group_sync(), reason="this system has no syncfs")
def test_a_refusal_of_syncfs_is_an_error():
    with pytest.raises(OSError, match="Bad file descriptor"):
        sync_file_system(-1)


def test_a_hint_to_begin_writing_changes_nothing_and_never_fails(tmp_path):
    with (tmp_path / "large").open("wb") as file:
        file.write(b"x" * 100_000)
        file.flush()
        begin_writing(file.fileno(), 0, 100_000)
        begin_writing(file.fileno(), 1 << 40, 5)  # nothing lies there
    begin_writing(999_999, 0, 1)  # no file at all: whoever syncs it will hear of it
    assert (tmp_path / "large").read_bytes() == b"x" * 100_000
