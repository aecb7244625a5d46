"""Claims of pictures: each with its tag, and nothing guessed."""

from __future__ import annotations

import io
import json
import shutil
import subprocess

import pytest
from PIL import PngImagePlugin

from evidence.capture.claims import ClaimedPlace, ClaimedTime
from evidence.capture.exif import read_exif
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written

ORIGINAL, DIGITIZED, CHANGED = 0x9003, 0x9004, 0x0132
OFFSET_ORIGINAL, SUBSECOND_ORIGINAL = 0x9011, 0x9291


def claims_with(*, kind: str = "JPEG", **groups):
    return read_exif(io.BytesIO(written(make_picture(), kind, exif=make_exif(**groups))))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_time_place_and_device_are_read_from_every_kind_of_picture(kind):
    claims = claims_with(
        kind=kind,
        image={0x010F: "NIKON", 0x0110: "COOLPIX", 0x0131: "Transfer 1.1"},
        exif={ORIGINAL: "2014:12:14 10:05:00", 0xA431: "0042"},
        gps={1: "N", 2: (43.0, 19.0, 0.84), 3: "E", 4: (45.0, 41.0, 54.6)},
    )
    assert claims.times == (ClaimedTime("2014-12-14T10:05:00", None, "EXIF DateTimeOriginal"),)
    place = ClaimedPlace("43.3169", "45.6985", None, "GPS GPSLatitude, GPSLongitude")
    assert claims.place == place
    assert (claims.make, claims.model, claims.serial) == ("NIKON", "COOLPIX", "0042")
    assert claims.software == "Transfer 1.1"
    assert (claims.width, claims.height) == (120, 80)
    assert claims.raw["EXIF DateTimeOriginal"] == "2014:12:14 10:05:00"


def test_a_clock_without_a_zone_stays_without_one():
    [time] = claims_with(exif={ORIGINAL: "2014:12:14 10:05:00"}).times
    assert time.utc_offset is None


@pytest.mark.parametrize(
    ("offset", "kept"),
    [("+03:00", "+03:00"), ("-0930", "-09:30"), ("Z", "+00:00"), ("   :  ", None), ("", None)],
)
def test_an_offset_is_kept_where_one_is_written(offset, kept):
    claims = claims_with(exif={ORIGINAL: "2014:12:14 10:05:00", OFFSET_ORIGINAL: offset})
    assert [time.utc_offset for time in claims.times] == [kept]
    assert claims.notes == ()


@pytest.mark.parametrize("offset", ["Moscow", "+15:00", "+03:99", "3"])
def test_an_offset_that_is_none_costs_a_note_and_not_the_time(offset):
    claims = claims_with(exif={ORIGINAL: "2014:12:14 10:05:00", OFFSET_ORIGINAL: offset})
    assert [time.utc_offset for time in claims.times] == [None]
    assert "EXIF OffsetTimeOriginal claims nothing" in claims.notes[0]


@pytest.mark.parametrize(
    ("written_as", "wall_clock", "offset"),
    [
        ("2014:12:14 10:05:00", "2014-12-14T10:05:00", None),
        ("2014-12-14 10:05:00", "2014-12-14T10:05:00", None),
        ("2014/12/14 10:05:00", "2014-12-14T10:05:00", None),
        ("2014-12-14T10:05:00+03:00", "2014-12-14T10:05:00", "+03:00"),
        ("2014:12:14 10:05:00Z", "2014-12-14T10:05:00", "+00:00"),
    ],
)
def test_dates_are_read_as_devices_write_them(written_as, wall_clock, offset):
    [time] = claims_with(exif={ORIGINAL: written_as}).times
    assert (time.wall_clock, time.utc_offset) == (wall_clock, offset)


@pytest.mark.parametrize(
    "written_as",
    [
        "0000:00:00 00:00:00",
        "2014:13:01 10:00:00",
        "2014:12:14 24:00:00",
        "2014:12:14",
        "yesterday",
    ],
)
def test_a_date_that_is_none_becomes_a_note(written_as):
    claims = claims_with(exif={ORIGINAL: written_as})
    assert claims.times == ()
    assert "EXIF DateTimeOriginal claims nothing" in claims.notes[0]
    assert written_as in claims.notes[0]


def test_a_time_written_as_unknown_needs_no_note():
    claims = claims_with(exif={ORIGINAL: "    :  :     :  :  "})
    assert (claims.times, claims.notes) == ((), ())


def test_parts_of_seconds_are_kept_as_written():
    [time] = claims_with(exif={ORIGINAL: "2014:12:14 10:05:00", SUBSECOND_ORIGINAL: "050"}).times
    assert time.wall_clock == "2014-12-14T10:05:00.050"


