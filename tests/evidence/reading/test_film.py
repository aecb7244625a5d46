"""Films and sound: what their containers claim, and a frame of them, upright."""

from __future__ import annotations

import io
import sys

import pytest

from evidence.capture.claims import ClaimedPlace, ClaimedTime
from evidence.errors import UnreadablePicture, UnusableTag
from evidence.reading import readers
from evidence.reading.film import place_of, poster, read_film
from tests.evidence.reading.made_files import film

IDENTITY = bytes.fromhex("00010000 00000000 00000000 00000000 00010000 00000000 00000000")
QUARTER_TURN = bytes.fromhex("00000000 00010000 00000000 ffff0000 00000000 00000000 00000000")


@pytest.fixture(scope="module")
def av():
    return pytest.importorskip("av", reason="the extra video is not installed")


def test_length_size_codec_time_and_place_are_read(av):
    data = film(
        av,
        metadata={
            "creation_time": "2014-12-14T07:05:00.000000Z",
            "com.apple.quicktime.location.ISO6709": "+43.3169+045.6985+130.5/",
            "com.apple.quicktime.make": "Maker",
        },
    )
    claims = read_film(io.BytesIO(data), "video/mp4").claims
    assert (claims.width, claims.height, claims.codecs) == (64, 32, ("mpeg4",))
    assert claims.duration_ms == 1000
    assert claims.times == (ClaimedTime("2014-12-14T07:05:00.000000", "+00:00", "creation_time"),)
    assert claims.place == ClaimedPlace(
        "43.3169", "45.6985", "130.5", "com.apple.quicktime.location.ISO6709"
    )
    assert claims.make == "Maker"


@pytest.mark.parametrize(
    ("written", "lat", "lon", "metres"),
    [
        ("+43.3169+045.6985/", "43.3169", "45.6985", None),
        ("-33.8688+151.2093-012.300/", "-33.8688", "151.2093", "-12.3"),
        ("+00.0000-000.5000/", "0", "-0.5", None),
    ],
)
def test_degrees_of_iso_6709_are_a_place(written, lat, lon, metres):
    assert place_of({"location": written}) == ClaimedPlace(lat, lon, metres, "location")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("+00.0000+000.0000/", "no fix"),
        ("+91.0+000.1/", "out of range"),
        ("+43.3+181.0/", "out of range"),
        ("here", "expected degrees such as"),
    ],
)
def test_what_is_no_place_is_said(written, why):
    with pytest.raises(UnusableTag, match=why):
        place_of({"location": written})


def test_the_zero_of_a_container_is_no_time(av):
    data = film(av, metadata={"creation_time": "1970-01-01T00:00:00.000000Z"})
    claims = read_film(io.BytesIO(data), "video/mp4").claims
    assert claims.times == ()
    assert claims.notes == () or "zero of time" in claims.notes[0]


def test_a_frame_stands_for_the_film(av):
    picture = poster(io.BytesIO(film(av)), "video/mp4", max_pixels=10_000)
    assert picture.size == (64, 32)
    red, white = picture.getpixel((8, 16)), picture.getpixel((56, 16))
    assert (red[0] > 200, red[1] < 80) == (True, True)
    assert min(white) > 200


def test_a_frame_is_turned_as_the_film_is_shown(av):
    data = film(av)
    places = [at for at in range(len(data)) if data.startswith(IDENTITY, at)]
    of_track = places[-1]
    turned = data[:of_track] + QUARTER_TURN + data[of_track + len(IDENTITY) :]
    picture = poster(io.BytesIO(turned), "video/mp4", max_pixels=10_000)
    assert picture.size == (32, 64)
    top, bottom = picture.getpixel((16, 8)), picture.getpixel((16, 56))
    assert (top[0] > 200, top[1] < 80) == (True, True)
    assert min(bottom) > 200


def test_a_film_of_too_many_pixels_is_not_decoded(av):
    with pytest.raises(UnreadablePicture, match="more than 100 pixels"):
        poster(io.BytesIO(film(av)), "video/mp4", max_pixels=100)


def test_a_broken_film_costs_a_note(av):
    contents = readers.read(io.BytesIO(b"\0\0\0\x18ftypmp42" + bytes(999)), "video/mp4")
    assert contents.claims.notes[0].startswith("it was not read as video/mp4")


def test_without_the_extra_a_film_has_a_note_and_is_no_failure(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    contents = readers.read(io.BytesIO(b"\0\0\0\x18ftypmp42"), "video/mp4")
    assert contents.claims.notes == (
        "video/mp4 was not read: the extra 'video' of this program is not installed",
    )
    with pytest.raises(UnreadablePicture, match="extra 'video'"):
        poster(io.BytesIO(b""), "video/mp4", max_pixels=1)
