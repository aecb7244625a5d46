"""Followers: looking once at a record is the same as looking as each audience."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.disclosure import is_undivided
from archive.projections import (
    Seen,
    Stamp,
    compared_views,
    distinct_views,
    outline,
    project,
    rows_of,
)
from schemas.records import Record, read_record
from tests.archive import samples
from tests.archive.rich_records import OTHERS, pointers, rich_record
from tests.schemas.made_records import records

LEVELS = ["public", "restricted", "confidential"]


@st.composite
def records_with_rules(draw: st.DrawFn) -> Record:
    """Any record, with rules of access, citations and gaps for fields that it has."""
    content = draw(records())
    content |= {"id": "abcdefghijklmnop", "ref": "R1"}
    content.pop("access", None)
    there = [path for path in pointers(content) if not path.startswith("/citations/")]
    places = st.sampled_from([*there, "/access", "/access/level", "/gaps"])
    rules = draw(st.lists(st.tuples(places, st.sampled_from(LEVELS)), max_size=2))
    content["access"] = {
        "level": draw(st.sampled_from(LEVELS)),
        "fields": [{"path": path, "level": level} for path, level in dict(rules).items()],
    }
    content["gaps"] = [
        {"path": path, "reason": "unknown"} for path in draw(st.lists(places, max_size=1))
    ]
    return read_record(json.dumps(content))


def bare(seen: Seen) -> Seen:
    """Without the rules of access, which no row tells."""
    content = {name: value for name, value in seen.content.items() if name != "access"}
    return seen._replace(content=content)


def looked_at(record: Record) -> tuple[list[Seen], list[Seen]]:
    """What is seen by the quick way and by looking as each audience."""
    once = [bare(seen) for seen in distinct_views(record, record.content())]
    return once, [bare(seen) for seen in compared_views(record)]


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(records_with_rules())
def test_looking_once_shows_what_every_audience_sees(record: Record) -> None:
    once, compared = looked_at(record)
    assert once == compared


@pytest.mark.parametrize("kind", [kind for kind in OTHERS if kind != "person"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_record_with_something_in_every_field_is_seen_alike_either_way(
    kind: str, level: str
) -> None:
    once, compared = looked_at(rich_record(kind, {"level": level}))
    assert once == compared


ID = "abcdefghijklmnop"
NEARBY = {"name": "The mill", "precision": "1", "public_precision": "3", "admin": ["Land"]}


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(
            samples.incident("R1", id=ID, access=samples.access("public", title="restricted")),
            id="f",
        ),
        pytest.param(
            samples.incident("R1", id=ID, access=samples.access("public"), place=NEARBY), id="place"
        ),
        pytest.param(
            samples.actor("R1", id=ID, access=samples.access("public"), willing_to_testify=True),
            id="default",
        ),
        pytest.param(
            samples.item(
                "R1",
                id=ID,
                access=samples.access("public"),
                documents=[{"incident": "I1", "act": "a"}],
            ),
            id="act",
        ),
    ],
)
def test_a_record_that_audiences_see_differently_is_looked_at_as_each(record: Record) -> None:
    assert not is_undivided(record, record.content())
    once, compared = looked_at(record)
    assert once == compared
    assert len(once) > 1


def test_a_record_without_rules_of_its_own_has_one_view() -> None:
    record = samples.incident("I1", access=samples.access("public"), tags=["doors"])
    assert is_undivided(record, record.content())
    (seen,) = distinct_views(record, record.content())
    assert (seen.low, seen.high, seen.ref) == (0, 2, "I1")


def test_the_rows_are_the_same_from_an_outline_that_another_process_made() -> None:
    record = rich_record("incident", {"level": "restricted"})
    outlined = pickle.loads(pickle.dumps(outline(record, record.content())))
    assert rows_of(outlined, Stamp("a" * 16, 7)) == project(record, Stamp("a" * 16, 7))
