"""References: found wherever they stand, each with what may stand there, and renamed in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from schemas.records import RECORD_TYPES, read_record
from schemas.reference import FoundReference, Reference, references, with_references
from schemas.shape import Shape
from tests.schemas.made_records import records

INCIDENT = {
    "type": "incident",
    "title": "A search",
    "place": {"place": "grozny"},
    "acts": [
        {
            "type": "confiscation_of_property",
            "place": {"place": "office"},
            "victims": [
                {"actor": "babinets"},
                {"description": "a visitor"},
                {"actor": "dimitriev"},
            ],
            "perpetrators": [{"actor": "police"}],
            "property": [{"class": "phone", "owner": "babinets"}],
        }
    ],
    "links": [{"to": "I5", "type": "follow_up"}],
    "review": {"state": "reviewed", "by": "the editor"},
    "citations": [
        {
            "path": "/title",
            "source": "note",
            "asserted_by": "kadyrov",
            "reported_via": ["a neighbour", "jmg"],
        }
    ],
    "retired": {"reason": "duplicate", "in_favour_of": "I9"},
}
EVERYWHERE = {
    "/place/place": "grozny",
    "/acts/0/place/place": "office",
    "/acts/0/victims/0/actor": "babinets",
    "/acts/0/victims/2/actor": "dimitriev",
    "/acts/0/perpetrators/0/actor": "police",
    "/acts/0/property/0/owner": "babinets",
    "/links/0/to": "I5",
    "/review/by": "the editor",
    "/citations/0/source": "note",
    "/citations/0/asserted_by": "kadyrov",
    "/citations/0/reported_via/0": "a neighbour",
    "/citations/0/reported_via/1": "jmg",
    "/retired/in_favour_of": "I9",
}


def read(record):
    return read_record(json.dumps(record))


def test_every_reference_is_found_where_it_stands():
    found = {one.pointer: one.value for one in references(read(INCIDENT))}
    assert found == EVERYWHERE


def test_references_come_in_the_order_of_the_fields():
    pointers = [one.pointer for one in references(read(INCIDENT))]
    assert pointers[:2] == ["/citations/0/source", "/citations/0/asserted_by"]
    assert pointers[-1] == "/review/by"


@pytest.mark.parametrize(
    ("record", "pointer", "mark"),
    [
        (INCIDENT, "/acts/0/victims/0/actor", Reference(("actor",))),
        (INCIDENT, "/links/0/to", Reference(("incident",))),
        (INCIDENT, "/citations/0/source", Reference(("source",))),
        (INCIDENT, "/citations/0/asserted_by", Reference(or_text=True)),
        (INCIDENT, "/citations/0/reported_via/1", Reference(or_text=True)),
        (INCIDENT, "/retired/in_favour_of", Reference()),
        (
            {"type": "case", "title": "C", "exhibits": ["E-a", "E-b"]},
            "/exhibits/1",
            Reference(("item",)),
        ),
        (
            {
                "type": "item",
                "title": "E",
                "kind": "photo",
                "state": "lead",
                "acquired": {"at": "2014-12-15T20:49:54Z", "from": "a neighbour"},
            },
            "/acquired/from",
            Reference(or_text=True),
        ),
        (
            {"type": "actor", "kind": "individual", "names": [{"text": "V", "as_in_source": "ua"}]},
            "/names/0/as_in_source",
            Reference(("source",)),
        ),
    ],
)
def test_a_reference_says_what_may_stand_there(record, pointer, mark):
    found = {one.pointer: one.mark for one in references(read(record))}
    assert found[pointer] == mark


def test_only_types_of_records_may_stand_in_a_reference():
    marks = [one.mark for one in references(read(INCIDENT))]
    assert {kind for mark in marks for kind in mark.types} <= RECORD_TYPES.keys()


def test_renaming_reaches_every_reference_and_nothing_else():
    def renamed(found: FoundReference) -> str:
        return f"<{found.value}>"

    given = read(INCIDENT)
    after = with_references(given, renamed)
    assert {one.pointer: one.value for one in references(after)} == {
        pointer: f"<{value}>" for pointer, value in EVERYWHERE.items()
    }
    assert with_references(after, lambda found: found.value[1:-1]) == given


def test_renaming_follows_the_names_that_people_write():
    item = read(
        {
            "type": "item",
            "title": "E",
            "kind": "photo",
            "state": "lead",
            "acquired": {"at": "2014-12-15T20:49:54.018561Z", "from": "vera"},
        }
    )
    after = with_references(item, lambda found: found.value.upper())
    assert after.content()["acquired"] == {"at": "2014-12-15T20:49:54.018561Z", "from": "VERA"}


def test_what_was_refused_stays_refused_when_references_are_renamed():
    item = read(
        {
            "type": "item",
            "title": "E",
            "kind": "photo",
            "state": "lead",
            "documents": [{"incident": "I5"}],
            "consent": [],
        }
    )
    assert with_references(item, lambda _found: "I6").consent == ()


def test_somebody_in_an_empty_text_is_nobody():
    record = read({**INCIDENT, "review": {"state": "draft", "by": ""}})
    assert "/review/by" not in {one.pointer for one in references(record)}


def every_text(value: Shape, here: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a shape that is a reference or not, by plain looking everywhere."""
    for name, field in type(value).model_fields.items():
        inner, at = getattr(value, name), f"{here}/{field.alias or name}"
        rows = enumerate(inner) if isinstance(inner, tuple) else [(None, inner)]
        for number, one in rows:
            place = at if number is None else f"{at}/{number}"
            if isinstance(one, Shape):
                yield from every_text(one, place)
            elif isinstance(one, str):
                yield place, one


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(records())
def test_every_reference_is_found_where_it_stands_and_renamed_alone(made: dict[str, Any]) -> None:
    record = read_record(json.dumps(made))
    found = {one.pointer: one.value for one in references(record)}
    texts = dict(every_text(record))
    assert found.items() <= texts.items()
    renamed = with_references(record, lambda one: f"{one.value}x")
    after = dict(every_text(renamed))
    assert after == {p: f"{text}x" if p in found else text for p, text in texts.items()}


def test_a_record_in_which_nothing_is_renamed_stays_itself() -> None:
    record = read_record(json.dumps(INCIDENT))
    assert with_references(record, lambda found: found.value) is record
