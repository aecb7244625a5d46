"""JSON Pointer against the examples of its RFC, and against what leads nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import BadPointer
from schemas.pointer import join, resolve, split

RFC_DOCUMENT = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", RFC_DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_examples_of_rfc_6901_section_5(pointer, value):
    assert resolve(RFC_DOCUMENT, pointer) == value


def test_escaped_tilde_before_one_is_not_a_slash():
    assert split("/~01") == ("~1",)


@pytest.mark.parametrize(
    ("pointer", "why"),
    [
        ("foo", "does not begin with"),
        ("/~", "is written '~0'"),
        ("/a~2b", "is written '~0'"),
        ("/bar", "no member 'bar'"),
        ("/foo/2", "no element 2: the list has 2"),
        ("/foo/-", "a number from 0"),
        ("/foo/01", "a number from 0"),
        ("/foo/-1", "a number from 0"),
        ("/foo/+1", "a number from 0"),
        ("/foo/١", "a number from 0"),
        ("/foo/" + "9" * 5000, "a number from 0"),
        ("/foo/", "a number from 0"),
        ("/foo/0/0", "no parts"),
        ("//x", "no parts"),
    ],
)
def test_what_leads_nowhere_is_refused_with_the_reason(pointer, why):
    with pytest.raises(BadPointer, match=why) as caught:
        resolve(RFC_DOCUMENT, pointer)
    assert caught.value.pointer == pointer


def test_indexes_may_be_given_as_numbers():
    assert join(("acts", 0, "victims", 12)) == "/acts/0/victims/12"


@given(st.lists(st.text()))
def test_tokens_there_and_back(tokens):
    assert split(join(tokens)) == tuple(tokens)


@given(st.text())
def test_every_text_is_a_pointer_or_refused(text):
    try:
        tokens = split(text)
    except BadPointer:
        return
    assert join(tokens) == text


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=12,
    )
)
def test_every_place_of_a_document_is_found_by_its_pointer(document):
    def places(value, path):
        yield path, value
        steps = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for token, inner in steps:
            yield from places(inner, (*path, token))

    for path, value in places(document, ()):
        assert resolve(document, join(path)) is value
