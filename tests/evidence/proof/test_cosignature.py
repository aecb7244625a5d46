"""The framing follows the example of C2SP tlog-cosignature (its key is not published)."""

from __future__ import annotations

import base64

import pytest

from evidence.errors import BadSignature, UnknownSigner
from evidence.proof.checkpoint import open_checkpoint, sign_checkpoint
from evidence.proof.cosignature import cosign, verify_cosignature, witness_vkey
from evidence.proof.errors import BadCheckpoint
from evidence.proof.notes import Note, NoteSignature, add_signature, sign_note
from evidence.signing import keys
from tests.evidence.proof.test_checkpoint import HEAD, NAME, VKEY
from tests.evidence.proof.test_notes import KEY

SPECIFIED_LINE = (
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
    "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
WITNESS = keys.generate()
WITNESS_VKEY = witness_vkey(name="witness.example", key=WITNESS)
SIGNED = Note.from_text(sign_checkpoint(HEAD, name=NAME, key=KEY))


def witnessed(seconds: int) -> NoteSignature:
    return cosign(SIGNED, name="witness.example", key=WITNESS, seconds=seconds)


def test_the_specified_line_frames_a_time_and_a_signature() -> None:
    line = NoteSignature.from_text(SPECIFIED_LINE)
    assert int.from_bytes(line.signature[:8], "big") == 1679315147
    assert len(line.signature) == 8 + 64
    assert line.to_text() == SPECIFIED_LINE


def test_a_witness_says_when_it_saw_the_head() -> None:
    note = Note.from_text(add_signature(SIGNED, witnessed(1679315147)).to_text())
    assert verify_cosignature(note, WITNESS_VKEY) == 1679315147
    assert open_checkpoint(note.to_text(), VKEY) == HEAD


def test_the_message_is_the_specified_one() -> None:
    signature = witnessed(1679315147).signature[8:]
    root = base64.b64encode(HEAD.root).decode()
    message = f"cosignature/v1\ntime 1679315147\n{HEAD.origin}\n{HEAD.size}\n{root}\n"
    assert WITNESS.public_key().verify(signature, message.encode()) is None


def test_of_two_lines_the_earlier_time_counts() -> None:
    note = add_signature(add_signature(SIGNED, witnessed(2000)), witnessed(1000))
    assert verify_cosignature(note, WITNESS_VKEY) == 1000


def test_another_time_than_the_signed_one_is_refused() -> None:
    line = witnessed(1000)
    later = NoteSignature(line.name, line.key_id, (999).to_bytes(8, "big") + line.signature[8:])
    with pytest.raises(BadSignature, match="does not fit"):
        verify_cosignature(add_signature(SIGNED, later), WITNESS_VKEY)


def test_a_line_of_another_length_is_refused() -> None:
    line = witnessed(1000)
    short = NoteSignature(line.name, line.key_id, line.signature[:-1])
    with pytest.raises(BadSignature, match="72 bytes"):
        verify_cosignature(add_signature(SIGNED, short), WITNESS_VKEY)


@pytest.mark.parametrize("vkey", [WITNESS_VKEY, VKEY], ids=["no-witness", "the-log-itself"])
def test_a_checkpoint_without_the_witness_is_told_apart(vkey: str) -> None:
    with pytest.raises(UnknownSigner, match="by the witness"):
        verify_cosignature(SIGNED, vkey)


def test_a_witness_signs_nothing_but_checkpoints() -> None:
    note = sign_note("I owe you a house.\n", name=NAME, key=KEY)
    with pytest.raises(BadCheckpoint, match="three lines"):
        cosign(note, name="witness.example", key=WITNESS, seconds=1)
    with pytest.raises(BadCheckpoint, match="three lines"):
        verify_cosignature(note, WITNESS_VKEY)
