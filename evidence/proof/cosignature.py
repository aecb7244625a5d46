"""Cosignatures: a witness says that, at a time, it had seen this log grow to this head.

C2SP tlog-cosignature, version 1 (https://c2sp.org/tlog-cosignature). The witness has checked that
the head is consistent with every earlier one it saw; its line stands under the log's own. How it is
asked (C2SP tlog-witness) is left to others.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.errors import BadSignature, UnknownSigner
from evidence.proof.checkpoint import Checkpoint
from evidence.proof.notes import COSIGNATURE_V1, Note, NoteSignature, VerifierKey

__all__ = ["cosign", "verify_cosignature", "witness_vkey"]

_TIME_BYTES = 8
_SIGNATURE_BYTES = 64


def witness_vkey(*, name: str, key: Ed25519PrivateKey) -> str:
    """The vkey by which others know this witness."""
    return VerifierKey(name, COSIGNATURE_V1, key.public_key().public_bytes_raw()).to_text()


def cosign(note: Note, *, name: str, key: Ed25519PrivateKey, seconds: int) -> NoteSignature:
    """The witness's line for a checkpoint. Call it only after consistency was shown.

    `seconds` is the time of signing, in seconds since 1970 (POSIX).

    Raises:
        BadCheckpoint: the note is no checkpoint.
    """
    Checkpoint.from_text(note.text)
    witness = VerifierKey.from_text(witness_vkey(name=name, key=key))
    signature = key.sign(_message(seconds, note.text))
    return NoteSignature(name, witness.key_id, seconds.to_bytes(_TIME_BYTES, "big") + signature)


def verify_cosignature(note: Note, vkey: str) -> int:
    """When the witness `vkey` signed this checkpoint, in seconds since 1970 (POSIX).

    With several lines by one witness, the earliest time.

    Raises:
        BadKey: `vkey` is none.
        BadCheckpoint: the note is no checkpoint.
        UnknownSigner: no line is by this witness.
        BadSignature: a line names this witness, but its signature does not fit.
    """
    Checkpoint.from_text(note.text)
    key = VerifierKey.from_text(vkey)
    lines = [one for one in note.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    if not lines or key.kind != COSIGNATURE_V1:
        raise UnknownSigner("no line of the note is signed by the witness", key=vkey)
    return min(_time_of(line.signature, note.text, key) for line in lines)


def _time_of(signature: bytes, text: str, key: VerifierKey) -> int:
    if len(signature) != _TIME_BYTES + _SIGNATURE_BYTES:
        raise BadSignature("a cosignature is not 72 bytes long", key=key.to_text())
    seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
    key.verify(_message(seconds, text), signature[_TIME_BYTES:])
    return seconds


def _message(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
