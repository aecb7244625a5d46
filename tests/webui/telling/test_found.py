"""What was found is told with its doubts and with the next steps."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from archive.search.results import Hit, SearchResults
from schemas.verdict import Verdict
from tests.webui.telling.views import KNOWN, MILL
from webui.asking import Asked
from webui.telling import found


def _hit(ref, verdict=Verdict.CERTAINLY, **fields):
    whole = {
        "record_id": ref * 16,
        "ref": ref,
        "type": "incident",
        "title": f"Matter {ref}",
        "verdict": verdict,
        "why": (),
        "date_words": "",
        "place_words": "",
        "matched": (),
        "passages": (),
        "lat": None,
        "lon": None,
        "radius_m": None,
    }
    return Hit(**{**whole, **fields})


def _told(*hits, certain=1, possible=0, asked=(), **fields):
    whole = {"facets": {}, "notes": (), "did_you_mean": ()}
    results = SearchResults(certain, possible, hits, **{**whole, **fields})
    return found.told(results, Asked(MultiDict(asked)), KNOWN)


def test_certain_and_possible_are_apart_and_counted_apart():
    told = _told(_hit("a"), _hit("b", Verdict.POSSIBLY, why=("it may be later",)), possible=1)
    assert told.total == "1 certainly, 1 possibly"
    assert [hit.label.ref for hit in told.certain] == ["a"]
    assert [hit.why for hit in told.possible] == [("it may be later",)]


def test_pages_lead_back_and_forth_from_where_the_list_began():
    fields = {"next": "N", "previous": "P", "first": 20}
    asked = [("words", "x"), ("after", "M")]
    told = _told(*(_hit("a") for _ in range(20)), certain=50, asked=asked, **fields)
    assert (told.before, told.after) == ("?words=x&before=P", "?words=x&after=N")
    assert (told.start, told.shown) == ("?words=x", "21 to 40")
    alone = _told(_hit("a"), certain=1, asked=[("words", "x")])
    assert (alone.before, alone.after, alone.start) == ("", "", "")


def test_a_hit_tells_a_script_where_and_when_it_lies():
    told = _told(_hit("a", lat=43.25, lon=-45.5, first_day=735_579), _hit("b"))
    assert [(hit.where, hit.when) for hit in told.certain] == [
        ("43.25,-45.5,", "735579,"),
        ("", ""),
    ]


def test_facets_are_told_by_labels_and_narrow_by_refs():
    facets = {"place": [(MILL, 2, 1)], "kind": [("threat", 1, 0)], "method": [("verbal", 1, 0)]}
    told = _told(_hit("a"), facets=facets, asked=[("words", "x")])
    (_, (place,)), (_, (kind,)), (_, (method,)) = told.facets
    assert (place.words, place.certain, place.possible) == ("Upper Mill", 2, 1)
    assert place.address == "?words=x&place=mill"
    assert (kind.words, kind.address) == ("Threat", "?words=x&kind=threat")
    assert (method.words, method.address) == ("Spoken words", "?words=x&method=verbal")


def test_kinds_of_incidents_and_acts_are_counted_apart():
    facets = {
        "kind": [("destruction_of_property", 2, 0), ("destruction", 1, 0), ("own_kind", 1, 0)]
    }
    told = _told(_hit("a"), facets=facets)
    names = [(name, [row.words for row in rows]) for name, rows in told.facets]
    assert names == [
        ("Kind of incident", ["Destruction of property"]),
        ("Act", ["Destruction of property"]),
        ("Kind", ["own_kind"]),
    ]


def test_a_chosen_value_is_marked_and_not_offered_again():
    told = _told(_hit("a"), facets={"kind": [("threat", 1, 0)]}, asked=[("kind", "threat")])
    ((_, (row,)),) = told.facets
    assert row.chosen
    assert row.address == ""


def test_one_type_alone_is_not_counted():
    assert _told(_hit("a"), facets={"type": [("incident", 1, 0)], "status": []}).facets == ()


def test_filters_are_told_in_words():
    asked = [("kind", "destruction"), ("kind", "death_threat"), ("certain", "1"), ("to", "2015")]
    told = _told(_hit("a"), asked=asked)
    assert [filtered[:2] for filtered in told.filters] == [
        ("Kind", "Destruction of property"),
        ("Kind", "Death threat"),
        ("Certain only", ""),
        ("To", "2015"),
    ]


def test_other_spellings_lead_to_the_same_search():
    told = _told(certain=0, did_you_mean=("grozny",), asked=[("words", "grozni"), ("to", "2015")])
    assert told.did_you_mean == (("grozny", "?to=2015&words=grozny"),)


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("no mark", [("no mark", False)]),
        ("the ⟦office⟧ burnt", [("the ", False), ("office", True), (" burnt", False)]),
        ("⟦a⟧ ⟦b⟧", [("a", True), (" ", False), ("b", True)]),
        ("broken ⟦off", [("broken ", False), ("off", True)]),
        ("", []),
    ],
)
def test_what_was_found_is_marked_in_its_passage(passage, expected):
    assert [(one.text, one.found) for one in found.stretches(passage)] == expected
