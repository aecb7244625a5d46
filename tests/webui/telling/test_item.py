"""What a file says of itself is told as a claim, with the tag that it came from."""

from __future__ import annotations

import pytest

from tests.webui.telling.views import VERA, by_name, teller
from webui.telling import item


def test_a_clock_without_a_zone_stays_without_one():
    told = teller(
        "item",
        claims={
            "times": [{"wall_clock": "2014-12-13T21:40:00", "source": "EXIF DateTimeOriginal"}]
        },
    )
    assert by_name(item.claims(told))["Its clock said"] == [
        "2014-12-13 21:40:00 no time zone written by the tag EXIF DateTimeOriginal"
    ]


def test_a_written_offset_is_told():
    told = teller(
        "item",
        claims={
            "times": [{"wall_clock": "2014-12-13T21:40:00", "utc_offset": "+03:00", "source": "x"}]
        },
    )
    assert "clock +03:00 from UTC" in by_name(item.claims(told))["Its clock said"][0]


def test_a_position_and_a_device_are_claims_too():
    told = teller(
        "item",
        claims={
            "place": {"lat": "43.3", "lon": "45.7", "source": "GPS"},
            "make": "Acme",
            "serial": "7",
            "width": 40,
            "height": 30,
            "notes": ["no thumbnail"],
            "duration_ms": 61500,
            "pages": 1,
            "codecs": ["h264", "aac"],
        },
    )
    claims = by_name(item.claims(told))
    assert claims["Its position"] == ["43.3° N 45.7° E by the tag GPS"]
    assert claims["Device"] == ["make: Acme", "serial number: 7"]
    assert claims["Pixels"] == ["40 × 30"]
    assert claims["Extent"] == ["61.5 seconds", "1 page", "encoded as h264, aac"]
    assert claims["Remarks on reading it"] == ["no thumbnail"]


@pytest.mark.parametrize("state", ["present", "elsewhere", "unreadable", "broken", "intact"])
def test_content_credentials_are_never_praised(state):
    told = teller("item", claims={"credentials": {"state": state, "remarks": ["some.code"]}})
    words = " ".join(by_name(item.claims(told))["Content credentials"])
    assert "some.code" in words
    assert not {"verified", "authentic", "genuine", "trusted,"} & set(words.lower().split())
    assert ("NOT" in words) == (state == "broken")


def test_consent_that_nobody_asked_for_is_not_told_as_refused():
    assert "Creator's consent" not in by_name(item.facts(teller("item")))
    assert by_name(item.facts(teller("item", consent=["court"])))["Creator's consent"] == ["court"]
    gaps = [{"path": "/consent", "reason": "not_asked"}]
    assert by_name(item.facts(teller("item", gaps=gaps)))["Creator's consent"] == ["Not asked"]


def test_the_way_it_came_is_told():
    told = teller("item", acquired={"at": "2026-01-01T10:00:00Z", "from": VERA, "how": "by hand"})
    assert by_name(item.facts(told))["Taken in"] == [
        "2026-01-01 10:00:00 UTC",
        "from Vera N.",
        "how: by hand",
    ]


@pytest.mark.parametrize(
    ("by", "lines"), [("Vera K.", ["taken over by Vera K."]), ("vc2mg4cpujhxlzkd", [])]
)
def test_who_took_it_over_is_told_in_words_and_never_as_a_number(by, lines):
    told = teller("item", acquired={"at": "2026-01-01T10:00:00Z", "by": by})
    assert by_name(item.facts(told))["Taken in"][1:] == lines


def test_the_bytes_are_named_by_their_digest():
    told = teller("item", digest="ab" * 32, size=5, media_type="image/png")
    facts = by_name(item.file_facts(told))
    assert facts["SHA-256"] == ["ab" * 32]
    assert facts["Size"] == ["5 bytes"]


def test_all_tags_are_listed_in_order():
    told = teller("item", claims={"raw": {"Model": "b", "Artist": "a"}})
    assert item.tags(told) == (("Artist", "a"), ("Model", "b"))
    assert item.tags(teller("item")) == ()
