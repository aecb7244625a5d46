"""Cutting into parts and putting together (RFC 6901 pointers)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.proof.errors import BadProof, NotCanonical
from evidence.proof.pointers import MAX_DEPTH, assemble, cut

BODY = {
    "title": "Office burnt",
    "tags": ["fire", "office"],
    "date": {"edtf": "2014-12-13"},
    "acts": [
        {"type": "arson", "victims": [{"actor": "a-1"}, {"actor": "a-2", "seen": [{"by": "x"}]}]},
        {"victims": [{"actor": "a-3"}]},
    ],
}

COMMON = st.sampled_from(["a", "b", "0", "a/b", "m~n", ""])


def bodies(names: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies of records, with names of fields as they are given, however deep."""
    values = st.recursive(
        st.none() | st.integers(-3, 3) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(names, inner, max_size=3)
            | st.lists(st.dictionaries(names, inner, max_size=3), min_size=1, max_size=3)
        ),
        max_leaves=8,
    )
    return st.dictionaries(names, values, max_size=5)


BODIES = bodies(COMMON | st.text(max_size=3))


def test_fields_and_elements_of_lists_of_objects_become_parts() -> None:
    assert cut(BODY) == [
        ("/acts/0", {"type": "arson"}),
        ("/acts/0/victims/0", {"actor": "a-1"}),
        ("/acts/0/victims/1", {"actor": "a-2"}),
        ("/acts/0/victims/1/seen/0", {"by": "x"}),
        ("/acts/1", {}),
        ("/acts/1/victims/0", {"actor": "a-3"}),
        ("/date", {"edtf": "2014-12-13"}),
        ("/tags", ["fire", "office"]),
        ("/title", "Office burnt"),
    ]


@pytest.mark.parametrize(
    "value", [[], [1, {}], [{}, "x"], {}, {"a": [{"b": 1}]}, [[{"a": 1}]]], ids=repr
)
def test_everything_else_stays_whole(value: Any) -> None:
    assert cut({"a": value}) == [("/a", value)]


def test_names_are_escaped_as_rfc_6901_says() -> None:
    # RFC 6901 §5 gives these two names and their pointers.
    assert cut({"a/b": 1, "m~n": 8, "": 0}) == [("/", 0), ("/a~1b", 1), ("/m~0n", 8)]


@given(BODIES)
def test_all_parts_together_make_the_body(body: dict[str, Any]) -> None:
    assert assemble(cut(body)) == body


@given(BODIES, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(body: dict[str, Any], random: Any) -> None:
    parts = cut(body)
    random.shuffle(parts)
    assert assemble(parts) == body


@given(BODIES)
def test_pointers_are_distinct(body: dict[str, Any]) -> None:
    pointers = [pointer for pointer, _ in cut(body)]
    assert len(set(pointers)) == len(pointers)


def test_missing_elements_are_dropped_and_the_rest_keeps_its_order() -> None:
    kept = [pair for pair in cut(BODY) if pair[0] in ("/acts/0/victims/1", "/acts/1", "/title")]
    assert assemble(kept) == {
        "title": "Office burnt",
        "acts": [{"victims": [{"actor": "a-2"}]}, {}],
    }


def test_the_tenth_element_comes_after_the_second() -> None:
    body = {"a": [{"n": number} for number in range(12)]}
    assert assemble(reversed(cut(body))) == body


def test_nothing_makes_an_empty_body() -> None:
    assert assemble([]) == {}


@pytest.mark.parametrize(
    ("pairs", "match"),
    [
        pytest.param([("", {})], "no pointer into a body", id="whole-document"),
        pytest.param([("a", 1)], "no pointer into a body", id="no-slash"),
        pytest.param([("/a~2", 1)], "no pointer into a body", id="bad-escape"),
        pytest.param([("/a/0/b", 1)], "neither a field nor an element", id="field-of-element"),
        pytest.param([("/a/01", {})], "no number of an element", id="leading-zero"),
        pytest.param([("/a/-", {})], "no number of an element", id="append"),
        pytest.param([("/a/١", {})], "no number of an element", id="arabic-digit"),
        pytest.param([("/a/", {})], "no number of an element", id="no-digit"),
        pytest.param([("/a/9999999999", {})], "no number of an element", id="huge"),
        pytest.param([("/a/0", 1)], "but no object", id="element-no-object"),
        pytest.param([("/a", 1), ("/a", 1)], "given twice", id="field-twice"),
        pytest.param([("/a/0", {}), ("/a/0", {})], "given twice", id="element-twice"),
        pytest.param([("/a", 1), ("/a/0", {})], "say two things of /a", id="field-and-element"),
        pytest.param(
            [("/a/0", {"b": 1}), ("/a/0/b/0", {})], "say two things of /a/0/b", id="nested"
        ),
        pytest.param([("/a/0" * 2000, {})], "neither a field nor an element", id="deep"),
    ],
)
def test_parts_that_no_body_has_are_refused(pairs: list[tuple[str, Any]], match: str) -> None:
    with pytest.raises(BadProof, match=match):
        assemble(pairs)


def deep_body(lists: int) -> dict[str, Any]:
    body: dict[str, Any] = {"end": 1}
    for _ in range(lists):
        body = {"a": [body]}
    return body


def test_lists_inside_lists_have_an_end() -> None:
    deepest = deep_body(MAX_DEPTH)
    assert assemble(cut(deepest)) == deepest
    with pytest.raises(NotCanonical, match="inside each other"):
        cut(deep_body(MAX_DEPTH + 1))


@pytest.mark.parametrize("body", [{1: 2}, {1: 2, "a": 3}, {"a": [{2: [{"b": 1}]}]}], ids=repr)
def test_a_field_name_must_be_a_text(body: Any) -> None:
    with pytest.raises(NotCanonical, match="not a text"):
        cut(body)
