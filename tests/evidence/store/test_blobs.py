"""The store: receiving, reading again, and everything that must not harm what is there."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from evidence.errors import (
    BadDigest,
    ChangedWhileRead,
    DamagedEvidence,
    MissingEvidence,
    NoRoom,
    UnreadableSource,
    UnwritableStore,
)
from evidence.store.blobs import BlobStore, Stored
from tests.objects import Object, objects_of


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def place_of(store: BlobStore, digest: str):
    """The file or object under a digest."""
    key = f"sha256/{digest[:2]}/{digest}"
    return Object(objects_of(store), key) if store.is_far else store.folder / key


def forge(store: BlobStore, digest: str, data: bytes):
    path = place_of(store, digest)
    path.chmod(0o644)
    path.write_bytes(data)
    return path


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_is_stored_under_its_digest_and_may_not_be_written(in_folder, tmp_path):
    stored = in_folder.receive_file(write(tmp_path / "photo.jpg", b"bridge"))
    assert stored == Stored(sha256(b"bridge"), 6, zlib.crc32(b"bridge"), new=True)
    path = in_folder.folder / "sha256" / stored.digest[:2] / stored.digest
    assert path.stat().st_mode & 0o777 == 0o444
    assert path.stat().st_nlink == 1
    assert files(in_folder.folder) == [path]


@pytest.mark.parametrize("data", [b"", b"one", os.urandom(3_000_000)])
def test_what_was_received_comes_out_again(store, tmp_path, data):
    stored = store.receive_file(write(tmp_path / "file", data))
    with store.open(stored.digest) as file:
        assert file.read() == data
    assert store.size(stored.digest) == len(data)
    store.check(stored.digest)


def test_a_stream_gets_the_same_name_as_a_file(store, tmp_path):
    by_stream = store.receive_stream(iter([b"bri", b"dge"]))
    by_file = store.receive_file(write(tmp_path / "file", b"bridge"))
    assert by_stream == Stored(by_file.digest, by_file.size, by_file.crc32, new=True)
    assert by_file.new is False


def test_the_same_bytes_are_kept_once(store, tmp_path):
    for name in ("first", "second"):
        store.receive_file(write(tmp_path / name, b"bridge"))
    assert list(store.walk()) == [sha256(b"bridge")]
    assert len(files(store.folder)) == (0 if store.is_far else 1)


@pytest.mark.parametrize("forged", [b"forged", b"", b"bridge and more"])
def test_a_damaged_blob_is_told_and_left_as_it_is(store, tmp_path, forged):
    digest = store.receive_stream([b"bridge"]).digest
    path = forge(store, digest, forged)
    with pytest.raises(DamagedEvidence, match="now hash to") as caught:
        store.receive_file(write(tmp_path / "again", b"bridge"))
    assert (caught.value.expected, caught.value.found) == (digest, sha256(forged))
    assert path.read_bytes() == forged
    assert files(store.folder) == ([] if store.is_far else [path])


def test_check_names_both_digests(store):
    digest = store.receive_stream([b"bridge"]).digest
    forge(store, digest, b"forged")
    with pytest.raises(DamagedEvidence, match="now hash to") as caught:
        store.check(digest)
    assert caught.value.expected == digest
    assert caught.value.found == sha256(b"forged")


def test_two_blobs_with_exchanged_names_are_both_damaged(store):
    one, two = (store.receive_stream([data]).digest for data in (b"one", b"two"))
    forge(store, one, b"two")
    forge(store, two, b"one")
    for digest in (one, two):
        with pytest.raises(DamagedEvidence, match=digest):
            store.check(digest)


@pytest.mark.parametrize("act", ["open", "size", "check", "remove"])
def test_what_is_not_there_is_missing(store, act):
    with pytest.raises(MissingEvidence, match=r"no such (file|object)") as caught:
        getattr(store, act)(sha256(b"never"))
    assert caught.value.digest == sha256(b"never")


@pytest.mark.parametrize("act", ["open", "size", "check", "remove"])
def test_a_digest_from_outside_cannot_lead_out_of_the_store(store, act):
    with pytest.raises(BadDigest, match="64 lower-case hex digits"):
        getattr(store, act)("../../etc/passwd")


def test_walking_gives_every_digest_in_order(store):
    digests = sorted(store.receive_stream([bytes([n])]).digest for n in range(20))
    assert list(store.walk()) == digests
    assert list(store.strays()) == []


def test_an_empty_store_has_neither_blobs_nor_strays(store):
    assert list(store.walk()) == []
    assert list(store.strays()) == []
    assert store.clear_tmp() == []


def test_files_that_are_no_blobs_are_strays_and_nothing_else(in_folder):
    digest = in_folder.receive_stream([b"bridge"]).digest
    shelf = in_folder.folder / "sha256" / digest[:2]
    strays = [
        write(in_folder.folder / "tmp" / "left.part", b""),
        write(shelf / "Thumbs.db", b""),
        write(shelf / digest.upper(), b""),
        write(in_folder.folder / "sha256" / "notes.txt", b""),
        shelf / sha256(b"folder"),
        shelf / (digest[:2] + "0" * 62),
    ]
    strays[4].mkdir()
    strays[5].symlink_to("/etc/hostname")
    wrong_shelf = in_folder.folder / "sha256" / ("00" if digest[:2] != "00" else "01")
    wrong_shelf.mkdir()
    strays.append(write(wrong_shelf / digest, b"bridge"))
    assert sorted(in_folder.strays()) == sorted(strays)
    assert list(in_folder.walk()) == [digest]


def test_clearing_leaves_what_is_being_received(store):
    def slowly():
        yield b"half "
        assert store.clear_tmp() == []
        assert list(store.strays()) == []
        yield b"bridge"

    assert store.receive_stream(slowly()).digest == sha256(b"half bridge")


def test_a_removed_blob_is_gone_and_may_come_again(store):
    digest = store.receive_stream([b"bridge"]).digest
    store.remove(digest)
    assert list(store.walk()) == []
    assert store.receive_stream([b"bridge"]).new is True


def test_a_refused_file_leaves_nothing(store, tmp_path):
    with pytest.raises(UnreadableSource, match="a folder"):
        store.receive_file(tmp_path)
    source = write(tmp_path / "growing", b"x")

    def add(_: int) -> None:
        with source.open("ab") as file:
            file.write(b"x")

    with pytest.raises(ChangedWhileRead, match="nothing was kept"):
        store.receive_file(source, watch=add)
    assert files(store.folder) == []


def test_an_interrupted_stream_leaves_nothing(store):
    def broken():
        yield b"half"
        raise ConnectionResetError("the sender hung up")

    with pytest.raises(ConnectionResetError, match="hung up"):
        store.receive_stream(broken())
    assert files(store.folder) == []


def test_a_store_that_cannot_be_made_says_so(tmp_path):
    store = BlobStore(write(tmp_path / "file", b"") / "store")
    with pytest.raises(UnwritableStore, match="Not a directory"):
        store.receive_stream([b"bridge"])


FULL = """
import pathlib, resource, sys
from evidence.store.blobs import BlobStore, Refused
from evidence.errors import NoRoom
folder = pathlib.Path(sys.argv[1])
store = BlobStore(folder / "store")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
for receive in (
    lambda: store.receive_file(folder / "large"),
    lambda: store.receive_stream([b"x" * 60_000, b"x" * 60_000]),
):
    try:
        receive()
    except NoRoom as error:
        print(error.why)
