"""Any choice of parts proves itself; what is withheld cannot be guessed, nor counted."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.proof import canonical, parts
from evidence.proof.errors import BadProof
from evidence.proof.pointers import assemble

NAMES = ["title", "date", "place", "acts", "tags", "witness", "narrative", "language", "counts"]
WORDS = st.sampled_from(["Grozny", "an office", "burnt", "a neighbour", "13 December 2014", ""])
ACTS = st.lists(
    st.fixed_dictionaries(
        {"type": WORDS, "victims": st.lists(st.fixed_dictionaries({"who": WORDS}))}
    ),
    max_size=4,
)
VALUES = WORDS | st.integers(-5, 5) | st.booleans() | st.lists(WORDS, max_size=3) | ACTS
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1)
SECRETS = st.binary(min_size=32, max_size=32)

DICTIONARY = ["Grozny", "an office", "burnt", "a neighbour", "13 December 2014", "", 0, 1, True, []]
"""Everything that somebody might guess; the right words are among them."""


def pointer_of(text: str) -> str:
    found: str = json.loads(text)[1]
    return found


@given(BODIES, SECRETS, st.data())
@settings(max_examples=60)
def test_any_choice_of_parts_proves_itself_and_no_more(
    body: dict[str, Any], secret: bytes, data: st.DataObject
) -> None:
    sealed = parts.seal(body, secret)
    chosen = [text for text in sealed.texts if data.draw(st.booleans())]
    proved = parts.check_disclosed(chosen, sealed.digests, sealed.digest)
    assert proved == assemble([(json.loads(text)[1], json.loads(text)[2]) for text in chosen])
    whole = parts.check_disclosed(sealed.texts, sealed.digests, sealed.digest)
    assert whole == {name: value for name, value in body.items() if name in whole}


@given(BODIES, SECRETS, st.data())
@settings(max_examples=60)
def test_no_changed_bit_of_a_disclosed_part_is_accepted(
    body: dict[str, Any], secret: bytes, data: st.DataObject
) -> None:
    sealed = parts.seal(body, secret)
    text = data.draw(st.sampled_from(sealed.texts)).encode()
    bit = data.draw(st.integers(0, 8 * len(text) - 1))
    changed = bytearray(text)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((BadProof, UnicodeDecodeError)):
        parts.check_disclosed([bytes(changed).decode()], sealed.digests, sealed.digest)


@given(BODIES, SECRETS, st.data())
@settings(max_examples=40)
def test_a_dictionary_with_the_right_value_confirms_nothing(
    body: dict[str, Any], secret: bytes, data: st.DataObject
) -> None:
    sealed = parts.seal(body, secret)
    shown = [text for text in sealed.texts if data.draw(st.booleans())]
    hidden = [text for text in sealed.texts if text not in shown]
    salts = {json.loads(text)[0] for text in shown} | {"", "A" * 22}
    for pointer in {pointer_of(text) for text in hidden}:
        for value in DICTIONARY:
            guesses = [[salt, pointer, value] for salt in salts] + [
                [pointer, value],
                [value],
                value,
            ]
            for guess in guesses:
                digest = hashlib.sha256(canonical.encode(guess)).hexdigest()
                assert digest not in sealed.digests
    # With its own salt the guess would fit: it is the salt that hides it.
    for text in hidden:
        assert parts.part_digest(text) in sealed.digests


@given(st.integers(1, 8), st.integers(1, 8), SECRETS)
def test_records_of_one_to_eight_parts_show_as_many_digests(
    one: int, other: int, secret: bytes
) -> None:
    found = [parts.seal(dict.fromkeys(NAMES[:count], "x"), secret) for count in (one, other)]
    assert [len(sealed.digests) for sealed in found] == [8, 8]


@given(st.integers(0, 40), SECRETS)
def test_what_is_no_part_cannot_be_told_from_a_part(count: int, secret: bytes) -> None:
    sealed = parts.seal({"tags": [{"word": str(number)} for number in range(count)]}, secret)
    assert len(sealed.digests) % 8 == 0
    assert len(sealed.digests) - len(sealed.texts) < 8 or not sealed.texts
    assert list(sealed.digests) == sorted(sealed.digests)
    assert all(len(digest) == 64 for digest in sealed.digests)
