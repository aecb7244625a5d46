"""Hostile, broken and good files, given to processes that may die of them."""

from __future__ import annotations

import io
import os
import random
import signal
import threading
from pathlib import Path

import pytest
from PIL import Image

from evidence.capture.claims import Claims
from evidence.capture.exif import read_exif
from evidence.errors import BadRedaction, UnreadablePicture, UnreadableSource
from evidence.imaging.likeness import perceptual_hash
from evidence.parsing.parser_process import ParserPool, read_claims
from evidence.store.blobs import BlobStore
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written


@pytest.fixture(scope="module")
def pool():
    with ParserPool() as pool:
        yield pool


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    exif = make_exif(image={0x010F: "NIKON"}, exif={0x9003: "2014:12:14 10:05:00"})
    path.write_bytes(written(make_picture((1200, 800)), exif=exif))
    return path


def children() -> list[int]:
    """Our own living child processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def test_claims_are_the_same_as_without_a_process(pool, photo):
    with photo.open("rb") as file:
        assert pool.read_claims(photo) == read_exif(file)


def test_one_file_can_be_read_without_a_pool(photo):
    assert read_claims(photo).make == "NIKON"


def test_a_blob_can_be_read_by_its_digest(pool, photo, tmp_path):
    store = BlobStore(tmp_path / "store")
    digest = store.receive_file(photo).digest
    with store.open(digest) as blob:
        assert pool.read_claims(blob).make == "NIKON"
        assert pool.thumbnail(blob).width == 640


def test_pictures_are_made_and_hashed(pool, photo):
    small = pool.thumbnail(photo)
    assert (small.media_type, small.width, small.height) == ("image/jpeg", 640, 427)
    assert Image.open(io.BytesIO(small.content)).size == (640, 427)
    plain = pool.strip_metadata(photo)
    assert b"NIKON" not in plain.content
    black = pool.redact(photo, [(0, 0, 600, 400)])
    assert max(Image.open(io.BytesIO(black.content)).getpixel((300, 200))) < 8
    with photo.open("rb") as file:
        assert pool.perceptual_hash(photo) == perceptual_hash(file)


@pytest.mark.parametrize("name", ["line\nbreak.jpg", os.fsdecode(b"\xff\xfe.jpg"), "Каляпин.jpg"])
def test_the_name_of_a_file_plays_no_part(pool, photo, name):
    other = photo.rename(photo.with_name(name))
    assert pool.read_claims(other).make == "NIKON"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"%PDF-1.4",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        os.urandom(9_999),
    ],
)
def test_content_that_is_no_picture_costs_a_note(pool, tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    assert len(pool.read_claims(path).notes) >= 1
    with pytest.raises(UnreadablePicture, match="within the limits"):
        pool.thumbnail(path)
    with pytest.raises(UnreadablePicture, match="within the limits"):
        pool.perceptual_hash(path)


def test_a_bomb_is_not_unfolded_and_claims_its_size(pool, tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_bomb(50_000))
    assert pool.read_claims(path).width == 50_000
    for draw in (pool.thumbnail, pool.strip_metadata, pool.perceptual_hash):
        with pytest.raises(UnreadablePicture, match="more than 178956970 pixels"):
            draw(path)


def test_a_bomb_that_is_let_in_exhausts_only_its_process(tmp_path, photo):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_bomb(30_000))
    with ParserPool(memory_bytes=300 << 20, max_pixels=10**10) as pool:
        with pytest.raises(
            UnreadablePicture, match="more than 314572800 bytes of memory"
        ) as caught:
            pool.strip_metadata(path)
        assert "stopped" in caught.value.why
        assert pool.read_claims(photo).make == "NIKON"


@pytest.mark.parametrize("what", ["folder", "gone", "link", "pipe"])
def test_what_is_no_regular_file_is_refused_at_once(pool, tmp_path, photo, what):
    paths = {name: tmp_path / name for name in ("folder", "gone", "link", "pipe")}
    paths["folder"].mkdir()
    paths["link"].symlink_to(photo)
    os.mkfifo(paths["pipe"])
    with pytest.raises(UnreadableSource, match=what) as caught:
        pool.read_claims(paths[what])
    assert caught.value.path == paths[what]


def test_a_file_that_takes_too_long_costs_a_note(photo):
    with ParserPool(workers=1, seconds=0.0001) as pool:
        claims = pool.read_claims(photo)
        assert claims.notes[0].startswith("the parser was stopped over this file: it needed more")
        with pytest.raises(UnreadablePicture, match=r"it needed more than 0\.0001 seconds"):
            pool.strip_metadata(photo)


def test_a_file_is_not_blamed_for_what_befell_the_process_before(photo):
    others = set(children())
    with ParserPool(workers=1, seconds=1.5) as pool:
        for blow in (signal.SIGSTOP, signal.SIGKILL):
            assert pool.read_claims(photo).make == "NIKON"
            [process] = set(children()) - others
            os.kill(process, blow)
        assert pool.read_claims(photo).make == "NIKON"
        assert pool.read_claims(photo).notes == ()


def test_an_answer_that_is_too_long_is_refused(photo):
    with ParserPool(output_bytes=500) as pool:
        with pytest.raises(UnreadablePicture, match="more than 500 bytes"):
            pool.strip_metadata(photo)
        assert pool.perceptual_hash(photo) != ""


def test_boxes_that_cover_nothing_are_refused(pool, photo):
    with pytest.raises(BadRedaction, match="outside of 1200 × 800 pixels"):
        pool.redact(photo, [(2000, 0, 2100, 10)])


def test_threads_share_a_pool(pool, photo):
    results: list[Claims] = []
    threads = [
        threading.Thread(target=lambda: results.append(pool.read_claims(photo))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert len({claims.make for claims in results}) == 1


def test_a_closed_pool_leaves_no_process(photo):
    before = set(children())
    with ParserPool() as pool:
        pool.read_claims(photo)
        assert set(children()) - before
    assert set(children()) - before == set()


def mutations(seeds: list[bytes], count: int):
    """Damaged copies: bytes changed near the start, where the tags are, or anywhere; cut files."""
    rng = random.Random(20141214)
    for number in range(count):
        data = bytearray(rng.choice(seeds))
        reach = rng.choice((200, 2_000, len(data)))
        for _ in range(rng.choice((1, 5, 30))):
            data[rng.randrange(min(reach, len(data)))] = rng.choice((0, 255, rng.randrange(256)))
        yield bytes(data[: rng.randrange(len(data))] if number % 5 == 0 else data)


def test_damaged_camera_files_never_cost_more_than_a_note(shared_data, pool, tmp_path):
    paths = [p for p in (shared_data / "exif-samples").rglob("*") if p.suffix in {".jpg", ".tiff"}]
    seeds = [path.read_bytes() for path in sorted(paths) if path.stat().st_size < 200_000]
    assert len(seeds) > 20
    made: list[str] = []
    for data in mutations(seeds, 150):
        path = tmp_path / "damaged"
        path.write_bytes(data)
        claims = pool.read_claims(path)
        assert Claims.from_json(claims.to_json()) == claims
        assert not any("the parser was stopped" in note for note in claims.notes)
        try:
            made.append(pool.thumbnail(path).media_type)
        except UnreadablePicture as error:
            made.append(error.why)
    assert made.count("image/jpeg") > 20
    assert not any("the parser was stopped" in why for why in made)
