"""Known answers: an entry in a real log of 76,959 leaves (project-oak, tlog_proof tests);
the forms of transparency-dev/formats, proof/tlog_proof_test.go.
"""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import UnknownSigner
from evidence.proof.checkpoint import Checkpoint, sign_checkpoint
from evidence.proof.errors import BadNote, BadProof
from evidence.proof.merkle import leaf_hash, node_hash
from evidence.proof.receipt import Receipt, check_receipt
from tests.evidence.proof.test_checkpoint import GO_SUM_VKEY, NAME, VKEY
from tests.evidence.proof.test_notes import KEY

OAK_ENTRY = b"hello tesseroak\n"
OAK_INDEX, OAK_SIZE = 76958, 76959
OAK_ROOT = base64.b64decode("QYfrD7XAd4qUHbRBs4dDyDZwpZN4M/cccXr2G56pxkY=")
OAK_PATH = tuple(
    base64.b64decode(one)
    for one in (
        "fGRlLyuz+L9Jb8+uTSut/2aVc4z7fKFW+clvsb6xjEM=",
        "F6LautOHD5eppkWC0xn/lz00X5g2yLlZAkl2jCI/wdE=",
        "qH7OJxFNup+TDvJuohd2HphKVngfMeMzUK8QChEDcas=",
        "+Y3g758yXtPCRh/eqhLTA3bdcx+cCV1Uah0JdgB0YEs=",
        "vq8cJSjj8dPVmFBRUqDLlaMqW6aAYR2GKugVhgudXLs=",
        "J0z3X5qTb9WFC1gABhVFx0bW1rVZRL+DAoBL2e2h4G4=",
        "NmSbYg25xNFzTRerIsF3HbEMyTIDqW87AQd9ekzopE8=",
        "L8BZipjURnkctkjJtGJs+YyTXMssvNKA7+a8nV2JT/s=",
        "pva4RFzCejMkVMVmYc93As2lbk7WAyrw58TvrzEOjNc=",
    )
)
NOTE = sign_checkpoint(Checkpoint(NAME, OAK_SIZE, OAK_ROOT), name=NAME, key=KEY)
RECEIPT = Receipt(OAK_INDEX, OAK_PATH, NOTE)

H1, H2 = sha256(b"hash1").digest(), sha256(b"hash2").digest()
EXTRA_64 = "ZXh0cmEgaW5mb3JtYXRpb24="
H1_64, H2_64 = base64.b64encode(H1).decode(), base64.b64encode(H2).decode()


def test_an_entry_of_a_real_log_is_in_it() -> None:
    assert check_receipt(RECEIPT, OAK_ENTRY, VKEY) == Checkpoint(NAME, OAK_SIZE, OAK_ROOT)


@pytest.mark.parametrize(
    ("receipt", "text"),
    [
        (
            Receipt(5, (H1, H2), "test checkpoint\n"),
            f"c2sp.org/tlog-proof@v1\nindex 5\n{H1_64}\n{H2_64}\n\ntest checkpoint\n",
        ),
        (
            Receipt(10, (H1,), "checkpoint data\n", b"extra information"),
            f"c2sp.org/tlog-proof@v1\nextra {EXTRA_64}\nindex 10\n{H1_64}\n\ncheckpoint data\n",
        ),
        (Receipt(0, (), "checkpoint\n"), "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n"),
    ],
)
def test_the_text_has_the_published_form(receipt: Receipt, text: str) -> None:
    assert receipt.to_text() == text
    assert Receipt.from_text(text) == receipt


@given(
    st.integers(0, 2**62),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.none() | st.binary(max_size=40),
)
def test_a_receipt_comes_back_from_its_text(
    index: int, path: list[bytes], extra: bytes | None
) -> None:
    receipt = Receipt(index, tuple(path), NOTE, extra)
    assert Receipt.from_text(receipt.to_text()) == receipt


def test_another_entry_is_not_proved() -> None:
    with pytest.raises(BadProof, match="not in this tree") as caught:
        check_receipt(RECEIPT, b"goodbye tesseroak\n", VKEY)
    assert OAK_ROOT.hex() in caught.value.expected


def test_a_node_of_the_tree_does_not_pass_as_an_entry() -> None:
    # Without the bytes 0x00 and 0x01 in front, the two children of a node would be an "entry".
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    root = node_hash(left, right)
    note = sign_checkpoint(Checkpoint(NAME, 1, root), name=NAME, key=KEY)
    with pytest.raises(BadProof, match="not in this tree"):
        check_receipt(Receipt(0, (), note), left + right, VKEY)


def test_the_checkpoint_has_to_be_by_the_expected_key() -> None:
    with pytest.raises(UnknownSigner):
        check_receipt(RECEIPT, OAK_ENTRY, GO_SUM_VKEY)


def test_the_checkpoint_has_to_be_signed() -> None:
    unsigned = Receipt(OAK_INDEX, OAK_PATH, NOTE.partition("\n\n")[0] + "\n")
    with pytest.raises(BadNote, match="expected a signed note"):
        check_receipt(unsigned, OAK_ENTRY, VKEY)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        pytest.param("wrong-header\nindex 0\n\ncheckpoint\n", "first line", id="header"),
        pytest.param("c2sp.org/tlog-proof@v1\nindex 0\n", "no empty line", id="no-checkpoint"),
        pytest.param("c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n", "no index", id="no-index"),
        pytest.param("c2sp.org/tlog-proof@v1\nindex x\n\nc\n", "no index", id="index-no-number"),
        pytest.param("c2sp.org/tlog-proof@v1\nindex -5\n\nc\n", "no index", id="index-negative"),
        pytest.param("c2sp.org/tlog-proof@v1\nindex 01\n\nc\n", "no index", id="leading-zero"),
        pytest.param(
            "c2sp.org/tlog-proof@v1\nextra !!!\nindex 0\n\nc\n", "no base64", id="bad-extra"
        ),
        pytest.param(
            "c2sp.org/tlog-proof@v1\nindex 0\n!!!\n\nc\n", "no base64", id="hash-no-base64"
        ),
        pytest.param(
            "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nc\n", "32 bytes long", id="hash-short"
        ),
        pytest.param(
            f"c2sp.org/tlog-proof@v1\nindex 0\n{H1_64[:-2]}1=\n\nc\n", "not written as", id="loose"
        ),
        pytest.param(
            "c2sp.org/tlog-proof@v1\nindex 0\n" + f"{H1_64}\n" * 64 + "\nc\n",
            "63 hashes",
            id="long",
        ),
    ],
)
def test_a_text_that_is_no_proof_is_refused(text: str, match: str) -> None:
    with pytest.raises(BadProof, match=match):
        Receipt.from_text(text)
