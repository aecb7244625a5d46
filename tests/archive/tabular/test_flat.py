"""A record as a row of cells comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from archive.tabular.flat import from_cells, to_cells
from archive.worked_example import example_records
from schemas.records import read_record
from tests.archive import samples
from tests.schemas.made_records import records


def again(content: dict[str, Any]) -> dict[str, Any]:
    back = from_cells(to_cells(content), content["type"])
    return read_record(json.dumps(back)).content()


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(records())
def test_any_record_comes_back_from_its_cells(made: dict[str, Any]) -> None:
    content = read_record(json.dumps(made)).content()
    assert again(content) == content


def test_every_record_of_the_worked_example_comes_back() -> None:
    for example in example_records():
        content = read_record(json.dumps(example)).content()
        assert again(content) == content


def test_a_person_finds_date_point_and_words_in_cells_of_their_own() -> None:
    content = samples.incident(
        "I1",
        date={"edtf": "2014-12", "verbatim": "in December"},
        place={"name": "Mill", "geometry": {"type": "Point", "coordinates": [45.7, 43.3]}},
        tags=["doors", "night"],
        narrative={"en": "At night."},
    ).content()
    cells = to_cells(content)
    assert cells["date.edtf"] == "2014-12"
    assert (cells["place.lat"], cells["place.lon"]) == ("43.3", "45.7")
    assert cells["tags"] == "doors; night"
    assert cells["narrative.en"] == "At night."
    assert "date.lo" not in cells


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"colour": "red"}, "colour: expected a column of the record"),
        ({"date.colour": "red"}, "date.colour: expected a column of the record"),
        ({"acts": "two acts"}, "acts: expected JSON"),
        ({"place.lat": "43"}, "expected lat and lon, found lat alone"),
    ],
)
def test_a_cell_that_no_field_can_hold_is_named(cells: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        from_cells(cells, "incident")
