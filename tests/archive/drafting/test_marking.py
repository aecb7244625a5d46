"""Passages that become values: each read as what it is marked for, each with its citation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.drafting.errors import BadMark
from archive.drafting.fields import Field
from archive.drafting.marking import Known, Mark, mark
from archive.drafting.quoting import Quoted
from archive.drafting.reading import read

NAMES = {"Sergei Babinets": "babinets", "Grozny": "grozny"}


def resolve(text: str, field: Field) -> str:
    if text in NAMES or text in NAMES.values():
        return NAMES.get(text, text)
    raise ValueError("nobody of this name")


def day(ref: str) -> str | None:
    return {"I5": "2014-12-13"}.get(ref)


def put(tree: dict[str, Any], words: str, action: str, **more: str) -> str:
    quote = Quoted({"exact": f"… {words} …"}, "paragraph 1")
    order = Mark(action=action, source="note", words=words, quoted=quote, **more)
    return mark("incident", tree, order, Known(resolve, day))


def value(tree: dict[str, Any]) -> dict[str, Any]:
    found = read("incident", tree, lambda text, _field: text)
    assert found.faults == []
    return found.content


def test_a_date_is_set_with_its_words_and_cited() -> None:
    tree: dict[str, Any] = {}
    assert put(tree, "13 December 2014", "date", hedge="stated_as_fact") == "/date"
    assert value(tree)["date"] == {"edtf": "2014-12-13", "verbatim": "13 December 2014"}
    assert tree["citations"] == [
        {
            "path": "/date",
            "source": "note",
            "quote": {"exact": "… 13 December 2014 …"},
            "locator": "paragraph 1",
            "hedge": "stated_as_fact",
        }
    ]


@pytest.mark.parametrize("words", ["The next day", "на следующий день", "في اليوم التالي"])
def test_a_date_that_is_said_from_another_event_is_reckoned_from_it(words: str) -> None:
    tree: dict[str, Any] = {}
    put(tree, words, "date", relative_to="I5")
    assert value(tree)["date"] == {
        "edtf": "2014-12-14",
        "verbatim": words,
        "basis": "relative",
        "anchor": "I5",
    }


def test_from_an_event_without_a_day_no_day_is_reckoned_and_the_words_are_kept() -> None:
    tree: dict[str, Any] = {}
    put(tree, "the next day", "date", relative_to="I6")
    assert tree["date"]["said"] == ""
    assert tree["date"]["verbatim"] == "the next day"


def test_a_second_passage_that_agrees_is_cited_beside_the_first() -> None:
    tree: dict[str, Any] = {"date": {"said": "2014-12-13"}}
    put(tree, "13 December 2014", "date")
    assert [row.get("status") for row in tree["citations"]] == [None]
    assert tree["date"] == {"said": "2014-12-13"}


def test_a_second_passage_that_says_otherwise_is_kept_as_a_conflict() -> None:
    tree: dict[str, Any] = {"date": {"said": "2014-12-10"}}
    put(tree, "11 December 2014", "date")
    (row,) = tree["citations"]
    assert row["status"] == "conflict"
    assert json.loads(row["value"])["edtf"] == "2014-12-11"
    assert value(tree)["date"]["edtf"] == "2014-12-10"


def test_a_person_whom_the_archive_knows_is_named_and_another_described() -> None:
    tree: dict[str, Any] = {}
    assert put(tree, "searched", "act", kind="Search of a person") == "/acts/0"
    put(tree, "Sergei Babinets", "person", target="/acts/0")
    put(tree, "armed masked men", "person", target="/acts/0", role="perpetrators")
    act = tree["acts"][0]
    assert act["type"] == "personal_search"
    assert act["victims"] == [{"actor": "babinets"}]
    assert act["perpetrators"] == [{"description": "armed masked men"}]
    assert [row["path"] for row in tree["citations"]] == [
        "/acts/0", "/acts/0/victims/0", "/acts/0/perpetrators/0",
    ]  # fmt: skip


def test_a_place_a_count_a_thing_a_duration_and_a_hedge_are_taken_over() -> None:
    tree: dict[str, Any] = {"acts": [{"type": "detention"}]}
    put(tree, "Grozny", "place")
    put(tree, "at least nine", "count", kind="destroyed")
    put(tree, "mobile phones", "property", target="/acts/0", kind="phone")
    put(tree, "for several hours", "duration", target="/acts/0")
    put(tree, "apparently", "hedge", target="/acts/0")
    found = value(tree)
    assert found["place"] == {"place": "grozny", "name": "Grozny"}
    assert found["counts"][0]["value"]["lo"] == 9
    act = found["acts"][0]
    assert act["property"] == [{"class": "phone", "description": "mobile phones"}]
    assert act["duration"]["lo"] == 120
    assert act["hedge"] == "apparently"


def test_silence_of_a_source_can_be_cited_for_an_empty_field() -> None:
    tree: dict[str, Any] = {"acts": [{"type": "detention", "stated_reason": ""}]}
    put(tree, "Why is not told", "cite", field="/acts/0/stated_reason", polarity="silent")
    assert tree["citations"][0]["polarity"] == "silent"


@pytest.mark.parametrize(
    ("action", "more"),
    [("sell", {}), ("property", {}), ("cite", {"field": "/nowhere"}), ("person", {"role": "x"})],
)
def test_what_no_field_takes_is_refused_and_changes_nothing(
    action: str, more: dict[str, str]
) -> None:
    tree: dict[str, Any] = {"title": "x"}
    with pytest.raises(BadMark, match="the draft is as it was"):
        put(tree, "words", action, **more)
    assert tree == {"title": "x"}
