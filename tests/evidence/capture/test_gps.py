"""Places that tags claim, and tags that claim none."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from evidence.capture.gps import place_of
from evidence.capture.tags import Tag, tag_name

REF, LAT, LON_REF, LON, ALT_REF, ALT, STATUS, DATUM = 1, 2, 3, 4, 5, 6, 9, 18


def gps(**changes):
    """Grozny as a camera writes it; an argument of None takes a tag away."""
    tags = {
        "lat_ref": (REF, Tag("N")),
        "lat": (LAT, Tag("", ((43, 1), (19, 1), (84, 100)))),
        "lon_ref": (LON_REF, Tag("E")),
        "lon": (LON, Tag("", ((45, 1), (41, 1), (546, 10)))),
        "alt_ref": (ALT_REF, Tag("", ((0, 1),))),
        "alt": (ALT, Tag("", ((1305, 10),))),
    }
    numbers = {"status": STATUS, "datum": DATUM}
    for name, tag in changes.items():
        tags[name] = (tags[name][0] if name in tags else numbers[name], tag)
    return {("GPS", number): tag for number, tag in tags.values() if tag is not None}


def test_degrees_minutes_and_seconds_become_decimal_degrees():
    place, notes = place_of(gps())
    assert (place.lat, place.lon, place.altitude_m) == ("43.3169", "45.6985", "130.5")
    assert place.source == "GPS GPSLatitude, GPSLongitude"
    assert notes == []


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ({"lat_ref": Tag("S")}, ("-43.3169", "45.6985")),
        ({"lon_ref": Tag("W")}, ("43.3169", "-45.6985")),
        ({"lat_ref": Tag("south"), "lon_ref": Tag("w")}, ("-43.3169", "-45.6985")),
    ],
)
def test_south_and_west_are_negative(refs, expected):
    place, _ = place_of(gps(**refs))
    assert (place.lat, place.lon) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (((90, 1),), "90"),
        (((10, 1), (30, 1)), "10.5"),
        (((10, 1), (302512, 10000), (0, 1)), "10.5041867"),
        (((1, 3),), "0.3333333"),
        (((0, 1), (0, 1), (1, 1000)), "0.0000003"),
        (((0, 1), (0, 1), (1, 10**9)), "0"),
        (((43, 1), (60, 1), (0, 1)), "44"),
        (((2**32 - 1, 2**32 - 1),), "1"),
    ],
)
def test_fractions_are_rounded_once_to_seven_places(numbers, expected):
    place, _ = place_of(gps(lat=Tag("", numbers)))
    assert place.lat == expected


def test_rounding_agrees_with_exact_arithmetic():
    rng = random.Random(20141214)
    for _ in range(200):
        numbers = ((rng.randrange(90), 1), (rng.randrange(60), 1), (rng.randrange(6000), 100))
        exact = sum(Fraction(*pair) / 60**power for power, pair in enumerate(numbers))
        place, _ = place_of(gps(lat=Tag("", numbers)))
        assert abs(Fraction(place.lat) - exact) <= Fraction(1, 2 * 10**7)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"lat": Tag("", ((0, 0), (0, 0), (0, 0)))},
            "GPS GPSLatitude claims nothing: a denominator",
        ),
        ({"lon": Tag("", ((45, 1), (41, 1), (5, 0)))}, "denominator is 0 in 45/1, 41/1, 5/0"),
        ({"lat": Tag("", ((91, 1),))}, "at most 90 degrees, found 91"),
        ({"lon": Tag("", ((180, 1), (0, 1), (1, 1)))}, "at most 180 degrees"),
        ({"lat": Tag("", ((-43, 1),))}, "expected degrees, minutes, seconds"),
        ({"lat": Tag("", ((43, 1), (61, 1)))}, "expected degrees, minutes, seconds"),
        ({"lat": Tag("", ())}, "expected three numbers, found 0"),
        ({"lat": Tag("", ((1, 1),) * 4)}, "expected three numbers, found 4"),
        ({"lat": None}, "GPS GPSLatitude claims nothing"),
        ({"lon": None}, "GPS GPSLongitude claims nothing"),
        ({"lat_ref": None}, "expected N or S beside it, found nothing"),
        ({"lon_ref": Tag("N")}, "expected E or W beside it, found N"),
        ({"lat": Tag("", ((0, 1),)), "lon": Tag("", ((0, 7),))}, "0, 0 when they have no fix"),
    ],
)
def test_numbers_that_name_no_place_become_a_note(changes, why):
    place, [note] = place_of(gps(**changes))
    assert place is None
    assert why in note


def test_a_file_without_gps_claims_no_place_and_needs_no_note():
    assert place_of({}) == (None, [])
    assert place_of(gps(lat=None, lon=None)) == (None, [])


@pytest.mark.parametrize(
    ("changes", "altitude"),
    [
        ({"alt": None}, None),
        ({"alt_ref": None}, "130.5"),
        ({"alt_ref": Tag("", ((1, 1),))}, "-130.5"),
        ({"alt": Tag("", ((1, 3),))}, "0.33"),
        ({"alt": Tag("", ((0, 1),)), "alt_ref": Tag("", ((1, 1),))}, "0"),
    ],
)
def test_height_is_kept_beside_the_place(changes, altitude):
    place, notes = place_of(gps(**changes))
    assert place.altitude_m == altitude
    assert notes == []


@pytest.mark.parametrize("numbers", [((1, 0),), ((4294967295, 1),), ()])
def test_a_height_that_is_none_does_not_cost_the_place(numbers):
    place, [note] = place_of(gps(alt=Tag("", numbers)))
    assert (place.lat, place.altitude_m) == ("43.3169", None)
    assert "no height" in note


def test_a_lost_fix_and_a_foreign_datum_are_noted():
    place, notes = place_of(gps(status=Tag("V"), datum=Tag("TOKYO")))
    assert place is not None
    assert [note.split(":")[0] for note in notes] == ["GPS status V", "GPS datum 'TOKYO'"]


@pytest.mark.parametrize("datum", ["WGS-84", "WGS84", "WGS 84", "wgs-84", ""])
def test_the_usual_datum_needs_no_note(datum):
    assert place_of(gps(datum=Tag(datum)))[1] == []


def test_tags_are_named_as_the_standard_names_them():
    assert tag_name("GPS", LAT) == "GPS GPSLatitude"
    assert tag_name("EXIF", 0x9003) == "EXIF DateTimeOriginal"
    assert tag_name("Image", 0xFFF0) == "Image 0xFFF0"


def test_exifread_and_pillow_claim_the_same_places(shared_data):
    from PIL import Image

    from evidence.capture.tags import tags_by_exifread, tags_by_pillow

    places = []
    for path in sorted((shared_data / "exif-samples" / "jpg" / "gps").glob("*.jpg")):
        with path.open("rb") as file, Image.open(path) as picture:
            one, _ = place_of(tags_by_exifread(file))
            other, _ = place_of(tags_by_pillow(picture))
        assert one == other, path.name
        places.append(one)
    assert len(places) == 9
    assert None not in places
