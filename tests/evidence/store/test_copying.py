"""Copying one file: what arrives, and everything that is refused."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from evidence.errors import ChangedWhileRead, NoRoom, UnreadableSource, UnwritableStore
from evidence.store.copying import copy_chunks, copy_file


@pytest.fixture
def destination(tmp_path):
    descriptor = os.open(tmp_path / "destination", os.O_RDWR | os.O_CREAT)
    yield descriptor
    os.close(descriptor)


def make_source(tmp_path: Path, data: bytes) -> Path:
    source = tmp_path / "source"
    source.write_bytes(data)
    return source


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, (32 << 20) + 5])
def test_what_arrives_is_the_file_with_its_digest_and_crc(tmp_path, destination, size):
    data = os.urandom(1 << 10) * (size // (1 << 10)) + b"x" * (size % (1 << 10))
    copied = copy_file(make_source(tmp_path, data), destination, folder=tmp_path)
    assert (tmp_path / "destination").read_bytes() == data
    assert copied.digest == hashlib.sha256(data).hexdigest()
    assert (copied.size, copied.crc32) == (size, zlib.crc32(data))


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="there is no second file system")
def test_a_file_of_another_file_system_arrives_the_same(tmp_path, destination):
    source = Path(f"/dev/shm/khronika-{os.getpid()}")
    data = os.urandom(2_500_000)
    try:
        source.write_bytes(data)
        copied = copy_file(source, destination, folder=tmp_path)
    finally:
        source.unlink()
    assert copied.digest == hashlib.sha256(data).hexdigest()
    assert (tmp_path / "destination").read_bytes() == data


def test_progress_is_told_in_bytes(tmp_path, destination):
    seen: list[int] = []
    source = make_source(tmp_path, b"x" * ((32 << 20) + 5))
    copy_file(source, destination, folder=tmp_path, watch=seen.append)
    assert seen == [32 << 20, (32 << 20) + 5]


@pytest.mark.parametrize(
    "name",
    [
        "n" * 255,
        "line\nbreak.jpg",
        "Каляпин.jpg",
        os.fsdecode(b"\xff\xfe\x80.jpg"),
        "-rf *",
        "a\tb",
    ],
)
def test_any_name_a_file_system_allows_is_taken(tmp_path, destination, name):
    (tmp_path / name).write_bytes(b"named")
    assert copy_file(tmp_path / name, destination, folder=tmp_path).size == 5


@pytest.mark.skipif(not hasattr(os, "O_NOATIME"), reason="this system has no O_NOATIME")
def test_the_time_of_last_access_of_the_original_stays(tmp_path, destination):
    source = make_source(tmp_path, b"original")
    os.utime(source, ns=(1_000, source.stat().st_mtime_ns))  # older than the change: read sets it
    copy_file(source, destination, folder=tmp_path)
    assert source.stat().st_atime_ns == 1_000


def refusals(tmp_path: Path):
    make_source(tmp_path, b"target")
    (tmp_path / "link").symlink_to(tmp_path / "source")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
    return {
        "link": "a symbolic link",
        "pipe": "a named pipe",
        "socket": "a socket",
        ".": "a folder",
        "/dev/null": "a device",
        "gone": "No such file or directory",
        "source/below": "Not a directory",
        "x" * 300: "File name too long",
        "nul\0byte": "a NUL in its name",
    }


def test_everything_but_a_regular_file_is_refused_with_the_reason(tmp_path, destination):
    for name, why in refusals(tmp_path).items():
        with pytest.raises(UnreadableSource, match=why) as caught:
            copy_file(tmp_path / name, destination, folder=tmp_path)
        assert caught.value.path == tmp_path / name
    assert os.fstat(destination).st_size == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path, destination):
    source = make_source(tmp_path, b"secret")
    source.chmod(0)
    with pytest.raises(UnreadableSource, match="Permission denied"):
        copy_file(source, destination, folder=tmp_path)


@pytest.mark.parametrize("size", [100, 40 << 20])
def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, destination, size):
    source = make_source(tmp_path, b"x" * size)

    def add(_: int) -> None:
        with source.open("ab") as file:
            file.write(b"more")

    with pytest.raises(ChangedWhileRead, match="nothing was kept") as caught:
        copy_file(source, destination, folder=tmp_path, watch=add)
    assert caught.value.before != caught.value.after


def test_a_file_cut_while_it_is_read_is_refused(tmp_path, destination):
    source = make_source(tmp_path, b"x" * (40 << 20))
    with pytest.raises(ChangedWhileRead, match="41943040 bytes") as caught:
        copy_file(source, destination, folder=tmp_path, watch=lambda _: os.truncate(source, 7))
    assert caught.value.after.startswith("7 bytes")


def test_bytes_changed_in_place_are_noticed(tmp_path, destination):
    source = make_source(tmp_path, b"before")

    def overwrite(_: int) -> None:
        with source.open("r+b") as file:
            file.write(b"after!")

    with pytest.raises(ChangedWhileRead, match="to rest while it is read"):
        copy_file(source, destination, folder=tmp_path, watch=overwrite)


def test_another_file_under_the_same_name_is_noticed(tmp_path, destination):
    source = make_source(tmp_path, b"before")
    status = source.stat()

    def replace(_: int) -> None:
        (tmp_path / "other").write_bytes(b"after!")
        os.utime(tmp_path / "other", ns=(status.st_atime_ns, status.st_mtime_ns))
        (tmp_path / "other").rename(source)

    with pytest.raises(ChangedWhileRead, match="to rest while it is read"):
        copy_file(source, destination, folder=tmp_path, watch=replace)


def test_a_file_that_vanishes_while_it_is_read_is_refused(tmp_path, destination):
    source = make_source(tmp_path, b"going")
    with pytest.raises(UnreadableSource, match="No such file") as caught:
        copy_file(source, destination, folder=tmp_path, watch=lambda _: source.unlink())
    assert caught.value.path == source


def test_a_file_of_the_system_without_a_stated_size_is_refused(tmp_path, destination):
    if not Path("/proc/self/status").is_file():
        pytest.skip("this system has no /proc")
    with pytest.raises(ChangedWhileRead, match="before 0 bytes"):
        copy_file(Path("/proc/self/status"), destination, folder=tmp_path)


def test_a_destination_that_cannot_be_written_is_an_unwritable_store(tmp_path):
    source = make_source(tmp_path, b"bytes")
    reader = os.open(source, os.O_RDONLY)
    try:
        with pytest.raises(UnwritableStore, match="Bad file descriptor"):
            copy_file(source, reader, folder=tmp_path)
    finally:
        os.close(reader)


@pytest.mark.parametrize("size", [300_000, 3_000_000])
def test_a_limit_on_the_size_of_files_is_no_room(tmp_path, size):
    source = make_source(tmp_path, b"x" * size)
    script = (
        "import os, resource, sys, pathlib; from evidence.store.copying import copy_file\n"
        "from evidence.errors import NoRoom\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "fd = os.open(folder / 'destination', os.O_RDWR | os.O_CREAT)\n"
        "try: copy_file(folder / 'source', fd, folder=folder)\n"
        "except NoRoom as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, tmp_path]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "File too large; nothing was kept" in ended.stdout
    assert source.stat().st_size == size


def test_chunks_are_hashed_while_they_are_written(tmp_path, destination):
    copied = copy_chunks(iter([b"one ", b"", b"bridge"]), destination, folder=tmp_path)
    assert (tmp_path / "destination").read_bytes() == b"one bridge"
    assert copied.digest == hashlib.sha256(b"one bridge").hexdigest()
    assert (copied.size, copied.crc32) == (10, zlib.crc32(b"one bridge"))


def test_no_chunks_are_an_empty_file(tmp_path, destination):
    assert copy_chunks([], destination, folder=tmp_path).size == 0


def test_chunks_on_a_full_disk_are_no_room(tmp_path):
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(NoRoom, match="No space left") as caught:
            copy_chunks([b"x"], full, folder=tmp_path)
    finally:
        os.close(full)
    assert caught.value.folder == tmp_path


def test_an_error_of_the_sender_is_passed_on(tmp_path, destination):
    def broken():
        yield b"half"
        raise ConnectionResetError("the sender hung up")

    with pytest.raises(ConnectionResetError, match="hung up"):
        copy_chunks(broken(), destination, folder=tmp_path)
