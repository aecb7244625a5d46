"""Incidents and acts: every field of who did what to whom, and nothing that says nothing."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from schemas.incident import (
    Act,
    Attribution,
    Incident,
    IncidentCount,
    Link,
    Perpetrator,
    Property,
    Review,
    Victim,
)
from schemas.record import BaseRecord

DAY = {
    "edtf": "2014-12-14",
    "verbatim": "The next day",
    "lo": "2014-12-14",
    "hi": "2014-12-14",
    "mode": "throughout",
    "basis": "relative",
    "anchor": "I5",
}
SEVERAL = {"verbatim": "several", "lo": 2, "comparator": "several", "unit": "phone"}
VICTIM = {
    "actor": "babinets",
    "description": "one of the two staff",
    "count": SEVERAL,
    "role": "targeted",
    "status_at_end": "released_without_charge",
    "status_as_of": DAY,
    "characteristics": ["human rights defender"],
    "consequences": "He left the town.",
}
PERPETRATOR = {
    "degree": "carried_out",
    "basis": "uniform_or_vehicle",
    "confidence": "moderate",
    "hedge": "believed",
    "actor": "police",
    "description": "masked men",
    "count": SEVERAL,
    "actor_type": "police",
    "identification": "group_only",
    "latest_status": "under_investigation",
}
PROPERTY = {
    "class": "phone",
    "description": "mobile phones",
    "quantity": SEVERAL,
    "owner": "babinets",
    "damage": "taken",
    "status": "not_returned",
    "status_as_of": DAY,
}
ACT = {
    "key": "search-a",
    "type": "personal_search",
    "description": "In the office.",
    "methods": ["search", "confiscation"],
    "date": DAY,
    "duration": {"verbatim": "for several hours", "lo": 120},
    "place": {"name": "the office"},
    "location_type": "office_of_organisation",
    "victims": [VICTIM],
    "perpetrators": [PERPETRATOR],
    "property": [PROPERTY],
    "count": SEVERAL,
    "hedge": "stated_as_fact",
    "stated_reason": "An order.",
    "legal_ground_shown": "none",
    "official_attribution": "deny",
}
INCIDENT = {
    "type": "incident",
    "title": "A search",
    "kinds": ["search", "seizure"],
    "narrative": {"en": "Police came.", "ru": "Пришла полиция."},
    "date": DAY,
    "time": {"verbatim": "in the evening", "lo": "18:00", "hi": "22:00", "utc_offset": "+03:00"},
    "place": {"name": "Grozny"},
    "acts": [ACT],
    "counts": [{"of_what": "detained", "value": SEVERAL, "who": "staff"}],
    "status": "likely",
    "context_only": True,
    "links": [{"to": "I5", "type": "follow_up", "note": "The next day."}],
    "review": {"state": "reviewed", "by": "the editor"},
}


def act(**fields) -> Act:
    return Act.model_validate_json(json.dumps({"type": "personal_search", **fields}))


def incident(**fields) -> Incident:
    return Incident.model_validate_json(
        json.dumps({"type": "incident", "title": "A search", **fields})
    )


@pytest.mark.parametrize(
    ("shape", "full"),
    [
        (Victim, VICTIM),
        (Perpetrator, PERPETRATOR),
        (Property, PROPERTY),
        (Act, ACT),
        (IncidentCount, INCIDENT["counts"][0]),
        (Link, INCIDENT["links"][0]),
        (Review, INCIDENT["review"]),
        (Attribution, {name: PERPETRATOR[name] for name in Attribution.model_fields}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_field_can_be_said_and_is_kept(shape, full):
    names = {field.alias or name for name, field in shape.model_fields.items()}
    assert full.keys() == names
    assert shape.model_validate_json(json.dumps(full)).content() == full


def test_an_incident_holds_all_of_it():
    own = Incident.model_fields.keys() - BaseRecord.model_fields.keys()
    assert INCIDENT.keys() == own
    content = incident(**INCIDENT).content()
    assert {name: content[name] for name in INCIDENT} == INCIDENT


def test_an_incident_is_a_draft_until_somebody_says_otherwise():
    assert incident().review.state == "draft"
    assert incident().context_only is False


def test_what_is_true_of_one_victim_is_said_of_that_victim():
    held = act(
        victims=[
            {"actor": "babinets", "status_at_end": "held"},
            {"actor": "dimitriev", "status_at_end": "released_without_charge"},
        ]
    )
    assert [one.status_at_end for one in held.victims] == ["held", "released_without_charge"]


def test_a_class_of_property_is_called_class():
    with pytest.raises(ValidationError, match="class_"):
        act(property=[{"class_": "phone"}])
    assert act(property=[{"class": "phone"}]).property[0].class_ == "phone"


@pytest.mark.parametrize("nobody", [{}, {"description": ""}, {"actor": None}])
def test_a_victim_or_perpetrator_of_whom_nothing_is_said_is_refused(nobody):
    with pytest.raises(ValidationError, match="expected an actor, a description or a count"):
        act(victims=[nobody])
    with pytest.raises(ValidationError, match="expected an actor or a description"):
        act(perpetrators=[nobody])


@pytest.mark.parametrize(
    ("fields", "vocabulary"),
    [
        ({"type": "kiling"}, "acts"),
        ({"methods": ["shoting"]}, "methods"),
        ({"location_type": "moon"}, "location_types"),
        ({"hedge": "sure"}, "hedges"),
        ({"legal_ground_shown": "yes"}, "legal_grounds"),
        ({"official_attribution": "maybe"}, "official_attributions"),
        ({"victims": [{"role": "hero"}]}, "victim_roles"),
        ({"victims": [{"status_at_end": "fine"}]}, "victim_statuses"),
        ({"perpetrators": [{"degree": "did"}]}, "degrees"),
        ({"perpetrators": [{"basis": "rumour"}]}, "bases"),
        ({"perpetrators": [{"confidence": "110 %"}]}, "confidences"),
        ({"perpetrators": [{"actor_type": "aliens"}]}, "actor_types"),
        ({"perpetrators": [{"identification": "known"}]}, "identifications"),
        ({"perpetrators": [{"latest_status": "gone"}]}, "perpetrator_statuses"),
        ({"property": [{"class": "spoon"}]}, "property_classes"),
        ({"property": [{"class": "house", "damage": "wet"}]}, "damages"),
        ({"property": [{"class": "house", "status": "lost"}]}, "property_statuses"),
    ],
)
def test_codes_are_those_of_the_vocabulary(fields, vocabulary):
    with pytest.raises(ValidationError, match=f"expected a code of the vocabulary '{vocabulary}'"):
        act(**fields)


@pytest.mark.parametrize(
    ("fields", "vocabulary"),
    [
        ({"kinds": ["party"]}, "incident_kinds"),
        ({"status": "true"}, "statuses"),
        ({"links": [{"to": "I5", "type": "after"}]}, "link_types"),
        ({"review": {"state": "done"}}, "review_states"),
    ],
)
def test_codes_of_incidents_are_those_of_the_vocabulary(fields, vocabulary):
    with pytest.raises(ValidationError, match=f"expected a code of the vocabulary '{vocabulary}'"):
        incident(**fields)


def test_two_acts_of_one_key_are_refused():
    acts = [{"key": "a", "type": "killing"}, {"key": "a", "type": "detention"}]
    with pytest.raises(ValidationError, match="expected each act to have its own key, found 'a'"):
        incident(acts=acts)


def test_acts_need_no_key():
    assert incident(acts=[{"type": "killing"}, {"type": "killing"}]).acts[1].key is None


@pytest.mark.parametrize("key", ["", "a b", "a/b", "ä", "x" * 41])
def test_keys_are_plain(key):
    with pytest.raises(ValidationError, match="key"):
        act(key=key)


def test_a_text_in_no_language_is_refused():
    with pytest.raises(ValidationError, match="narrative"):
        incident(narrative={"english": "Police came."})


def test_an_empty_text_in_a_language_is_none():
    assert incident(narrative={"en": "", "ru": ""}) == incident()
