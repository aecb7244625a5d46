"""Part texts, decoys and record digests (DESIGN: the log, after SD-JWT, RFC 9901)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from evidence.proof.errors import BadProof, BadSecret, NotCanonical
from evidence.proof.parts import (
    check_disclosed,
    cut,
    digest_of,
    part_digest,
    part_text,
    record_digest,
    seal,
)
from tests.evidence.proof.test_pointers import BODIES, BODY

SECRET = bytes(range(32))


def described_digest(body: dict[str, Any], secret: bytes) -> str:
    """The record digest, word for word as the format describes it."""
    digests = []
    for pointer, value in cut(body):
        mac = hmac.digest(secret, pointer.encode(), "sha256")
        salt = base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()
        digests.append(hashlib.sha256(rfc8785.dumps([salt, pointer, value])).hexdigest())
    number = 0
    while not digests or len(digests) % 8:
        mac = hmac.digest(secret, b"\x00decoy\x00" + str(number).encode(), "sha256")
        digests.append(hashlib.sha256(mac).hexdigest())
        number += 1
    return hashlib.sha256(rfc8785.dumps(sorted(digests))).hexdigest()


@given(BODIES, st.binary(min_size=32, max_size=32))
def test_the_digest_is_the_described_one(body: dict[str, Any], secret: bytes) -> None:
    assert digest_of(body, secret) == described_digest(body, secret)


@given(BODIES)
def test_seal_and_digest_of_agree(body: dict[str, Any]) -> None:
    sealed = seal(body, SECRET)
    assert sealed.digest == digest_of(body, SECRET) == record_digest(sealed.digests)


def test_the_form_is_fixed_for_ever() -> None:
    # Whoever changes these lines breaks every packet that was ever handed out.
    assert part_text(SECRET, "/title", "Дом") == '["72BT_jtJRA4s5CJSfpo4BA","/title","Дом"]'
    assert digest_of({"title": "Дом", "acts": [{"type": "arson"}]}, SECRET) == (
        "0b489e4bd999fab2ce39dc6679f72214c80994e4be99d399c6afc1fe30d0e617"
    )


def test_a_part_text_is_salted_by_its_pointer() -> None:
    one, other = part_text(SECRET, "/a", 1), part_text(SECRET, "/b", 1)
    assert json.loads(one)[0] != json.loads(other)[0]
    assert len(json.loads(one)[0]) == 22


def test_another_secret_gives_another_digest() -> None:
    assert digest_of(BODY, SECRET) != digest_of(BODY, bytes(32))


@pytest.mark.parametrize(("parts", "digests"), [(0, 8), (1, 8), (8, 8), (9, 16), (24, 24)])
def test_decoys_fill_up_to_a_multiple_of_eight(parts: int, digests: int) -> None:
    sealed = seal({f"f{number}": number for number in range(parts)}, SECRET)
    assert len(sealed.texts) == parts
    assert len(sealed.digests) == digests == len(set(sealed.digests))


def test_all_parts_prove_the_whole_body() -> None:
    sealed = seal(BODY, SECRET)
    assert check_disclosed(sealed.texts, sealed.digests, sealed.digest) == BODY


def test_some_parts_prove_what_they_say_and_tell_nothing_of_the_rest() -> None:
    sealed = seal(BODY, SECRET)
    shown = [text for text in sealed.texts if '"/title"' in text or '"/acts/1"' in text]
    assert check_disclosed(shown, sealed.digests, sealed.digest) == {
        "title": "Office burnt",
        "acts": [{}],
    }


def test_a_changed_part_is_refused() -> None:
    sealed = seal(BODY, SECRET)
    changed = sealed.texts[-1].replace("burnt", "sold")
    assert changed != sealed.texts[-1]
    with pytest.raises(BadProof, match="'/title' is not in the record"):
        check_disclosed([changed], sealed.digests, sealed.digest)


def test_another_record_digest_is_refused() -> None:
    sealed = seal(BODY, SECRET)
    with pytest.raises(BadProof, match="hash to another record") as caught:
        check_disclosed(sealed.texts, sealed.digests, "0" * 64)
    assert caught.value.found == sealed.digest


@pytest.mark.parametrize(
    ("digests", "match"),
    [
        pytest.param(lambda good: good[::-1], "not sorted", id="unsorted"),
        pytest.param(lambda good: (*good, good[-1]), "given twice", id="repeated"),
        pytest.param(lambda good: tuple(one.upper() for one in good), "lower case", id="capitals"),
        pytest.param(lambda good: (*good[:-1], "ff"), "64 hexadecimal", id="short"),
    ],
)
def test_malformed_lists_of_digests_are_refused(digests: Any, match: str) -> None:
    sealed = seal(BODY, SECRET)
    with pytest.raises(BadProof, match=match):
        check_disclosed(sealed.texts, digests(sealed.digests), sealed.digest)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        pytest.param('["salt", "/a", 1]', "not canonical JSON", id="spaces"),
        pytest.param('["\ud800","/a",1]', "not canonical JSON", id="surrogate"),
        pytest.param('["salt","/a"]', "salt, pointer, value", id="two"),
        pytest.param('{"salt":"/a"}', "salt, pointer, value", id="object"),
        pytest.param('[1,"/a",1]', "salt, pointer, value", id="salt-is-a-number"),
    ],
)
def test_a_text_that_is_no_part_is_refused(text: str, match: str) -> None:
    digests = sorted(hashlib.sha256(bytes([number])).hexdigest() for number in range(8))
    with pytest.raises(BadProof, match=match):
        check_disclosed([text], digests, record_digest(digests))


def test_the_same_part_twice_is_refused() -> None:
    sealed = seal(BODY, SECRET)
    with pytest.raises(BadProof, match="given twice"):
        check_disclosed([sealed.texts[0]] * 2, sealed.digests, sealed.digest)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadSecret, match="in 32 bytes") as caught:
        digest_of(BODY, bytes(length))
    assert caught.value.found_bytes == length


@pytest.mark.parametrize("body", [{"a": float("nan")}, {"a": "\ud800"}, {"\ud800": 1}], ids=ascii)
def test_values_without_a_form_are_not_sealed(body: dict[str, Any]) -> None:
    with pytest.raises(NotCanonical):
        seal(body, SECRET)


def test_part_digest_is_the_hash_of_the_text() -> None:
    text = part_text(SECRET, "/title", "Дом")
    assert part_digest(text) == hashlib.sha256(text.encode()).hexdigest()
