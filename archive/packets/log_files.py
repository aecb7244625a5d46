"""What a packet holds of the log: its signed head, older heads, timestamps, keys, and the proofs.

Everything is proved under the head that was fixed when the plan was approved, and under no other.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import Connection

from archive import custody, heads, log
from archive.heads import Signed
from archive.keyring.custodian import CustodianKey
from archive.keyring.identity import LIST, NAMESPACE, signed_list
from archive.keyring.listing import REVOKED
from archive.packets.planned import Approved
from archive.packets.sightings import sightings
from archive.packets.stamps import stamps
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof import canonical, merkle, parts
from evidence.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from evidence.signing import keys, sshsig
from schemas.shape import Json

__all__ = ["LogFiles", "head_of"]

OLDER_HEADS = 100
"""Newest kept heads to which the way is shown; for others a proof can be asked for."""
HOME = "data/log"


def head_of(settings: Settings, approved: Approved) -> Signed:
    """The signed head of the packet, with the lines of witnesses if it was kept with them."""
    path = settings.checkpoints / f"{approved.size:012d}.checkpoint"
    checkpoint = Checkpoint(settings.origin, approved.size, approved.root)
    if path.exists():
        note = path.read_text(encoding="utf-8")
        with suppress(EvidenceError):  # signed by a key that was replaced since
            if open_checkpoint(note, heads.verification_key(settings)) == checkpoint:
                return Signed(checkpoint, note, path)
    note = sign_checkpoint(checkpoint, name=settings.name, key=heads.log_key(settings))
    return Signed(checkpoint, note, path)


class LogFiles:
    """The files of the log in one packet."""

    def __init__(
        self, settings: Settings, connection: Connection, head: Signed, key: CustodianKey
    ) -> None:
        self._settings = settings
        self._connection = connection
        self._head = head
        self._key = key
        self.stamps = stamps(settings, connection, head)
        """The timestamps that go in."""
        self.sightings = sightings(settings, connection, head)
        """What witnesses signed, as far as it goes in."""
        self.list_of_keys = signed_list(settings, connection, size=head.checkpoint.size)
        """The list that the identity of the archive signed, if there is one."""

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Paths and contents: head, keys, signers, timestamps, and ways from older heads."""
        note, name = self._head.note, self._settings.name
        key = heads.log_key(self._settings)
        public = keys.public_bytes(key)
        signature = sshsig.sign(note.encode(), namespace=sshsig.CHECKPOINT, key=key)
        listed = self.list_of_keys
        signers = [
            keys.signers_line(line, principal=name, namespace=namespace)
            for line, namespace in (
                (keys.ssh_line(public), sshsig.CHECKPOINT),
                (self._key.line, sshsig.PACKET),
                *([(listed.line, NAMESPACE)] if listed else []),
            )
        ]
        yield f"{HOME}/checkpoint", note.encode()
        yield f"{HOME}/checkpoint.sig", signature.encode()
        yield f"{HOME}/log.vkey", (heads.verification_key(self._settings) + "\n").encode()
        yield f"{HOME}/log.pem", keys.public_pem(public)
        yield f"{HOME}/allowed_signers", "".join(f"{line}\n" for line in signers).encode()
        if listed:
            yield f"{HOME}/keys/{LIST}", listed.text.encode()
            yield f"{HOME}/keys/{LIST}.sig", listed.signature.encode()
            yield f"{HOME}/keys/identity.pub", f"{listed.line}\n".encode()
        for stamp in self.stamps:
            yield from stamp.files()
        yield from dict(pair for one in self.sightings for pair in one.files()).items()
        stamped = {stamp.held.file.size for stamp in self.stamps}
        seen = {one.size for one in self.sightings} - {self._head.checkpoint.size}
        for size in sorted({*self._older(), *seen} - stamped):
            yield f"{HOME}/consistency/{size}.txt", self._way(size).encode()

    def _older(self) -> list[int]:
        """Sizes of kept heads that are older than the packet's."""
        sizes = [int(path.stem) for path in heads.kept_heads(self._settings) if path.stem.isdigit()]
        return [one for one in sizes if 0 < one < self._head.checkpoint.size][-OLDER_HEADS:]

    def _way(self, size: int) -> str:
        """The way from an older head to this one, as a witness is asked (C2SP tlog-witness)."""
        tree = log.tree(self._connection)
        path = merkle.consistency_path(size, self._head.checkpoint.size, tree.node)
        lines = [base64.b64encode(one).decode() for one in path]
        return "\n".join([f"old {size}", *lines, "", self._head.note])

    def entry(
        self, seq: int, folders: Sequence[str], *, detail: bool
    ) -> Iterator[tuple[str, bytes]]:
        """An entry with its proof in each of some folders; with `detail`, its words as well."""
        entry = log.entry(self._connection, seq)
        proof = custody.proof(self._connection, seq, self._head).to_text().encode()
        # Why a key was revoked is told to nobody outside: a device that was taken, or from whom.
        words = self._words(seq) if detail and entry.fields["action"] != REVOKED else None
        for folder in folders:
            yield f"{folder}/{seq:09d}.json", entry.data
            yield f"{folder}/{seq:09d}.tlog-proof", proof
            if words is not None:
                yield f"{folder}/{seq:09d}.detail.json", words

    def detail(self, seq: int) -> Mapping[str, Json]:
        """The words of an entry, as they were written."""
        return log.detail(self._connection, seq)

    def _words(self, seq: int) -> bytes | None:
        found = log.sealed_detail(self._connection, seq)
        if found is None:
            return None
        sealed = parts.seal(*found)
        return canonical.encode(
            {
                "format": "khronika-detail/1",
                "entry": seq,
                "parts": list(sealed.texts),
                "digests": list(sealed.digests),
            }
        )
