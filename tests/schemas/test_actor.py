"""Actors: names in every spelling, and consent that says whether anybody was asked."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from schemas.actor import Actor
from schemas.record import BaseRecord

DATE = {
    "edtf": "1967",
    "lo": "1967-01-01",
    "hi": "1967-12-31",
    "mode": "sometime_within",
    "basis": "stated",
}
ACTOR = {
    "type": "actor",
    "kind": "individual",
    "names": [
        {
            "text": "Игорь Каляпин",
            "script": "Cyrl",
            "language": "ru",
            "kind": "primary",
            "as_in_source": "ua",
        },
        {"text": "Igor Kalyapin"},
    ],
    "sex": "male",
    "born": DATE,
    "size": {"lo": 2, "hi": 2, "comparator": "exactly"},
    "occupation": "human rights defender",
    "nationality": "RU",
    "known_identity": False,
    "public_figure": True,
    "pseudonym": "witness 4",
    "consent": {
        "scope": ["court", "press"],
        "given_on": DATE,
        "withdrawn_on": DATE,
        "note": "By telephone.",
    },
    "willing_to_testify": False,
    "relations": [{"to": "jmg", "type": "leads", "note": "Since then.", "hedge": "reported"}],
    "description": "Leads the group.",
}


def actor(**fields) -> Actor:
    return Actor.model_validate_json(
        json.dumps({"type": "actor", "kind": "individual", "names": [{"text": "V"}], **fields})
    )


def test_every_field_can_be_said_and_is_kept():
    assert ACTOR.keys() == Actor.model_fields.keys() - BaseRecord.model_fields.keys()
    content = actor(**ACTOR).content()
    assert {name: content[name] for name in ACTOR} == ACTOR


def test_no_is_an_answer_and_is_not_left_out():
    content = actor(known_identity=False, willing_to_testify=False).content()
    assert content["known_identity"] is False
    assert content["willing_to_testify"] is False
    assert "willing_to_testify" not in actor().content()


def test_agreeing_to_nothing_is_not_the_same_as_not_having_been_asked():
    # Left out as an empty list, a refusal would have turned into a question nobody asked.
    refused = actor(consent={"scope": []})
    assert refused.content()["consent"] == {"scope": []}
    assert actor(consent={"scope": []}) != actor()
    assert "consent" not in actor().content()


def test_consent_says_what_it_covers():
    with pytest.raises(ValidationError, match=r"consent\.scope"):
        actor(consent={"note": "By telephone."})


@pytest.mark.parametrize("names", [[], None, ["V"], [{"text": ""}], [{"script": "Latn"}]])
def test_an_actor_has_a_name(names):
    with pytest.raises(ValidationError, match="names"):
        actor(names=names)


@pytest.mark.parametrize("script", ["Latin", "latn", "LATN", ""])
def test_scripts_are_codes(script):
    with pytest.raises(ValidationError, match="script"):
        actor(names=[{"text": "V", "script": script}])


@pytest.mark.parametrize(
    ("fields", "vocabulary"),
    [
        ({"kind": "robot"}, "actor_kinds"),
        ({"sex": "m"}, "sexes"),
        ({"names": [{"text": "V", "kind": "nice"}]}, "name_kinds"),
        ({"consent": {"scope": ["everything"]}}, "packet_purposes"),
        ({"relations": [{"to": "jmg", "type": "likes"}]}, "relation_types"),
    ],
)
def test_codes_are_those_of_the_vocabulary(fields, vocabulary):
    with pytest.raises(ValidationError, match=f"expected a code of the vocabulary '{vocabulary}'"):
        actor(**fields)


@pytest.mark.parametrize("said", ["no", 0, "false", []])
def test_whether_somebody_will_testify_is_true_or_false(said):
    with pytest.raises(ValidationError, match="willing_to_testify"):
        actor(willing_to_testify=said)
