"""Known answers: golang.org/x/mod/sumdb/note (package documentation), project-oak (vkeys)."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import BadKey, BadSignature, UnknownSigner
from evidence.proof.errors import BadNote
from evidence.proof.notes import (
    COSIGNATURE_V1,
    ED25519,
    Note,
    NoteSignature,
    VerifierKey,
    add_signature,
    sign_note,
    verify_note,
)

GO_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # of "PeterNeumann", published
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
    "pRZb6KE6RyyBwJnAM=\n"
)
SECOND_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWL"
    "ox33WWd1RvMc+QQ=\n"
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = VerifierKey("log.example/1", ED25519, KEY.public_key().public_bytes_raw())


def test_a_published_note_is_verified() -> None:
    note = Note.from_text(f"{GO_TEXT}\n{GO_LINE}")
    assert verify_note(note, VerifierKey.from_text(GO_VKEY)) == GO_TEXT


def test_the_published_key_gives_the_published_note() -> None:
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(GO_SECRET)[1:])
    assert sign_note(GO_TEXT, name="PeterNeumann", key=key).to_text() == f"{GO_TEXT}\n{GO_LINE}"


def test_lines_by_others_are_kept_and_not_judged() -> None:
    text = f"{GO_TEXT}\n{GO_LINE}{SECOND_LINE}"
    note = Note.from_text(text)
    assert note.to_text() == text
    assert [line.name for line in note.signatures] == ["PeterNeumann", "EnochRoot"]
    assert verify_note(note, VerifierKey.from_text(GO_VKEY)) == GO_TEXT


@pytest.mark.parametrize(
    ("vkey", "kind"),
    [
        (GO_VKEY, ED25519),
        ("fake.log.origin/log+527eabb8+AddT9PtBhhNAsDYZ0V0euiRbXuvrLsw4L6vKARfipnmz", ED25519),
        ("test-witness+26349ef0+BIQDFTUlktisMqJzWn8qhteWrRr4dLcQ9R37T+8LQyQF", COSIGNATURE_V1),
        ("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", ED25519),
    ],
)
def test_published_vkeys_come_back_the_same(vkey: str, kind: int) -> None:
    key = VerifierKey.from_text(vkey)
    assert key.kind == kind
    assert key.to_text() == vkey
    assert VerifierKey.from_text(vkey + "\n") == key


@pytest.mark.parametrize(
    ("vkey", "match"),
    [
        pytest.param("", r"form name\+hex\+base64", id="empty"),
        pytest.param("name+00000000", r"form name\+hex\+base64", id="two-pieces"),
        pytest.param(GO_VKEY[:-1], "base64 at the end", id="torn"),
        pytest.param(GO_VKEY.replace("c74f", "c74e"), "the key id c74f20a3", id="other-id"),
        pytest.param(GO_VKEY.replace("c74f", "C74F"), "the key id c74f20a3", id="capitals"),
        pytest.param(GO_VKEY.replace("Peter", "Peter "), "without spaces", id="space"),
        pytest.param(GO_VKEY.replace("Peter", "Peter\u00a0"), "without spaces", id="no-break"),
        pytest.param("+" + GO_VKEY.split("+", 1)[1], "without spaces", id="no-name"),
        pytest.param("x+00000000+Ag==", "type 1 or 4, found 2", id="other-type"),
        pytest.param("x+00000000+AQ==", "32 bytes", id="short-key"),
        pytest.param("x+00000000+", "type 1 or 4, found 0", id="no-key"),
    ],
)
def test_a_text_that_is_no_vkey_is_refused(vkey: str, match: str) -> None:
    with pytest.raises(BadKey, match=match):
        VerifierKey.from_text(vkey)


LINES = st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs"]))
TEXTS = st.lists(LINES, min_size=1).map(lambda lines: "\n".join(lines) + "\n")


@given(TEXTS)
def test_every_text_can_be_signed_and_read_again(text: str) -> None:
    note = Note.from_text(sign_note(text, name=VKEY.name, key=KEY).to_text())
    assert verify_note(note, VKEY) == text


@given(TEXTS, st.data())
def test_any_changed_character_is_found(text: str, data: st.DataObject) -> None:
    signed = sign_note(text, name=VKEY.name, key=KEY).to_text()
    at = data.draw(st.integers(0, len(signed) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]))
    changed = signed[:at] + other + signed[at + 1 :]
    if changed != signed:
        with pytest.raises((BadNote, BadSignature)):
            verify_note(Note.from_text(changed), VKEY)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        pytest.param(GO_TEXT, "no text, empty line", id="unsigned"),
        pytest.param(f"{GO_TEXT}\n", "no text, empty line", id="no-lines"),
        pytest.param(f"\n{GO_LINE}", "no text, empty line", id="no-text"),
        pytest.param(f"{GO_TEXT}\n{GO_LINE}"[:-1], "no text, empty line", id="torn"),
        pytest.param(f"{GO_TEXT}\n{GO_LINE}\r\n", "'\\\\r'", id="carriage-return"),
        pytest.param(f"a\tb\n\n{GO_LINE}", "'\\\\t'", id="tab"),
        pytest.param(f"\ud800\n\n{GO_LINE}", "'\\\\ud800'", id="surrogate"),
        pytest.param(f"{GO_TEXT}\n{GO_LINE}trailing\n", "no signature line", id="trailing"),
        pytest.param(f"{GO_TEXT}\n-{GO_LINE[1:]}", "no signature line", id="hyphen"),
        pytest.param(f"{GO_TEXT}\n— a+b AAAAAAA=\n", "no signature line", id="plus-in-name"),
        pytest.param(f"{GO_TEXT}\n— name AAAA\n", "no plain base64", id="three-bytes"),
        pytest.param(f"{GO_TEXT}\n— name AAAAAA==\n", "no plain base64", id="four-bytes"),
        pytest.param(f"{GO_TEXT}\n— name AAAAAAB=\n", "no plain base64", id="loose-bits"),
        pytest.param(f"{GO_TEXT}\n— name !!!!\n", "no base64", id="no-base64"),
        pytest.param(f"{GO_TEXT}\n" + GO_LINE * 101, "101 signatures", id="many"),
        pytest.param("x" * 1_000_001, "1000001 characters", id="long"),
    ],
)
def test_a_text_that_is_no_note_is_refused(text: str, match: str) -> None:
    with pytest.raises(BadNote, match=match):
        Note.from_text(text)


def test_a_note_by_another_key_of_the_same_name_is_told_apart() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    note = sign_note("text\n", name=VKEY.name, key=other)
    with pytest.raises(UnknownSigner, match="expected key") as caught:
        verify_note(note, VKEY)
    assert caught.value.key == VKEY.to_text()


def test_one_bad_line_by_the_expected_key_spoils_the_note() -> None:
    good = sign_note("text\n", name=VKEY.name, key=KEY)
    bad = NoteSignature(VKEY.name, VKEY.key_id, bytes(64))
    with pytest.raises(BadSignature, match="does not fit"):
        verify_note(add_signature(good, bad), VKEY)


def test_a_line_with_the_key_id_of_another_name_is_ignored() -> None:
    good = sign_note("text\n", name=VKEY.name, key=KEY)
    stranger = NoteSignature("other.example", VKEY.key_id, bytes(64))
    assert verify_note(add_signature(good, stranger), VKEY) == "text\n"


def test_a_witness_key_does_not_pass_as_a_log_key() -> None:
    witness = VerifierKey(VKEY.name, COSIGNATURE_V1, VKEY.public)
    with pytest.raises(UnknownSigner):
        verify_note(sign_note("text\n", name=VKEY.name, key=KEY), witness)


@pytest.mark.parametrize(
    ("text", "name", "error"),
    [
        ("no newline", "name", BadNote),
        ("tab\t\n", "name", BadNote),
        ("text\n", "two words", BadKey),
        ("text\n", "a\x01b", BadKey),
    ],
)
def test_what_could_not_be_read_is_not_signed(text: str, name: str, error: Any) -> None:
    with pytest.raises(error, match="expected"):
        sign_note(text, name=name, key=KEY)
