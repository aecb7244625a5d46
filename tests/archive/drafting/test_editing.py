"""Rows of a form that come, go and change places, and the passages that name them."""

from __future__ import annotations

from typing import Any

import pytest

from archive.drafting.editing import act
from archive.drafting.errors import BadMark


def three_acts() -> dict[str, Any]:
    return {
        "acts": [{"type": "threat"}, {"type": "killing"}, {"type": "arrest"}],
        "citations": [
            {"path": "/acts/0/type"},
            {"path": "/acts/1"},
            {"path": "/acts/2/date"},
            {"path": "/acts/10"},
        ],
        "access": {"fields": [{"path": "/citations/1"}, {"path": "/citations/2"}]},
        "gaps": [{"path": "/acts/2/place"}],
    }


def paths(rows: list[dict[str, str]]) -> list[str]:
    return [row["path"] for row in rows]


def test_what_names_a_row_goes_with_it_and_later_rows_are_followed() -> None:
    tree = three_acts()
    assert act("incident", tree, "remove:/acts/1") == "/acts"
    assert [one["type"] for one in tree["acts"]] == ["threat", "arrest"]
    assert paths(tree["citations"]) == ["/acts/0/type", "/acts/1/date", "/acts/9"]
    assert paths(tree["access"]["fields"]) == ["/citations/1"]
    assert paths(tree["gaps"]) == ["/acts/1/place"]


def test_a_copy_comes_last_with_passages_of_its_own() -> None:
    tree = three_acts()
    tree["acts"][0]["key"] = "first"
    assert act("incident", tree, "copy:/acts/0") == "/acts/3"
    assert tree["acts"][3] == {"type": "threat", "key": ""}
    assert paths(tree["citations"])[-1] == "/acts/3/type"


def test_rows_that_change_places_keep_their_passages() -> None:
    tree = three_acts()
    assert act("incident", tree, "up:/acts/1") == "/acts/0"
    assert [one["type"] for one in tree["acts"]] == ["killing", "threat", "arrest"]
    assert paths(tree["citations"])[:3] == ["/acts/1/type", "/acts/0", "/acts/2/date"]


def test_a_new_row_and_a_field_are_opened_empty() -> None:
    tree: dict[str, Any] = {}
    assert act("incident", tree, "add:/acts") == "/acts/0"
    assert act("incident", tree, "open:/acts/0", "victims") == "/acts/0/victims/0"
    assert act("incident", tree, "open:/acts/0", "date") == "/acts/0/date"
    assert tree == {"acts": [{"type": "", "victims": [{}], "date": {}}]}


@pytest.mark.parametrize(
    "order",
    ["add:/title", "add:/nowhere", "remove:/acts/7", "remove:/acts/-1", "up:", "sell:/acts"],
)
def test_a_button_that_the_form_does_not_have_changes_nothing(order: str) -> None:
    tree = three_acts()
    with pytest.raises(BadMark, match="the draft is as it was"):
        act("incident", tree, order)
    assert tree == three_acts()
