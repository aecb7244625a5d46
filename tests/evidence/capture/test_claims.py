"""What a file says of itself, as a value."""

from __future__ import annotations

import json

import pytest

from evidence.capture.claims import ClaimedPlace, ClaimedTime, Claims, Credentials
from evidence.errors import BadClaims

FULL = Claims(
    times=(
        ClaimedTime("2014-12-14T10:05:00.25", "+03:00", "EXIF DateTimeOriginal"),
        ClaimedTime("2014-12-14T10:05:00", None, "Image DateTime"),
    ),
    place=ClaimedPlace("43.3169", "-45.6985", "-12.5", "GPS GPSLatitude, GPSLongitude"),
    make="NIKON",
    model="COOLPIX",
    serial="0042",
    software="Transfer 1.1",
    orientation=6,
    width=640,
    height=480,
    duration_ms=1500,
    pages=3,
    codecs=("h264", "aac"),
    credentials=Credentials("broken", "Anybody", "a program", ("assertion.dataHash.mismatch",)),
    notes=("GPS status V",),
    raw={"Image Make": "NIKON"},
)


@pytest.mark.parametrize("claims", [FULL, Claims(), Claims(notes=("nothing was read",))])
def test_what_is_written_is_read_again(claims):
    assert Claims.from_json(json.loads(json.dumps(claims.to_json()))) == claims


def test_what_is_not_stated_is_not_written():
    assert Claims().to_json() == {}
    time = Claims(times=(ClaimedTime("2014-12-14T10:05:00", None, "Image DateTime"),))
    assert "utc_offset" not in time.to_json()["times"][0]


def test_nothing_written_is_a_float():
    def leaves(value):
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            return [leaf for one in inner for leaf in leaves(one)]
        return [value]

    assert {type(leaf) for leaf in leaves(FULL.to_json())} == {str, int}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {"surprise": 1},
        {"make": 7},
        {"width": "640"},
        {"width": True},
        {"width": -1},
        {"width": 1.5},
        {"notes": "one"},
        {"notes": [1]},
        {"raw": {"Image Make": None}},
        {"times": [{"wall_clock": "2014-12-14 10:05:00", "source": "x"}]},
        {"times": [{"wall_clock": "2014-12-14T10:05:00Z", "source": "x"}]},
        {"times": [{"wall_clock": "2014-12-14T10:05:00", "utc_offset": "3", "source": "x"}]},
        {"times": [{"wall_clock": "2014-12-14T10:05:00"}]},
        {"times": [{"wall_clock": "2014-12-14T10:05:00", "source": "x", "more": "y"}]},
        {"place": {"lat": "91", "lon": "0", "source": "x"}},
        {"place": {"lat": "0", "lon": "180.1", "source": "x"}},
        {"place": {"lat": "nan", "lon": "0", "source": "x"}},
        {"place": {"lat": "1.12345678", "lon": "0", "source": "x"}},
        {"place": {"lat": 1, "lon": "0", "source": "x"}},
        {"place": {"lat": "1", "lon": "0", "altitude_m": "high", "source": "x"}},
    ],
)
def test_anything_else_is_refused(broken):
    with pytest.raises(BadClaims, match="expected the claims of a file: expected") as caught:
        Claims.from_json(broken)
    assert "found" in caught.value.what