def test_each_clock_is_a_claim_of_its_own():
    claims = claims_with(
        image={CHANGED: "2015:01:02 00:00:00"},
        exif={ORIGINAL: "2014:12:14 10:05:00", DIGITIZED: "2014:12:15 10:05:00"},
    )
    assert [(time.source, time.wall_clock[:10]) for time in claims.times] == [
        ("EXIF DateTimeOriginal", "2014-12-14"),
        ("EXIF DateTimeDigitized", "2014-12-15"),
        ("Image DateTime", "2015-01-02"),
    ]


def test_the_clock_of_gps_is_utc():
    claims = claims_with(gps={29: "2014:12:14", 7: (7.0, 5.0, 9.25)})
    source = "GPS GPSDateStamp, GPSTimeStamp"
    assert claims.times == (ClaimedTime("2014-12-14T07:05:09.250", "+00:00", source),)


@pytest.mark.parametrize("clock", [(25.0, 0.0, 0.0), (7.5, 0.0, 0.0), (7.0, 5.0, 60.0)])
def test_a_clock_of_gps_that_is_none_becomes_a_note(clock):
    claims = claims_with(gps={29: "2014:12:14", 7: clock})
    assert claims.times == ()
    assert "GPSTimeStamp claims nothing" in claims.notes[0]


def test_an_orientation_that_does_not_exist_becomes_a_note():
    claims = claims_with(image={0x0112: 9})
    assert claims.orientation is None
    assert claims.notes == ("Image Orientation claims nothing: expected 1 to 8, found 9",)


def test_a_fraction_without_a_denominator_is_no_place():
    exif = make_exif(gps={1: "N", 2: (43.0, 19.0, 7.0), 3: "E", 4: (45.0, 41.0, 9.0)})
    data = written(make_picture(), exif=exif)
    seven = (7).to_bytes(4, "big") + (1).to_bytes(4, "big")
    assert data.count(seven) == 1
    claims = read_exif(io.BytesIO(data.replace(seven, bytes(8))))
    assert claims.place is None
    assert claims.notes == (
        "GPS GPSLatitude claims nothing: a denominator is 0 in 43/1, 19/1, 0/0",
    )


def test_texts_of_png_are_kept():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Software", "Shotwell")
    texts.add_itxt("Comment", "поджог")
    claims = read_exif(io.BytesIO(written(make_picture(), "PNG", pnginfo=texts)))
    assert claims.software == "Shotwell"
    assert claims.raw["PNG Comment"] == "поджог"


def test_xmp_is_kept_as_it_stands_and_cut_when_long():
    xmp = "<x:xmpmeta>" + "д" * 20_000 + "</x:xmpmeta>"
    claims = read_exif(io.BytesIO(written(make_picture(), xmp=xmp.encode())))
    assert claims.raw["XMP"].startswith("<x:xmpmeta>ддд")
    assert claims.raw["XMP"].endswith("… (cut; 20023 characters)")


def test_an_orientation_that_only_xmp_states_is_not_called_exif():
    xmp = b'<rdf:Description tiff:Orientation="6"/>'
    claims = read_exif(io.BytesIO(written(make_picture(), xmp=xmp)))
    assert claims.orientation is None
    assert claims.raw["XMP"] == xmp.decode()


def test_the_comment_of_a_jpeg_is_kept():
    claims = read_exif(io.BytesIO(written(make_picture(), comment="taken from the roof")))
    assert claims.raw["JPEG comment"] == "taken from the roof"


def test_a_picture_too_large_to_decode_still_claims_its_size():
    claims = read_exif(io.BytesIO(png_bomb(50_000)))
    assert (claims.width, claims.height) == (50_000, 50_000)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"words", b"\xff\xd8\xff"])
def test_what_is_no_picture_claims_nothing_and_says_so(data):
    claims = read_exif(io.BytesIO(data))
    assert (claims.times, claims.width) == ((), None)
    assert "no picture of a known format: nothing was read from it" in claims.notes


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_claims_agree_with_exiftool(shared_data):
    paths = sorted((shared_data / "exif-samples" / "jpg").rglob("*.jpg"))
    tags = ["-EXIF:DateTimeOriginal", "-EXIF:Make", "-EXIF:Orientation"]
    command = ["exiftool", "-json", "-n", *tags, *paths]
    said = json.loads(subprocess.run(command, check=False, capture_output=True).stdout)
    assert len(said) == len(paths)
    for path, theirs in zip(paths, said, strict=True):
        with path.open("rb") as file:
            ours = read_exif(file)
        original = [time for time in ours.times if time.source == "EXIF DateTimeOriginal"]
        clock = original[0].wall_clock.replace("-", ":").replace("T", " ") if original else None
        assert clock == theirs.get("DateTimeOriginal"), path
        assert ours.make == theirs.get("Make"), path
        assert ours.orientation == theirs.get("Orientation"), path
