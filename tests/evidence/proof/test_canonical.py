"""Known answers: the RFC 8785 test data of cyberphone/json-canonicalization (`jcs-rfc8785`)."""

from __future__ import annotations

import enum
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from evidence.proof import canonical
from evidence.proof.errors import NotCanonical

PUBLISHED = ["arrays", "french", "structures", "weird"]

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | TEXTS | st.integers(-(2**53) + 1, 2**53 - 1)
NUMBERS = SCALARS | st.floats(allow_nan=False, allow_infinity=False)


def nested(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
        max_leaves=12,
    )


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_inputs_give_the_published_bytes(shared_data: Path, name: str) -> None:
    folder = shared_data / "jcs-rfc8785" / "testdata"
    value = json.loads((folder / "input" / f"{name}.json").read_text("utf-8"))
    wanted = bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text("ascii"))
    assert canonical.encode(value) == wanted


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_bytes_are_read_back(shared_data: Path, name: str) -> None:
    folder = shared_data / "jcs-rfc8785" / "testdata"
    data = bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text("ascii"))
    assert canonical.encode(canonical.decode(data)) == data


def test_every_published_value_is_among_them(shared_data: Path) -> None:
    folder = shared_data / "jcs-rfc8785" / "testdata"
    for kind in ("input", "output", "outhex"):
        assert sorted(path.stem for path in (folder / kind).iterdir()) == PUBLISHED


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_outputs_are_read_and_the_inputs_refused_for_their_spelling(
    shared_data: Path, name: str
) -> None:
    folder = shared_data / "jcs-rfc8785" / "testdata"
    output = (folder / "output" / f"{name}.json").read_bytes()
    assert canonical.encode(canonical.decode(output)) == output
    with pytest.raises(NotCanonical):
        canonical.decode((folder / "input" / f"{name}.json").read_bytes())


@given(nested(NUMBERS))
def test_every_value_gives_the_bytes_of_the_rfc8785_package(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(nested(SCALARS))
def test_a_value_without_floats_comes_back_the_same(value: Any) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@given(nested(NUMBERS))
def test_what_encode_writes_decode_reads(value: Any) -> None:
    data = canonical.encode(value)
    assert canonical.encode(canonical.decode(data)) == data


@given(nested(NUMBERS), st.sampled_from([1, 2]))
def test_a_text_with_other_spacing_is_refused(value: Any, indent: int) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(json.dumps([value], indent=indent).encode())


class Level(enum.StrEnum):
    TEAM = "team"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        pytest.param((1, 2), b"[1,2]", id="tuple"),
        pytest.param({"a": Level.TEAM}, b'{"a":"team"}', id="code-from-a-list"),
        pytest.param({"\U0001f600": 1, "\ufb33": 2}, None, id="utf-16-order-of-keys"),
        pytest.param('\x7f\u2028\x1f"\\/', None, id="escapes"),
    ],
)
def test_rare_values_are_written_as_the_package_does(value: Any, wanted: bytes | None) -> None:
    data = canonical.encode(value)
    assert data == rfc8785.dumps(value)
    assert wanted in (None, data)


def test_keys_beyond_the_basic_plane_sort_by_utf_16_units() -> None:
    assert (
        canonical.encode({"\ufb33": 2, "\U0001f600": 1}) == '{"\U0001f600":1,"\ufb33":2}'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(2**53, id="integer-too-large"),
        pytest.param(-(2**53), id="integer-too-small"),
        pytest.param(float("nan"), id="nan"),
        pytest.param(float("inf"), id="infinity"),
        pytest.param({1: 2}, id="key-is-a-number"),
        pytest.param({None: 2}, id="key-is-none"),
        pytest.param({"a": {1, 2}}, id="set"),
        pytest.param(b"x", id="bytes"),
        pytest.param("\ud800", id="lone-surrogate"),
        pytest.param({"\ud800": 1}, id="lone-surrogate-in-a-key"),
        pytest.param(["\udfff", 0.5], id="lone-surrogate-beside-a-float"),
    ],
)
def test_values_without_a_form_are_refused(value: Any) -> None:
    with pytest.raises(NotCanonical, match="expected canonical JSON"):
        canonical.encode(value)


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(NotCanonical, match="too deeply"):
        canonical.encode(loop)


