"""Actors are told under the names that the reader may know."""

from __future__ import annotations

from archive.lookup import Label
from tests.webui.telling.views import SOURCE, VERA, by_name, said, teller
from webui.telling import actor


def test_every_spelling_is_told_with_its_language():
    told = teller(
        "actor",
        names=[
            {"text": "Vera", "kind": "primary", "as_in_source": SOURCE},
            {"text": "Вера", "language": "ru"},
        ],
    )
    fact = actor.names(told)
    assert fact is not None
    assert said(fact.lines[0]).startswith("Vera primary name so written in")
    assert fact.lines[1].pieces[0].language == "ru"


def test_a_pseudonym_is_known_as_one():
    assert actor.is_pseudonym(teller("actor", names=[{"text": "W7", "kind": "pseudonym"}]))
    assert not actor.is_pseudonym(teller("actor", names=[{"text": "Vera"}]))
    assert not actor.is_pseudonym(teller("actor"))


def test_consent_is_told_with_its_scope_and_its_withdrawal():
    told = teller("actor", consent={"scope": ["court"], "withdrawn_on": {"edtf": "2015"}})
    assert by_name(actor.facts(told))["Consent"] == ["court withdrawn on 2015"]


def test_relations_keep_their_hedge_in_both_directions():
    row = {"to": VERA, "type": "possibly_same_as", "hedge": "possibly"}
    assert said(actor.relations(teller("actor", relations=[row]))[0]) == (
        "Possibly the same as Vera N. possibly"
    )
    label = Label("x" * 16, "x", "actor", "Somebody")
    back = actor.relation_back(label, {"relations": [row]}, VERA)
    assert said(back) == "Somebody possibly the same as this one possibly"


def test_a_part_as_perpetrator_is_never_told_without_how_surely():
    content = {
        "acts": [
            {
                "type": "threat",
                "perpetrators": [
                    {"actor": VERA, "degree": "suspected", "hedge": "alleged", "basis": "witness"}
                ],
            }
        ]
    }
    assert actor.parts_in(content, VERA) == ("threat: perpetrator (suspected, alleged, witness)",)


def test_parts_of_victims_and_owners_are_told_act_by_act():
    content = {
        "acts": [
            {"type": "detention", "victims": [{"actor": VERA, "role": "targeted"}]},
            {"type": "looting", "property": [{"class": "phone", "owner": VERA}]},
            {"type": "other"},
        ]
    }
    assert actor.parts_in(content, VERA) == (
        "detention: victim, targeted",
        "looting: owner of property",
    )
