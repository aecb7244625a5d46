"""What stored bytes are and say, read by other processes, and what is made of them."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from contextlib import contextmanager

import pytest
from PIL import Image

from archive.describing import Describing
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.intake import Order, add
from archive.opening import picture
from evidence.capture.claims import ClaimedTime
from schemas.access import Level
from tests.by_hand import needs_folder
from tests.evidence.heic_for_tests import HEIC
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written
from tests.evidence.reading.made_files import pdf


@pytest.fixture(scope="module")
def photo() -> bytes:
    exif = make_exif(image={0x010F: "Maker"}, exif={0x9003: "2014:12:14 10:05:00"})
    return written(make_picture((900, 600)), exif=exif)


def test_no_reader_of_formats_is_ever_loaded_beside_the_archive():
    # What is loaded can be called; what parses people's files must not be, in this process.
    readers = (
        "exifread",
        "PIL",
        "pypdfium2",
        "defusedxml",
        "av",
        "c2pa",
        "pi_heif",
        "email.parser",
    )
    program = "import sys, archive.describing, archive.intake, archive.opening;"
    program += f"print([name for name in {readers!r} if name in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"


def test_a_photo_has_claims_a_hash_and_a_small_picture(archive, photo):
    digest = archive.blobs.receive_stream([photo]).digest
    with Describing(archive.blobs) as describing:
        described = describing.describe(digest)
    assert (described.media.type, described.claims.make) == ("image/jpeg", "Maker")
    assert len(described.perceptual_hash or "") == 16
    [small] = described.derived
    assert (small.kind, small.media_type) == ("thumbnail", "image/jpeg")
    with archive.blobs.open(small.digest) as file:
        assert b"Maker" not in file.read()


def test_a_heic_photo_is_read_like_any_other(archive, tmp_path):
    pytest.importorskip("pi_heif", reason="the extra `heic` is not installed")
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(HEIC)
    with Describing(archive.blobs) as describing:
        [added] = add(archive, [path], Order(level=Level.PUBLIC), describing.describe_many)
        described = describing.describe(added.digest)
    claims = described.claims
    assert described.media.type == "image/heic"
    assert (claims.make, claims.model, claims.orientation) == ("Maker", "Model 1", 6)
    assert claims.times == (ClaimedTime("2014-12-14T10:05:00", "+03:00", "EXIF DateTimeOriginal"),)
    assert claims.place is not None
    assert (claims.place.lat, claims.place.lon) == ("43.318", "45.698")
    assert len(described.perceptual_hash or "") == 16
    jpeg = picture(archive, added.ref, PUBLIC)
    assert jpeg is not None
    small = Image.open(io.BytesIO(jpeg))
    assert small.size == (40, 60)  # upright, and not turned twice
    red, green, _ = small.getpixel((38, 2))
    assert (red > 200, green < 90) == (True, True)
    assert not small.getexif()


def test_many_are_described_in_their_order(archive, photo):
    kinds = [b"first", photo, pdf("Burnt office"), b"\x00\x01", b"last"]
    digests = [archive.blobs.receive_stream([data]).digest for data in kinds]
    with Describing(archive.blobs, workers=2) as describing:
        found = describing.describe_many(digests)
    assert [one.media.type for one in found] == [
        "text/plain",
        "image/jpeg",
        "application/pdf",
        "application/octet-stream",
        "text/plain",
    ]
    assert [[made.kind for made in one.derived] for one in found] == [
        ["text"],
        ["thumbnail"],
        ["text", "first_page"],
        [],
        ["text"],
    ]


@contextmanager
def files_up_to(size: int):
    """As on a disk that has no room for more: larger files cannot be written meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_there_is_no_room_for_costs_a_remark_and_no_other_file(archive, photo):
    needs_folder(archive.settings)
    digests = [archive.blobs.receive_stream([data]).digest for data in (b"words", photo, b"more")]
    with Describing(archive.blobs) as describing, files_up_to(1000):
        words, picture_, more = describing.describe_many(digests)
    assert [one.kind for one in (*words.derived, *more.derived)] == ["text", "text"]
    assert picture_.derived == ()
    assert (picture_.claims.make, len(picture_.perceptual_hash or "")) == ("Maker", 16)
    assert picture_.claims.notes[-1] == "the small picture could not be kept: File too large"
    assert list(archive.blobs.strays()) == []


def test_a_bomb_is_described_and_costs_a_note(archive):
    digest = archive.blobs.receive_stream([png_bomb(50_000)]).digest
    with Describing(archive.blobs) as describing:
        described = describing.describe(digest)
    assert described.claims.width == 50_000
    assert described.derived == ()
    assert described.claims.notes == (
        "no small picture was made: it has more than 178956970 pixels",
    )


def test_the_first_page_is_shown_to_those_who_may_have_the_words(archive, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf("Burnt office"))
    with Describing(archive.blobs) as describing:
        [added] = add(archive, [path], Order(level=Level.PUBLIC), describing.describe_many)
    jpeg = picture(archive, added.ref, CONFIDENTIAL)
    assert jpeg is not None
    assert jpeg.startswith(b"\xff\xd8\xff")
    assert picture(archive, added.ref, PUBLIC) is None


def test_a_small_picture_without_metadata_is_shown_to_all(archive, tmp_path, photo):
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo)
    with Describing(archive.blobs) as describing:
        [added] = add(archive, [path], Order(level=Level.PUBLIC), describing.describe_many)
    jpeg = picture(archive, added.ref, PUBLIC)
    assert jpeg is not None
    assert b"Maker" not in jpeg
