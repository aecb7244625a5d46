"""The mathematics of the stand-alone checker, against published answers and our other modules.

Known answers: RFC 8032 §7.1 (Ed25519); transparency-dev/merkle testdata (`merkle-vectors`);
project-oak (a proof in a real log).
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.proof import merkle
from evidence.proof.canonical import encode
from evidence.proof.notes import Note
from evidence.signing import keys
from evidence.standalone import proofs
from evidence.standalone.proofs import Finding, Head, ed25519_fits, open_head
from tests.evidence.proof.test_canonical import TEXTS
from tests.evidence.proof.test_checkpoint import GO_SUM_CHECKPOINT, GO_SUM_VKEY
from tests.evidence.proof.test_merkle import LEAVES, naive_root, node
from tests.evidence.proof.test_receipt import OAK_ENTRY, OAK_INDEX, OAK_PATH, OAK_ROOT, OAK_SIZE

RFC8032 = [
    pytest.param(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b",
        id="test-1",
    ),
    pytest.param(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        id="test-2",
    ),
    pytest.param(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
        "4dc6594a7c15e9716ed28dc027beceea1ec40a",
        id="test-3",
    ),
    pytest.param(
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c664"
        "31e0303dca179c138ac17ad9bef1177331a704",
        id="test-sha-abc",
    ),
]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = keys.public_bytes(KEY)
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("secret", "message", "signature"), RFC8032)
def test_published_signatures_fit(secret: str, message: str, signature: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    given = bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_fits(keys.public_bytes(key), *given)


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
@settings(max_examples=15)
def test_signatures_of_any_key_fit_their_message_only(message: bytes, secret: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    signature = key.sign(message)
    assert ed25519_fits(keys.public_bytes(key), message, signature)
    assert not ed25519_fits(keys.public_bytes(key), message + b"x", signature)


@given(st.integers(0, 511))
@settings(max_examples=30)
def test_a_flipped_bit_gets_the_verdict_of_the_library(bit: int) -> None:
    changed = bytearray(KEY.sign(b"message"))
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InvalidSignature):
        KEY.public_key().verify(bytes(changed), b"message")
    assert not ed25519_fits(PUBLIC, b"message", bytes(changed))


def test_a_second_form_of_the_scalar_does_not_fit() -> None:
    # S and S + L give the same point: whoever takes both lets a signature be changed unseen.
    signature = KEY.sign(b"message")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not ed25519_fits(PUBLIC, b"message", signature[:32] + scalar.to_bytes(32, "little"))


def encoded(y: int, *, sign: bool = False) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


@pytest.mark.parametrize(
    "public",
    [
        pytest.param(encoded(2**255 - 18), id="y-is-p-plus-one"),
        pytest.param(encoded(1, sign=True), id="x-is-minus-zero"),
        pytest.param(encoded(2), id="not-on-the-curve"),
        pytest.param(PUBLIC[:31], id="31-bytes"),
        pytest.param(PUBLIC + b"\0", id="33-bytes"),
    ],
)
def test_bytes_that_are_no_point_are_refused(public: bytes) -> None:
    with pytest.raises(ValueError, match="the one encoding of a point"):
        ed25519_fits(public, b"message", bytes(64))


@pytest.mark.parametrize("y", [1, 0, 2**255 - 20], ids=["order-1", "order-4", "order-2"])
def test_a_key_of_small_order_fits_nothing(y: int) -> None:
    # Under the neutral point as key, R = S·B would be a signature of every message: here S = 0.
    neutral = encoded(1)
    assert not ed25519_fits(encoded(y), b"message", neutral + bytes(32))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_signatures_have_64_bytes(length: int) -> None:
    assert not ed25519_fits(PUBLIC, b"message", bytes(length))


# The tree.


def included(case: dict[str, Any]) -> bool:
    path = [base64.b64decode(one) for one in case["proof"] or []]
    leaf, root = base64.b64decode(case["leafHash"]), base64.b64decode(case["root"])
    if not 0 <= case["leafIdx"] < case["treeSize"]:
        return False
    try:
        return proofs.climb(case["leafIdx"], case["treeSize"] - 1, path, leaf)[0] == root
    except ValueError:
        return False


def consistent(case: dict[str, Any]) -> bool:
    path = [base64.b64decode(one) for one in case["proof"] or []]
    old = Head("", case["size1"], base64.b64decode(case["root1"]))
    new = Head("", case["size2"], base64.b64decode(case["root2"]))
    try:
        return proofs.is_consistent(old, new, path)
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("kind", "verdict"), [("inclusion", included), ("consistency", consistent)]
)
def test_published_proofs_get_the_published_verdict(
    shared_data: Path, kind: str, verdict: Any
) -> None:
    files = sorted((shared_data / "merkle-vectors" / "testdata" / kind).rglob("*.json"))
    assert len(files) == {"inclusion": 31, "consistency": 22}[kind]
    for file in files:
        case = json.loads(file.read_text("utf-8"))
        assert verdict(case) is not case["wantErr"], file.name


def test_an_entry_of_a_real_log_is_in_it() -> None:
    head = Head("", OAK_SIZE, OAK_ROOT)
    assert proofs.is_included(OAK_INDEX, OAK_ENTRY, list(OAK_PATH), head)
    assert not proofs.is_included(OAK_INDEX, OAK_ENTRY + b"x", list(OAK_PATH), head)


def test_every_proof_of_our_tree_is_understood() -> None:
    for size in range(1, 40):
        head = Head("", size, naive_root(0, size))
        for index in range(size):
            path = merkle.inclusion_path(index, size, node)
            assert proofs.is_included(index, b"entry %d" % index, path, head)
            if index:
                old = Head("", index, naive_root(0, index))
                path = merkle.consistency_path(index, size, node)
                assert proofs.is_consistent(old, head, path)
                assert not proofs.is_consistent(old._replace(root=LEAVES[-1]), head, path)


def test_a_real_checkpoint_of_another_log_is_opened() -> None:
    head, _ = open_head(GO_SUM_CHECKPOINT, GO_SUM_VKEY)
    assert (head.origin, head.size) == ("go.sum database tree", 6476701)
    assert head.root == base64.b64decode(Note.from_text(GO_SUM_CHECKPOINT).text.split("\n")[2])


def test_a_checkpoint_under_another_key_is_refused() -> None:
    vkey = keys.vkey(PUBLIC, name="sum.golang.org")
    with pytest.raises(Finding) as caught:
        open_head(GO_SUM_CHECKPOINT, vkey)
    assert caught.value.code == "packet.other_key"


@pytest.mark.parametrize("vkey", ["", "a+b", GO_SUM_VKEY[:-2], GO_SUM_VKEY.replace("033", "034")])
def test_a_text_that_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(ValueError, match=r"values to unpack|base64|padding|key of a log"):
        open_head(GO_SUM_CHECKPOINT, vkey)


def test_a_key_has_the_same_names_as_elsewhere() -> None:
    assert proofs.key_names(keys.ssh_blob(PUBLIC)) == [
        keys.fingerprint(PUBLIC),
        keys.short_fingerprint(PUBLIC),
    ]


# Entries.


@given(st.dictionaries(st.text("abc"), st.none() | st.integers(-9, 9) | TEXTS))
def test_entries_are_written_as_elsewhere(entry: dict[str, Any]) -> None:
    data = encode(entry)
    assert proofs.canonical(entry) == data
    assert json.loads(data) == entry
