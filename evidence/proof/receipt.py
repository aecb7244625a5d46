"""Receipts: an entry's place in the log, proved, in a file of its own.

C2SP tlog-proof version 1 (https://c2sp.org/tlog-proof). Whoever hands something in gets one: with
the entry, the receipt and the log's public key anyone can check, without the archive and for ever,
that the entry is in the log. Custody of the entry's bytes is left to the reader.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from evidence.proof.checkpoint import Checkpoint, open_checkpoint
from evidence.proof.errors import BadProof
from evidence.proof.merkle import HASH_BYTES, leaf_hash, verify_inclusion

__all__ = ["Receipt", "check_receipt"]

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PATH_HASHES = 63
"""As many as a tree with an index of 63 bits can have."""

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A proof that one entry is in the log that a checkpoint speaks of."""

    index: int
    """Number of the entry, from 0."""
    path: tuple[bytes, ...]
    """Sibling hashes from the leaf to the root, 32 bytes each."""
    checkpoint_note: str
    """The signed checkpoint, word for word, with all its signature lines."""
    extra: bytes | None = None
    """What the writer added. Nothing proves it: never trust it."""

    def to_text(self) -> str:
        """The file `.tlog-proof`."""
        extra = [] if self.extra is None else [f"extra {_base64(self.extra)}"]
        path = [_base64(one) for one in self.path]
        lines = [HEADER, *extra, f"index {self.index}", *path, "", self.checkpoint_note]
        return "\n".join(lines)

    @classmethod
    def from_text(cls, text: str) -> Receipt:
        """The receipt that `to_text` wrote.

        Raises:
            BadProof: the text is not of that form.
        """
        head, blank, note = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != HEADER or not blank:
            raise BadProof(f"no proof: its first line is not {HEADER!r}, or no empty line follows")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = _bytes(lines.pop(0).removeprefix("extra "))
        found = _INDEX.fullmatch(lines[0]) if lines else None
        if found is None:
            raise BadProof("no proof: it gives no index")
        if len(lines) > 1 + MAX_PATH_HASHES:
            raise BadProof(f"no proof: more than {MAX_PATH_HASHES} hashes")
        path = tuple(_bytes(line) for line in lines[1:])
        if any(len(one) != HASH_BYTES for one in path):
            raise BadProof("no proof: a hash is not 32 bytes long")
        return cls(int(found[1]), path, note, extra)


def check_receipt(receipt: Receipt, entry: bytes, vkey: str) -> Checkpoint:
    """The checkpoint of a log that holds `entry` at the index of the receipt.

    Raises:
        BadProof: the proof does not lead from the entry to the root.
        BadKey, BadNote, BadSignature, BadCheckpoint: as `open_checkpoint`.
    """
    head = open_checkpoint(receipt.checkpoint_note, vkey)
    verify_inclusion(
        index=receipt.index,
        size=head.size,
        leaf=leaf_hash(entry),
        path=receipt.path,
        root=head.root,
    )
    return head


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as cause:
        raise BadProof(f"no proof: {text[:80]!r} is no base64") from cause
    if _base64(data) != text:
        raise BadProof(f"no proof: {text[:80]!r} is not written as base64 is")
    return data
