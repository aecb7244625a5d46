"""Checkpoints: the signed head of a log, in three lines.

C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint): origin, number of entries, base64 of the
root. Our logs write no extension lines, and none are read: nobody could check what they say.
Whether two checkpoints belong to one history is shown by `evidence.proof.merkle`.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.proof.errors import BadCheckpoint
from evidence.proof.merkle import HASH_BYTES
from evidence.proof.notes import Note, VerifierKey, sign_note, verify_note

__all__ = ["Checkpoint", "open_checkpoint", "sign_checkpoint"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
"""Decimal, without leading zeros; up to what a signed integer of 64 bits holds."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log at one size."""

    origin: str
    """Names the log, fixed for ever."""
    size: int
    """Entries in the log."""
    root: bytes
    """Root of its Merkle tree, 32 bytes."""

    def to_text(self) -> str:
        """The three lines, each with its newline.

        Raises:
            BadCheckpoint: the origin is empty or has a newline, the size is negative, or the root
                is no hash.
        """
        root = base64.b64encode(self.root).decode()
        text = f"{self.origin}\n{self.size}\n{root}\n"
        Checkpoint.from_text(text)  # what cannot be read again must not be written
        return text

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """The checkpoint that `to_text` wrote.

        Raises:
            BadCheckpoint: there are not exactly three lines, or one is not of its form.
        """
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise BadCheckpoint(f"found {text[:200]!r} instead of three lines")
        origin, size, root = lines[:3]
        if not _SIZE.fullmatch(size):
            raise BadCheckpoint(f"the size is {size[:40]!r}")
        try:
            data = base64.b64decode(root, validate=True)
        except ValueError as cause:
            raise BadCheckpoint(f"the root is {root[:80]!r}") from cause
        if len(data) != HASH_BYTES or base64.b64encode(data).decode() != root:
            raise BadCheckpoint(f"the root is {root[:80]!r}, not 32 bytes in base64")
        return cls(origin, int(size), data)


def sign_checkpoint(checkpoint: Checkpoint, *, name: str, key: Ed25519PrivateKey) -> str:
    """The text of the signed note; `name` should be the origin.

    Raises:
        BadCheckpoint: it cannot be written.
        BadNote: the origin has a character that no note may hold.
        BadKey: the name has a space or a plus sign.
    """
    return sign_note(checkpoint.to_text(), name=name, key=key).to_text()


@lru_cache(maxsize=64)
def open_checkpoint(text: str, vkey: str) -> Checkpoint:
    """The checkpoint in a signed note, after the key `vkey` was found to have signed it.

    What fitted once is remembered with the whole of text and key: whoever adds to a log looks at
    the same two heads of it several times.

    Raises:
        BadKey: `vkey` is none.
        BadNote: the text is no signed note.
        UnknownSigner: no line is by this key.
        BadSignature: its line does not fit the text.
        BadCheckpoint: the signed text is no checkpoint.
    """
    return Checkpoint.from_text(verify_note(Note.from_text(text), VerifierKey.from_text(vkey)))
