"""Many files at once: all durable together, each with its own answer."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.errors import DamagedEvidence, FullBatch, NoRoom, OtherThanPromised, UnreadableSource
from evidence.store.batch import Batch, Refused
from evidence.store.blobs import BlobStore, Stored
from evidence.store.durable import has_group_sync
from evidence.store.shelves import Shelves


@pytest.fixture(
    params=[
        pytest.param(
            True,
            id="syncfs",
            marks=pytest.mark.skipif(not has_group_sync(), reason="this system has no syncfs"),
        ),
        pytest.param(False, id="fsync"),
    ]
)
def group_sync(request):
    return request.param


@pytest.fixture
def store(tmp_path):
    return BlobStore(tmp_path / "store")


@pytest.fixture
def open_batch(store, group_sync):
    return lambda **more: Batch(Shelves(store.folder), group_sync=group_sync, **more)


def make_files(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{n}.jpg" for n in range(count)]
    for n, path in enumerate(paths):
        path.write_bytes(b"photo %d" % n)
    return paths


def test_all_files_of_a_batch_are_stored_and_answered_in_order(store, open_batch, tmp_path):
    paths = make_files(tmp_path / "in", 50)
    with open_batch() as batch:
        for path in paths:
            batch.receive_file(path)
        answers = batch.commit()
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    assert [answer.digest for answer in answers] == digests
    assert all(answer.new for answer in answers)
    assert list(store.walk()) == sorted(digests)
    for digest in digests:
        store.check(digest)
    assert list(store.strays()) == []
    assert list((store.folder / "tmp").iterdir()) == []


def test_blobs_of_a_batch_may_not_be_written(store, open_batch, tmp_path):
    with open_batch() as batch:
        batch.receive_file(make_files(tmp_path / "in", 1)[0])
        [answer] = batch.commit()
    path = store.folder / "sha256" / answer.digest[:2] / answer.digest
    assert (path.stat().st_mode & 0o777, path.stat().st_nlink) == (0o444, 1)


def test_the_same_bytes_twice_in_a_batch_are_kept_once(store, open_batch, tmp_path):
    [path] = make_files(tmp_path / "in", 1)
    before = store.receive_stream([b"known"])
    (tmp_path / "known").write_bytes(b"known")
    with open_batch() as batch:
        for source in (path, path, tmp_path / "known"):
            batch.receive_file(source)
        answers = batch.commit()
    assert [answer.new for answer in answers] == [True, False, False]
    assert answers[2] == Stored(before.digest, before.size, before.crc32, new=False)
    assert len(list(store.walk())) == 2


def test_a_refused_file_does_not_hold_up_the_others(store, open_batch, tmp_path):
    good, _, last = make_files(tmp_path / "in", 3)
    with open_batch() as batch:
        for path in (good, tmp_path / "gone", tmp_path, last):
            batch.receive_file(path)
        first, gone, folder, fourth = batch.commit()
    assert isinstance(first, Stored)
    assert isinstance(fourth, Stored)
    assert isinstance(gone, Refused)
    assert gone.path == tmp_path / "gone"
    assert isinstance(gone.error, UnreadableSource)
    assert isinstance(folder, Refused)
    assert "a folder" in str(folder.error)
    assert len(list(store.walk())) == 2


def test_a_damaged_blob_is_told_and_left_as_it_is(store, open_batch, tmp_path):
    [path] = make_files(tmp_path / "in", 1)
    digest = store.receive_file(path).digest
    blob = store.folder / "sha256" / digest[:2] / digest
    blob.chmod(0o644)
    blob.write_bytes(b"forged")
    with open_batch() as batch:
        batch.receive_file(path)
        [answer] = batch.commit()
    assert isinstance(answer, Refused)
    assert isinstance(answer.error, DamagedEvidence)
    assert blob.read_bytes() == b"forged"


def test_what_was_not_committed_is_dropped(store, open_batch, tmp_path):
    with open_batch() as batch:
        for path in make_files(tmp_path / "in", 20):
            batch.receive_file(path)
    assert list(store.walk()) == []
    assert list((store.folder / "tmp").iterdir()) == []


def test_a_batch_can_be_committed_again_and_again(store, open_batch, tmp_path):
    one, two = make_files(tmp_path / "in", 2)
    with open_batch() as batch:
        assert batch.commit() == []
        batch.receive_file(one)
        assert [answer.new for answer in batch.commit()] == [True]
        batch.receive_file(two)
        assert [answer.new for answer in batch.commit()] == [True]
    assert len(list(store.walk())) == 2


def test_a_full_batch_says_so_and_keeps_what_it_has(open_batch, tmp_path):
    paths = make_files(tmp_path / "in", 3)
    with open_batch(limit=2) as batch:
        for path in paths[:2]:
            batch.receive_file(path)
        with pytest.raises(FullBatch, match="at most 2 files") as caught:
            batch.receive_file(paths[2])
        assert len(batch.commit()) == 2
    assert caught.value.limit == 2


def test_clearing_beside_an_open_batch_takes_nothing_from_it(store, open_batch, tmp_path):
    with open_batch() as batch:
        for path in make_files(tmp_path / "in", 10):
            batch.receive_file(path)
        assert store.clear_tmp() == []
        assert list(store.strays()) == []
        assert all(isinstance(answer, Stored) for answer in batch.commit())


KILLED = """
import os, pathlib, sys
from evidence.store.blobs import BlobStore
folder = pathlib.Path(sys.argv[1])
with BlobStore(folder / "store").batch() as batch:
    for n in range(10):
        batch.receive_file(folder / "in" / f"{n}.jpg")
    batch.commit()
    for n in range(10, 20):
        batch.receive_file(folder / "in" / f"{n}.jpg")
    while len(list((folder / "store" / "tmp").rglob("*.part"))) < 5: pass
    os.kill(os.getpid(), 9)
