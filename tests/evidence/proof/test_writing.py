"""Plain bodies written once: the texts of the parts, and of the whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.proof import canonical
from evidence.proof.errors import NotCanonical
from evidence.proof.pointers import MAX_DEPTH, cut
from evidence.proof.writing import texts_of
from tests.evidence.proof.test_pointers import BODY, COMMON, bodies


def both_ways(body: dict[str, Any]) -> tuple[Any, Any]:
    """Parts and whole, cut and encoded one by one, and written together."""
    parts = [(pointer, canonical.encode(value).decode()) for pointer, value in cut(body)]
    return (parts, canonical.encode(body).decode()), texts_of(body)


def test_each_part_and_the_whole_are_as_they_are_one_by_one() -> None:
    expected, found = both_ways(BODY)
    assert found == expected


@given(bodies(COMMON | st.text(st.characters(max_codepoint=127), max_size=3)))
def test_any_plain_body_is_written_so(body: dict[str, Any]) -> None:
    assert canonical.is_plain(body)
    expected, found = both_ways(body)
    assert found == expected


def test_lists_of_objects_too_deep_inside_each_other_are_refused() -> None:
    body: Any = {"a": 1}
    for _ in range(MAX_DEPTH + 1):
        body = {"a": [body]}
    with pytest.raises(NotCanonical, match="lists of objects"):
        texts_of(body)
