"""Acts are told as who did what to whom, never more surely than they were recorded."""

from __future__ import annotations

from tests.webui.telling.views import VERA, citation, said, teller
from webui.telling import acts


def _act(row, **content):
    (told,) = acts.acts(teller(acts=[row], **content))
    return told


def test_an_attribution_is_told_with_its_hedge_degree_and_ground():
    row = {
        "type": "following",
        "perpetrators": [
            {
                "description": "armed men",
                "hedge": "believed",
                "degree": "suspected",
                "basis": "uniform_or_vehicle",
                "confidence": "low",
            }
        ],
    }
    (line,) = _act(row).by
    words = said(line)
    assert words.startswith("armed men believed")
    for part in ("part taken: suspected", "uniform or vehicle", "confidence of the coder: low"):
        assert part in words


def test_nobody_recorded_is_not_the_same_as_nobody_known():
    assert said(_act({"type": "threat"}).by[0]) == "not recorded"
    gaps = [{"path": "/acts/0/perpetrators", "reason": "unknown"}]
    assert said(_act({"type": "threat"}, gaps=gaps).by[0]) == "Unknown"


def test_a_victim_is_told_with_the_status_and_its_day():
    row = {
        "type": "detention",
        "victims": [
            {
                "actor": VERA,
                "role": "targeted",
                "status_at_end": "held",
                "status_as_of": {"edtf": "2015-01-28"},
            }
        ],
    }
    (line,) = _act(row).whom
    assert said(line) == "Vera N. targeted held as of 28 January 2015"


def test_property_is_told_with_its_number_and_where_it_stands_now():
    row = {
        "type": "confiscation_of_property",
        "property": [
            {
                "class": "phone",
                "quantity": {"comparator": "at_least", "lo": 2},
                "damage": "taken",
                "status": "not_returned",
                "owner": VERA,
            }
        ],
    }
    told = _act(row)
    assert said(told.things[0]) == "Telephone ≥ 2 taken not returned belongs to Vera N."
    assert told.whom == ()


def test_what_was_done_carries_hedge_method_and_paper():
    row = {
        "type": "destruction_of_property",
        "hedge": "apparently",
        "methods": ["set_on_fire"],
        "legal_ground_shown": "none",
        "stated_reason": "to teach them",
    }
    told = _act(row)
    assert said(told.what[0]) == "Destruction of property apparently set on fire"
    assert "Reason given: to teach them" in [said(line) for line in told.what]
    assert "Paper shown: none" in [said(line) for line in told.what]


def test_a_gap_inside_an_act_is_told_in_the_act():
    gaps = [{"path": "/acts/0/stated_reason", "reason": "none", "note": "nothing was said"}]
    said_ = [said(line) for line in _act({"type": "detention"}, gaps=gaps).what]
    assert "Reason given: None nothing was said" in said_


def test_passages_on_an_act_as_a_whole_stand_with_its_type():
    told = _act({"type": "threat"}, citations=[citation("/acts/0"), citation("/acts/0/type")])
    assert len(told.what[0].passages) == 2


def test_somebody_who_is_not_named_is_told_so():
    assert said(_act({"type": "threat", "victims": [{"role": "bystander"}]}).whom[0]).startswith(
        "not named"
    )