"""


def test_after_a_kill_in_a_batch_nothing_is_lost_and_nothing_doubled(store, tmp_path):
    paths = make_files(tmp_path / "in", 20)
    ended = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert ended.returncode == -9
    assert len(list(store.walk())) == 10
    [stray] = store.strays()
    assert store.clear_tmp() == [stray]
    assert list(store.strays()) == []
    with store.batch() as batch:
        for path in paths:
            batch.receive_file(path)
        answers = batch.commit()
    assert [answer.new for answer in answers] == [False] * 10 + [True] * 10
    assert len(list(store.walk())) == 20
    for digest in store.walk():
        store.check(digest)


def test_a_stream_is_received_beside_files_and_answered_in_its_turn(store, open_batch, tmp_path):
    (path,) = make_files(tmp_path / "in", 1)
    with open_batch() as batch:
        batch.receive_stream(Path("a.zip!/x"), iter([b"pho", b"to 7"]))
        batch.receive_file(path)
        first, second = batch.commit()
    assert first.digest == hashlib.sha256(b"photo 7").hexdigest()
    assert second.digest == hashlib.sha256(b"photo 0").hexdigest()


def test_a_stream_that_breaks_off_leaves_nothing_and_costs_no_other(store, open_batch, tmp_path):
    def chunks():
        yield b"beginning"
        raise UnreadableSource(Path("a.zip!/x"), "its sum is another")

    (path,) = make_files(tmp_path / "in", 1)
    with open_batch() as batch:
        batch.receive_stream(Path("a.zip!/x"), chunks())
        batch.receive_file(path)
        broken, whole = batch.commit()
    assert isinstance(broken, Refused)
    assert "its sum is another" in str(broken.error)
    assert list(store.walk()) == [whole.digest]
    assert list(store.strays()) == []


def test_a_file_that_is_not_the_one_promised_is_refused_before_it_has_a_name(
    store, open_batch, tmp_path
):
    one, two = make_files(tmp_path / "in", 2)
    promised = hashlib.sha256(b"photo 0").hexdigest()
    with open_batch() as batch:
        batch.receive_file(one, expected=promised)
        batch.receive_file(two, expected=promised)
        kept, refused = batch.commit()
    assert kept.digest == promised
    assert isinstance(refused.error, OtherThanPromised)
    assert (refused.error.expected, list(store.walk())) == (promised, [promised])
    with pytest.raises(OtherThanPromised, match="nothing was kept of it"):
        store.receive_file(two, expected=promised)
    assert list(store.walk()) == [promised]


def test_room_is_left_for_the_log_and_smaller_files_go_on(store, open_batch, tmp_path):
    (small,) = make_files(tmp_path / "in", 1)
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(1 << 42)  # four TiB of holes, which take no room here
    with open_batch() as batch:
        batch.receive_file(huge)
        batch.receive_file(small)
        refused, kept = batch.commit()
    assert isinstance(refused.error, NoRoom)
    assert "are kept for the log" in refused.error.why
    assert list(store.walk()) == [kept.digest]


def test_whoever_watches_hears_of_every_byte_once(store, tmp_path):
    paths = make_files(tmp_path / "in", 20)
    told: list[int] = []
    with store.batch(watch=told.append) as batch:
        for path in paths:
            batch.receive_file(path)
        batch.receive_stream(Path("x"), [b"12", b"345"])
        batch.commit()
    assert sum(told) == sum(path.stat().st_size for path in paths) + 5
