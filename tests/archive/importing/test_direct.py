"""Templates as functions give what going through the template gives, for any row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.importing.direct import direct
from archive.importing.made import laid_out
from archive.importing.mapping import Mapping, read_mapping, ready_mappings
from archive.importing.rows import Row
from archive.importing.sight import Problem, Sight
from tests.archive.importing.tables import mapping

MADE = b"""
[[record]]
type = "incident"
external_id = { scheme = "book", column = "No" }
per = "row"

[record.fields]
title = { column = "What", required = true }
language = "en"
tags = { columns = ["Tag*"], map = { A = "a", B = "b" }, other = "keep" }
status = { value = "confirmed", when = { column = "Sure", is = ["yes"] } }
narrative = { en = { text = "{What}  and {Sure}" }, when = "Sure" }
links = [{ to = { record = "incident" }, type = "part_of" }, { to = "I1", type = "precedes" }]

[[record.fields.acts]]
numbers = [1, 2]
type = { column = "Act{n}", if_absent = "killing" }
description = { column = "What" }
victims = [{ over = "People", description = { column = "People.name" } }]
"""
COLUMNS = ("What", "Sure", "Tag1", "Tag2", "Act1", "Act2", "People")
CELLS = st.one_of(
    st.sampled_from(
        [
            "", "NA", "#N/A", "1", "0", "12", "at least 3", "2014-12-14", "14.12.2014", "2014",
            "31.02.2014", "43.5", "Killed", "yes", "a; b", "a b", None, 7, 0.5, True, [],
            {"type": "Point", "coordinates": [45.5, 43.1]}, ["a", "b"], [{"name": "One"}, {}],
        ]
    ),
    st.text(max_size=5),
)  # fmt: skip


def both(found: Mapping, rows: tuple[Row, ...]) -> list[tuple[Any, Any]]:
    """What each template makes of the rows, with its problems, in the one way and in the other."""
    pairs = []
    for template in found.templates:
        slow, quick = (seen(found, rows), seen(found, rows))
        made = template.fields.make(slow)
        fill = direct(template.fields)
        fill(seen(found, rows))  # so that what it keeps of a cell is used as well
        values = fill(quick)
        slowly = None if made is None else laid_out(made, "", {})
        quickly = None if values is None else values[0]
        pairs.append(((slowly, slow.problems), (quickly, quick.problems)))
    return pairs


def seen(found: Mapping, rows: tuple[Row, ...]) -> Sight:
    ids = {template.name: f"{template.name:a<16.16}" for template in found.templates}
    problems: list[Problem] = []
    return Sight(rows, found.absent, ids, {}, problems)


def columns_of(found: Mapping) -> list[str]:
    return [column.replace("*", "x") for column in found.columns()]


@pytest.mark.parametrize("name", [*ready_mappings(), "small"])
@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_rows_give_the_same_values_and_the_same_faults(name: str, data: st.DataObject) -> None:
    found = mapping() if name == "small" else read_mapping(name)
    columns = columns_of(found)
    cells = st.fixed_dictionaries(dict.fromkeys(columns, CELLS))
    faults = st.dictionaries(st.sampled_from(columns), st.just("a formula"), max_size=1)
    rows = data.draw(st.lists(st.tuples(cells, faults), min_size=1, max_size=2))
    some = tuple(Row(number, *row) for number, row in enumerate(rows, 1))
    assert all(slow == quick for slow, quick in both(found, some))


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, CELLS)))
@settings(deadline=None)
def test_every_kind_of_instruction_gives_the_same(cells: dict[str, Any]) -> None:
    ((slow, quick),) = both(mapping(MADE), (Row(1, cells),))
    assert slow == quick


def test_a_whole_row_is_filled_in() -> None:
    cells = {
        "What": "A letter", "Sure": "yes", "Tag1": "A", "Tag2": "else", "Act1": "threat",
        "People": [{"name": "One"}, {"name": "Two"}, {"name": "One"}],
    }  # fmt: skip
    ((_, (found, problems)),) = both(mapping(MADE), (Row(1, cells),))
    assert (found["title"], found["tags"], found["status"]) == (
        "A letter",
        ["a", "else"],
        "confirmed",
    )
    assert found["narrative"] == {"en": "A letter and yes"}
    assert [act["type"] for act in found["acts"]] == ["threat", "killing"]
    assert found["acts"][0]["victims"] == [{"description": "One"}, {"description": "Two"}]
    assert problems == []


def test_a_wrong_cell_is_told_of_every_row_that_has_it() -> None:
    fill = direct(mapping().templates[0].fields)
    for number in (1, 2, 3):
        sight = seen(mapping(), (Row(number, {"What": "A letter", "Kind": "no kind"}),))
        fill(sight)
        assert [(one.row, one.column) for one in sight.problems] == [(number, "Kind")]
