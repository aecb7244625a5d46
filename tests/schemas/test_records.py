"""Reading any record: there and back without loss, and every fault at its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from schemas.errors import BadRecord, SchemaError
from schemas.record import BaseRecord
from schemas.records import RECORD_TYPES, read_record
from tests.schemas.made_records import records

DATE = {
    "edtf": "2014",
    "lo": "2014-01-01",
    "hi": "2014-12-31",
    "mode": "sometime_within",
    "basis": "coder",
}
SOURCE = {
    "type": "source",
    "kind": "urgent_action",
    "title": "Activist attacked",
    "author": "somebody",
    "publisher": "an organisation",
    "source_language": "en",
    "published": DATE,
    "received_at": DATE,
    "received_from": "a reader",
    "urls": ["https://example.org/ua"],
    "item": "E-1",
    "text": "On 14 December …",
    "reliability": "not_assessed",
    "connection": "second_hand",
    "rights": "CC BY 4.0",
    "note": "Scanned.",
}
PLACE = {
    "type": "place",
    "kind": "city",
    "names": [{"text": "Грозный", "script": "Cyrl"}, {"text": "Grozny"}],
    "parent": "chechnya",
    "geometry": {"type": "Point", "coordinates": [45.698, 43.318]},
    "radius_m": 12000,
    "gazetteer_ids": {"geonames": "558418"},
}
CASE = {
    "type": "case",
    "title": "A file",
    "purpose": "court",
    "incidents": ["I5", "I8"],
    "exhibits": ["E-b", "E-a"],
    "appeals": ["N1"],
    "members": ["abcdefgh234567aa"],
    "notes": "Ask again.",
}


@pytest.mark.parametrize("full", [SOURCE, PLACE, CASE], ids=lambda full: full["type"])
def test_every_field_can_be_said_and_is_kept(full):
    shape = RECORD_TYPES[full["type"]]
    assert full.keys() == shape.model_fields.keys() - BaseRecord.model_fields.keys()
    content = read_record(json.dumps(full)).content()
    assert {name: content[name] for name in full} == full


def test_there_are_seven_records_told_apart_by_their_type():
    assert list(RECORD_TYPES) == ["incident", "actor", "source", "item", "appeal", "place", "case"]
    assert all(shape.__name__.lower() == name for name, shape in RECORD_TYPES.items())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(records().filter(lambda record: "\\u0000" not in json.dumps(record)))
def test_any_record_there_and_back(given_json):
    record = read_record(json.dumps(given_json))
    written = json.dumps(record.content())
    assert read_record(written) == record
    assert json.dumps(read_record(written).content()) == written


def test_a_record_may_come_as_bytes():
    assert read_record(json.dumps(CASE).encode()) == read_record(json.dumps(CASE))


def test_a_place_may_have_a_boundary_of_several_parts():
    ring = [[45, 43], [46, 43], [46, 44], [45, 43]]
    geometry = {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}
    place = read_record(json.dumps({**PLACE, "geometry": geometry}))
    assert place.content()["geometry"] == geometry


@pytest.mark.parametrize("ids", [{"": "1"}, {"geonames": ""}, {"geonames": 558418}])
def test_numbers_in_gazetteers_are_texts(ids):
    with pytest.raises(BadRecord, match="/gazetteer_ids"):
        read_record(json.dumps({**PLACE, "gazetteer_ids": ids}))


def test_what_is_no_record_is_refused_by_its_name_with_every_fault():
    wrong = {**CASE, "title": "", "purpose": "revenge", "colour": "red"}
    with pytest.raises(BadRecord, match="expected a record, found faults in case-7") as caught:
        read_record(json.dumps(wrong), name="case-7")
    assert isinstance(caught.value, SchemaError)
    assert caught.value.name == "case-7"
    assert [pointer for pointer, _ in caught.value.faults] == ["/title", "/purpose", "/colour"]


def test_the_sentence_names_five_faults_and_counts_the_others():
    wrong = {"type": "case", "title": "A file", **dict.fromkeys("abcdefg", 1)}
    with pytest.raises(BadRecord, match="and 2 more") as caught:
        read_record(json.dumps(wrong))
    assert len(caught.value.faults) == 7
    assert str(caught.value).count("expected no field of this name here") == 5


def test_an_error_keeps_its_cause():
    with pytest.raises(BadRecord, match="/title") as caught:
        read_record('{"type": "case"}')
    assert caught.value.__cause__ is not None