@pytest.mark.parametrize(
    ("data", "what", "where"),
    [
        pytest.param(b'{"a":1,"a":2}', "a key given twice", "key 'a'", id="duplicate"),
        pytest.param(b'{"a":1,"a":1}', "a key given twice", "key 'a'", id="equal-duplicate"),
        pytest.param(b'"\\ud800"', "a lone surrogate in a text", "", id="escaped-surrogate"),
        pytest.param(b'"\xed\xa0\x80"', "bytes that are not UTF-8", "byte 1", id="surrogate"),
        pytest.param(b'"\xff"', "bytes that are not UTF-8", "byte 1", id="not-utf-8"),
        pytest.param('{"a":1}'.encode("utf-16"), "bytes that are not UTF-8", "byte 0", id="utf16"),
        pytest.param(b"NaN", "NaN, which is no number of JSON", "", id="nan"),
        pytest.param(b"[-Infinity]", "-Infinity, which is no number of JSON", "", id="infinity"),
        pytest.param(b'{"b":1,"a":2}', 'b\'b":1,"a":2}\' where', "byte 2", id="order"),
        pytest.param(b'{"a": 1}', "b' 1}' where", "byte 5", id="space"),
        pytest.param(b'"\\u0041"', "b'\\\\u0041\"' where", "byte 1", id="needless-escape"),
        pytest.param(b"1.0", "b'.0' where b'' belongs", "byte 1", id="float-that-is-whole"),
        pytest.param(b"-0", "b'-0' where b'0' belongs", "byte 0", id="minus-zero"),
        pytest.param(b"1e400", "a value without such a form", "", id="beyond-a-double"),
        pytest.param(b"9" * 5000, "a value without such a form", "", id="five-thousand-digits"),
        pytest.param(b"9007199254740993", "b'3' where b'2' belongs", "byte 15", id="no-double"),
        pytest.param(b"", "no JSON", "byte 0", id="empty"),
        pytest.param('"ж'.encode(), "no JSON", "byte 0", id="torn"),
        pytest.param(b"1 ", "b' ' where b'' belongs", "byte 1", id="trailing-space"),
        pytest.param(b"\xef\xbb\xbf1", "no JSON", "byte 0", id="byte-order-mark"),
        pytest.param(b"[" * 100_000, "a value nested too deeply", "", id="deep"),
    ],
)
def test_another_way_of_writing_is_refused_with_its_place(
    data: bytes, what: str, where: str
) -> None:
    with pytest.raises(NotCanonical, match="expected canonical JSON") as caught:
        canonical.decode(data)
    assert caught.value.what.startswith(what)
    assert caught.value.where == where


def test_integers_above_two_to_the_53_are_read_in_the_form_that_doubles_have() -> None:
    data = rfc8785.dumps(1e20)
    assert data == b"100000000000000000000"
    assert canonical.decode(data) == 1e20


ENTRY = {"action": "item.acquired", "at": "2014-12-15T20:49:54.018561Z", "seq": 41, "v": 1}


def test_an_entry_comes_back_from_its_bytes() -> None:
    assert canonical.decode_entry(canonical.encode_entry(ENTRY)) == ENTRY


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        pytest.param([ENTRY], "list instead of an object", id="list"),
        pytest.param({"seq": 1.5}, "a float", id="float"),
        pytest.param({"о": 1}, "a key that is not ASCII", id="cyrillic-key"),
        pytest.param({"seq": 2**53}, "an integer beyond", id="integer"),
    ],
)
def test_an_entry_of_another_form_is_neither_written_nor_read(entry: Any, what: str) -> None:
    with pytest.raises(NotCanonical, match=what):
        canonical.encode_entry(entry)
    with pytest.raises(NotCanonical, match=what):
        canonical.decode_entry(
            json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        )


def test_an_entry_of_65535_bytes_is_the_longest() -> None:
    longest = {"a": "x" * (65_535 - 8)}
    data = canonical.encode_entry(longest)
    assert len(data) == 65_535
    assert canonical.decode_entry(data) == longest
    longer = {"a": "x" * (65_535 - 7)}
    with pytest.raises(NotCanonical, match="65536 bytes"):
        canonical.encode_entry(longer)
    with pytest.raises(NotCanonical, match="65536 bytes"):
        canonical.decode_entry(canonical.encode(longer))


def test_an_entry_that_contains_itself_is_refused() -> None:
    loop: dict[str, Any] = {}
    loop["a"] = loop
    with pytest.raises(NotCanonical, match="too deeply"):
        canonical.encode_entry(loop)
