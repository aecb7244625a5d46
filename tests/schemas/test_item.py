"""Items: from lead to file; what a file claims of itself stays a claim."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from schemas.item import Acquisition, CaptureClaims, ContentCredentials, Derived, Documents, Item
from schemas.record import BaseRecord

ITEM = {
    "type": "item",
    "title": "The burning office",
    "kind": "photo",
    "state": "collected",
    "description": "Seen from the street.",
    "generation": "derivative",
    "derivative_of": "E-1",
    "derivation": "metadata removed",
    "digest": "0123456789abcdef" * 4,
    "size": 0,
    "crc32": 4294967295,
    "media_type": "image/jpeg",
    "names": ["IMG_0001.JPG"],
    "contained_in": ["E-9"],
    "claims": {
        "times": [
            {
                "wall_clock": "2014-12-13T19:40:00.250",
                "utc_offset": "+03:00",
                "source": "EXIF DateTimeOriginal",
            }
        ],
        "place": {"lat": "43.318", "lon": "-45.698", "altitude_m": "130.5", "source": "EXIF GPS"},
        "make": "Khronika",
        "model": "Example camera",
        "serial": "77",
        "software": "none",
        "orientation": 6,
        "width": 1280,
        "height": 960,
        "duration_ms": 0,
        "pages": 1,
        "codecs": ["h264", "aac"],
        "credentials": {
            "state": "broken",
            "signer": "Anybody",
            "generator": "a program",
            "remarks": ["assertion.dataHash.mismatch"],
        },
        "notes": ["GPS status V"],
        "raw": {"Image Make": "Khronika", "EXIF UserComment": ""},
    },
    "acquired": {
        "at": "2014-12-15T20:49:54.018561Z",
        "received": {
            "edtf": "2014-12-14",
            "lo": "2014-12-14",
            "hi": "2014-12-14",
            "mode": "throughout",
            "basis": "stated",
        },
        "by": "abcdefgh234567aa",
        "from": "a neighbour",
        "how": "by messenger",
        "tool": "khronika 0.1",
        "source_url": "https://example.org/1",
    },
    "original_whereabouts": "The phone is with its owner.",
    "documents": [{"incident": "I5", "act": "office-fire"}, {"incident": "I4"}],
    "creator": "a neighbour",
    "consent": ["court"],
    "graphic": True,
    "safety_note": "Shows a face.",
    "perceptual_hash": "00ff00ff00ff00ff",
    "urls": ["https://example.org/1"],
    "derived": [
        {
            "kind": "thumbnail",
            "digest": "fedcba9876543210" * 4,
            "size": 7,
            "media_type": "image/jpeg",
            "how": "drawn small",
        }
    ],
}
LEAD = {"type": "item", "title": "A video", "kind": "video", "state": "lead"}


def item(**fields) -> Item:
    return Item.model_validate_json(json.dumps({**LEAD, **fields}))


@pytest.mark.parametrize(
    ("shape", "full"),
    [
        (CaptureClaims, ITEM["claims"]),
        (Acquisition, ITEM["acquired"]),
        (ContentCredentials, ITEM["claims"]["credentials"]),
        (Derived, ITEM["derived"][0]),
        (Documents, ITEM["documents"][0]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_field_of_its_parts_can_be_said_and_is_kept(shape, full):
    names = {field.alias or name for name, field in shape.model_fields.items()}
    assert full.keys() == names
    assert shape.model_validate_json(json.dumps(full)).content() == full


def test_every_field_can_be_said_and_is_kept():
    assert ITEM.keys() == Item.model_fields.keys() - BaseRecord.model_fields.keys()
    content = item(**ITEM).content()
    assert {name: content[name] for name in ITEM} == ITEM


def test_a_refusal_of_all_purposes_is_kept_apart_from_not_having_been_asked():
    # An empty list that is left out lets a file go to court whose creator has said no.
    assert item(consent=[]).consent == ()
    assert item(consent=[]).content()["consent"] == []
    assert "consent" not in item().content()
    assert item(consent=[]) != item()


def test_claims_that_say_nothing_are_none():
    assert item(claims={}) == item()
    assert item(claims={"notes": [], "make": ""}).claims is None


@pytest.mark.parametrize("state", ["collected", "verified"])
@pytest.mark.parametrize("known", [{}, {"digest": "0" * 64}, {"size": 5}])
def test_what_is_held_has_digest_and_size(state, known):
    with pytest.raises(
        ValidationError, match=f"expected digest and size of an item that is {state}"
    ):
        item(state=state, **known)


def test_a_lead_has_no_bytes():
    with pytest.raises(ValidationError, match="expected a lead to have no digest"):
        item(digest="0" * 64, size=5)


@pytest.mark.parametrize("state", ["lead", "requested", "unavailable"])
def test_what_is_not_held_needs_neither(state):
    assert item(state=state).digest is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"state": "collected", "digest": "F" * 64, "size": 1}, "digest"),
        ({"state": "collected", "digest": "f" * 63, "size": 1}, "digest"),
        ({"size": -1}, "size"),
        ({"size": 1.5}, "size"),
        ({"crc32": 4294967296}, "crc32"),
        ({"perceptual_hash": "00ff"}, "perceptual_hash"),
        ({"names": [""]}, "names"),
        ({"documents": [{"act": "fire"}]}, "incident"),
        ({"documents": [{"incident": "I5", "act": "the fire"}]}, "act"),
        ({"kind": "picture"}, "vocabulary 'item_kinds'"),
        ({"state": "here"}, "vocabulary 'item_states'"),
        ({"generation": "third"}, "vocabulary 'generations'"),
        ({"consent": ["anything"]}, "vocabulary 'packet_purposes'"),
    ],
)
def test_what_is_no_such_value_is_refused(fields, why):
    with pytest.raises(ValidationError, match=why):
        item(**fields)


@pytest.mark.parametrize("at", ["2014-12-15T20:49:54", "2014-12-15", "yesterday", 1418676594])
def test_our_own_clock_always_has_a_zone(at):
    with pytest.raises(ValidationError, match=r"acquired\.at"):
        item(acquired={"at": at})


def test_the_clock_of_a_device_needs_no_zone_and_gets_none():
    claimed = item(claims={"times": [{"wall_clock": "2014-12-13T19:40:00", "source": "EXIF"}]})
    assert claimed.claims is not None
    assert claimed.claims.times[0].utc_offset is None


@pytest.mark.parametrize(
    "time",
    [
        {"wall_clock": "2014-12-13 19:40:00"},
        {"wall_clock": "2014-12-13T19:40:00Z"},
        {"wall_clock": "2014-12-13T19:40"},
        # \d would take any digits of Unicode for those of a clock.
        {"wall_clock": "٢٠١٤-12-13T19:40:00"},
        {"wall_clock": "2014-12-13T19:40:00", "utc_offset": "3"},
        {"wall_clock": "2014-12-13T19:40:00", "utc_offset": "+٠٣:00"},
    ],
)
def test_claimed_times_are_written_in_one_way(time):
    with pytest.raises(ValidationError, match="claims"):
        item(claims={"times": [{"source": "EXIF", **time}]})


@pytest.mark.parametrize("degrees", [43.318, "43,318", "43°", "", "1e3"])
def test_claimed_degrees_are_decimal_texts(degrees):
    with pytest.raises(ValidationError, match="lat"):
        item(claims={"place": {"lat": degrees, "lon": "0", "source": "EXIF"}})


def test_who_handed_it_over_is_said_under_from():
    with pytest.raises(ValidationError, match="from_"):
        item(acquired={"at": "2014-12-15T20:49:54Z", "from_": "a neighbour"})


def test_nobody_is_not_an_empty_text():
    acquired = item(acquired={"at": "2014-12-15T20:49:54Z", "from": ""}).acquired
    assert acquired is not None
    assert acquired.from_ is None
