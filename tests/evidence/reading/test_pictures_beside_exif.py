"""XMP, IPTC and PNG text beside EXIF, each claim by its own tag."""

from __future__ import annotations

import io

import pytest
from PIL import PngImagePlugin

from evidence.capture.claims import ClaimedTime
from evidence.reading.errors import UnreadableFile
from evidence.reading.picture import read_picture
from evidence.reading.xmp import read_xmp
from tests.evidence.pictures_for_tests import make_exif, make_picture, written
from tests.evidence.reading.made_files import iptc_block, xmp


def read(data: bytes):
    return read_picture(io.BytesIO(data)).claims


def test_times_of_xmp_keep_the_zone_that_is_written_and_no_other():
    found = read_xmp(
        xmp('xmp:CreateDate="2014-12-14T10:05:00+03:00" xmp:ModifyDate="2014-12-15T10:05"')
    )
    assert found.times == (
        ClaimedTime("2014-12-14T10:05:00", "+03:00", "XMP xmp:CreateDate"),
        ClaimedTime("2014-12-15T10:05:00", None, "XMP xmp:ModifyDate"),
    )


def test_a_day_alone_is_no_clock_and_nonsense_is_a_note():
    found = read_xmp(xmp('xmp:CreateDate="2014-12-14" xmp:ModifyDate="yesterday"'))
    assert found.times == ()
    assert found.properties["xmp:CreateDate"] == "2014-12-14"
    assert found.notes == (
        "XMP xmp:ModifyDate claims nothing: expected a date and time, found 'yesterday'",
    )


@pytest.mark.parametrize(
    ("lat", "lon", "place"),
    [
        ("43,19.014N", "45,41.91E", ("43.3169", "45.6985")),
        ("43,19,30S", "45,30,00W", ("-43.325", "-45.5")),
        ("90,0.0N", "180,0.0E", ("90", "180")),
    ],
)
def test_degrees_and_minutes_of_xmp_are_computed(lat, lon, place):
    found = read_xmp(xmp(f'exif:GPSLatitude="{lat}" exif:GPSLongitude="{lon}"'))
    assert found.place is not None
    assert (found.place.lat, found.place.lon) == place
    assert found.place.source == "XMP exif:GPSLatitude, exif:GPSLongitude"


@pytest.mark.parametrize(
    ("lat", "lon", "why"),
    [
        ("0,0.0N", "0,0.0E", "no fix"),
        ("91,0.0N", "45,0.0E", "at most 90"),
        ("43,61.0N", "45,0.0E", "at most 90"),
        ("43.3169", "45.6985", "expected degrees such as"),
        ("43,19.0E", "45,0.0E", "expected degrees such as"),
    ],
)
def test_a_place_that_is_none_is_a_note(lat, lon, why):
    found = read_xmp(xmp(f'exif:GPSLatitude="{lat}" exif:GPSLongitude="{lon}"'))
    assert found.place is None
    assert why in found.notes[0]


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<x",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ],
)
def test_entities_and_broken_xml_are_refused(packet):
    with pytest.raises(UnreadableFile, match="no XML that is read here"):
        read_xmp(packet)


def test_the_programs_in_the_history_of_a_picture_are_told():
    agents = '<xmpMM:History><rdf:Seq><rdf:li stEvt:softwareAgent="Retoucher 9"/></rdf:Seq>'
    data = written(
        make_picture(), xmp=xmp('xmp:CreatorTool="Camera 1"', agents + "</xmpMM:History>")
    )
    assert read(data).software == "Camera 1; Retoucher 9"


def test_exif_goes_first_and_xmp_stands_beside_it():
    exif = make_exif(
        image={0x0131: "Camera 1"},
        exif={0x9003: "2014:12:14 10:05:00"},
        gps={1: "N", 2: (43.0, 30.0, 0.0), 3: "E", 4: (45.0, 0.0, 0.0)},
    )
    packet = xmp(
        'xmp:CreateDate="2015-01-01T00:00:00Z" exif:GPSLatitude="1,0.0N" exif:GPSLongitude="2,0.0E"'
    )
    claims = read(written(make_picture(), exif=exif, xmp=packet))
    assert [time.source for time in claims.times] == ["EXIF DateTimeOriginal", "XMP xmp:CreateDate"]
    assert claims.place is not None
    assert (claims.place.lat, claims.software) == ("43.5", "Camera 1")


def test_an_unusable_place_in_exif_is_not_replaced_by_one_of_xmp():
    # A file that says 0, 0 in one place and something else in another contradicts itself.
    exif = make_exif(gps={1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})
    packet = xmp('exif:GPSLatitude="1,0.0N" exif:GPSLongitude="2,0.0E"')
    assert read(written(make_picture(), exif=exif, xmp=packet)).place is None


def with_iptc(sets: dict[tuple[int, int], bytes]) -> bytes:
    picture = written(make_picture())
    return picture[:2] + iptc_block(sets) + picture[2:]


def test_iptc_tells_caption_and_time():
    claims = read(
        with_iptc({(2, 120): "Пожар".encode(), (2, 55): b"20141214", (2, 60): b"100500+0300"})
    )
    assert claims.raw["IPTC Caption-Abstract"] == "Пожар"
    assert claims.times == (
        ClaimedTime("2014-12-14T10:05:00", "+03:00", "IPTC DateCreated, IPTC TimeCreated"),
    )


def test_iptc_in_an_old_encoding_is_never_shown_in_wrong_letters():
    claims = read(with_iptc({(2, 120): "Пожар".encode("cp1251")}))
    assert claims.raw["IPTC Caption-Abstract"] == "(5 bytes in an encoding that is not named)"


@pytest.mark.parametrize("clock", [b"250000", b"99", b"abc"])
def test_iptc_that_is_no_time_is_a_note(clock):
    claims = read(with_iptc({(2, 55): b"20141214", (2, 60): clock}))
    assert claims.times == ()
    assert "claims nothing" in claims.notes[0]


def test_texts_of_png_are_kept_by_their_keyword():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Software", "Drawer 3")
    texts.add_itxt("Comment", "Пожар", "ru", "", zip=True)
    claims = read(written(make_picture(), "PNG", pnginfo=texts))
    assert (claims.software, claims.raw["PNG Comment"]) == ("Drawer 3", "Пожар")