with store.batch() as batch:
    batch.receive_file(folder / "large")
    batch.receive_file(folder / "small")
    for answer in batch.commit():
        print(answer.error.why if isinstance(answer, Refused) else answer.size)
"""


def test_without_room_nothing_half_stored_remains(in_folder, tmp_path):
    write(tmp_path / "large", b"x" * 200_000)
    write(tmp_path / "small", b"small")
    command = [sys.executable, "-c", FULL, tmp_path]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert ended.stdout.split("\n") == [*["File too large"] * 3, "5", ""]
    assert list(in_folder.walk()) == [sha256(b"small")]
    assert list(in_folder.strays()) == []


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte; the test is skipped where nobody may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting a small file system is not permitted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_on_a_full_disk_nothing_half_stored_remains(small_disk, tmp_path):
    store = BlobStore(small_disk / "store")
    with pytest.raises(NoRoom, match="No space left") as caught:
        store.receive_file(write(tmp_path / "large", b"x" * 2_000_000))
    assert caught.value.folder == store.folder
    with pytest.raises(NoRoom, match="No space left"):
        store.receive_stream(b"x" * 100_000 for _ in range(20))
    assert files(small_disk) == []
    assert store.receive_stream([b"small"]).size == 5


RECEIVE = """
import pathlib, sys
from evidence.store.blobs import BlobStore
store = BlobStore(pathlib.Path(sys.argv[1]))
sys.stdin.readline()
for _ in range(30):
    for n in range(10):
        print(store.receive_stream([b"same", bytes([n])]).new)
    store.clear_tmp()
"""


def test_two_processes_that_receive_the_same_bytes_keep_them_once(in_folder):
    command = [sys.executable, "-c", RECEIVE, in_folder.folder]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [line for process in both for line in process.communicate()[0].split()]
    assert [process.returncode for process in both] == [0, 0]
    assert (answers.count("True"), len(answers)) == (10, 600)
    assert len(list(in_folder.walk())) == len(files(in_folder.folder)) == 10


KILLED = """
import os, pathlib, sys
from evidence.store.blobs import BlobStore
def chunks():
    yield b"half"
    os.kill(os.getpid(), 9)
BlobStore(pathlib.Path(sys.argv[1])).receive_stream(chunks())
"""


def test_a_reception_that_was_killed_leaves_a_stray_that_can_be_cleared(in_folder):
    assert (
        subprocess.run([sys.executable, "-c", KILLED, in_folder.folder], check=False).returncode
        == -9
    )
    strays = list(in_folder.strays())
    assert [path.read_bytes() for path in strays] == [b"half"]
    assert in_folder.clear_tmp() == strays
    assert files(in_folder.folder) == []
