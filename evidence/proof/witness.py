"""What a witness is asked, and how it judges: pure, bytes in and values out.

C2SP tlog-witness (https://c2sp.org/tlog-witness), `add-checkpoint`: the log sends the size that the
witness saw last, a proof that it has only grown since, and its newest signed head; the witness
answers with its signature line. Keeping what was seen, and the network, are left to others.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from evidence.proof.checkpoint import Checkpoint, open_checkpoint
from evidence.proof.errors import BadProof, BadWitnessRequest, WitnessSawAnother
from evidence.proof.merkle import HASH_BYTES, verify_consistency

__all__ = ["AddCheckpoint", "judge"]

MAX_PATH_HASHES = 63
"""As many hashes as a request may hold (C2SP tlog-witness, add-checkpoint)."""
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """What a log sends to a witness."""

    old_size: int
    """Size of the head of this log that the witness saw last; 0 if none."""
    path: tuple[bytes, ...]
    """Consistency proof from that size to the size of the note (RFC 6962, section 2.1.2)."""
    note: str
    """The newest signed head, as text."""

    def to_text(self) -> str:
        """The body of the request."""
        hashes = [base64.b64encode(one).decode() for one in self.path]
        return "\n".join([f"old {self.old_size}", *hashes, "", self.note])

    @classmethod
    def from_text(cls, text: str) -> AddCheckpoint:
        """The request that `to_text` wrote.

        Raises:
            BadWitnessRequest: the text is not of that form.
        """
        head, blank, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        old = _OLD.fullmatch(first)
        if old is None or not blank:
            raise BadWitnessRequest("its first line is no `old SIZE`, or no empty line follows")
        if len(lines) > MAX_PATH_HASHES:
            raise BadWitnessRequest(f"it has more than {MAX_PATH_HASHES} hashes")
        return cls(int(old[1]), tuple(_hash(line) for line in lines), note)


def judge(request: AddCheckpoint, *, vkey: str, seen: Checkpoint | None) -> Checkpoint:
    """The head that a witness may sign, given the last one that it saw of this log.

    Raises:
        BadNote, UnknownSigner, BadSignature, BadCheckpoint: the note is not signed by the log.
        BadWitnessRequest: the old size is larger than the new one.
        WitnessSawAnother: the witness saw another size last, or another root at this size.
        BadProof: the log did not just grow.
    """
    head = open_checkpoint(request.note, vkey)
    if request.old_size > head.size:
        raise BadWitnessRequest(f"old size {request.old_size} is above the new one, {head.size}")
    last = seen.size if seen else 0
    if request.old_size != last:
        raise WitnessSawAnother(last, f"size {last}, not {request.old_size}")
    if seen is None or seen.size == 0:
        if request.path:
            raise BadProof("a proof from nothing has no hashes")
        return head
    if head.size == seen.size:
        if head.root != seen.root:
            raise WitnessSawAnother(last, f"another root at size {last}: two histories of one log")
        if request.path:
            raise BadProof("a proof between equal sizes has no hashes")
        return head
    verify_consistency(
        old_size=seen.size,
        new_size=head.size,
        path=request.path,
        old_root=seen.root,
        new_root=head.root,
    )
    return head


def _hash(line: str) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except binascii.Error as error:
        raise BadWitnessRequest(f"a line of the proof is no base64: {line[:60]!r}") from error
    if len(data) != HASH_BYTES:
        raise BadWitnessRequest("a hash of the proof is not 32 bytes long")
    if base64.b64encode(data).decode() != line:
        raise BadWitnessRequest(f"a line of the proof is not written as base64 is: {line!r}")
    return data
