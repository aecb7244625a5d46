"""Two people revise one record at once: what each changed, and what both did."""

from __future__ import annotations

from archive.drafting.merging import merge

BEFORE = {"title": "A fire", "tags": ["one"], "date": {"said": "2014-12-13"}, "acts": [{"t": "x"}]}


def test_what_only_one_changed_is_taken_from_the_one_who_did() -> None:
    mine = {**BEFORE, "title": "A great fire"}
    theirs = {**BEFORE, "tags": ["one", "two"]}
    merged = merge(BEFORE, mine, theirs)
    assert merged.typed == {**BEFORE, "title": "A great fire", "tags": ["one", "two"]}
    assert merged.conflicts == []
    assert [(one.pointer, one.both) for one in merged.differences] == [("/tags", False)]


def test_what_both_changed_is_a_conflict_at_the_innermost_field_and_mine_stands() -> None:
    mine = {**BEFORE, "date": {"said": "2014-12-14"}}
    theirs = {**BEFORE, "date": {"said": "2014-12-12", "basis": "inferred"}}
    merged = merge(BEFORE, mine, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.pointer, conflict.before, conflict.mine, conflict.theirs) == (
        "/date/said", "2014-12-13", "2014-12-14", "2014-12-12",
    )  # fmt: skip
    assert merged.typed["date"] == {"said": "2014-12-14", "basis": "inferred"}


def test_theirs_is_taken_where_it_is_chosen() -> None:
    merged = merge(BEFORE, {**BEFORE, "title": "a"}, {**BEFORE, "title": "b"}, {"/title": "theirs"})
    assert merged.typed["title"] == "b"


def test_lists_of_other_lengths_are_compared_as_wholes() -> None:
    mine = {**BEFORE, "acts": [{"t": "x"}, {"t": "y"}]}
    theirs = {**BEFORE, "acts": [{"t": "z"}]}
    (conflict,) = merge(BEFORE, mine, theirs).conflicts
    assert conflict.pointer == "/acts"


def test_a_field_that_was_only_opened_is_no_change() -> None:
    merged = merge(BEFORE, {**BEFORE, "place": {}}, {**BEFORE, "place": {"name": "Grozny"}})
    assert merged.typed["place"] == {"name": "Grozny"}
    assert merged.conflicts == []
