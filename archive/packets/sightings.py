"""The heads that witnesses signed, as they go into a packet: of each witness the newest one.

A witness signs a head after the packet's was fixed, or an earlier one: then a proof of consistency
leads from there to the packet's. Its key is the one that the archive was told; whoever checks takes
it from the witness.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import heads
from archive.heads import Signed
from archive.settings import Settings
from archive.witnessing.asking import witnessed, witnesses
from archive.witnessing.being import plain
from evidence.errors import EvidenceError
from evidence.proof.checkpoint import open_checkpoint
from evidence.proof.notes import VerifierKey

__all__ = ["Sighting", "sightings"]

FOLDER = "data/log/witnesses"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a witness signed, as it lies in a packet."""

    vkey: str
    """Key of the witness (C2SP tlog-cosignature)."""
    size: int
    """Entries under the head that it signed."""
    head: bytes
    """That head, with the lines under it."""

    @property
    def name(self) -> str:
        """The name under which the witness signs."""
        return VerifierKey.from_text(self.vkey).name

    @property
    def path(self) -> str:
        """Where the head lies in the packet."""
        return f"{FOLDER}/{self.size}.checkpoint"

    @property
    def key_path(self) -> str:
        """Where the key lies in the packet."""
        return f"{FOLDER}/{plain(self.name)}.vkey"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Names and contents in the packet."""
        yield self.path, self.head
        yield self.key_path, f"{self.vkey}\n".encode()


def sightings(settings: Settings, connection: Connection, signed: Signed) -> tuple[Sighting, ...]:
    """What each witness signed last of the log up to the head `signed`, by their names."""
    newest = (_newest(settings, connection, signed, vkey) for vkey in witnesses(settings))
    return tuple(one for one in newest if one is not None)


def _newest(
    settings: Settings, connection: Connection, signed: Signed, vkey: str
) -> Sighting | None:
    """The newest head that this witness signed and the packet's continues; None: there is none."""
    key = heads.verification_key(settings)
    for seen in reversed([*witnessed(settings, vkey)]):
        note = seen.path.read_text("utf-8")
        try:
            head = open_checkpoint(note, key)
        except EvidenceError:  # by a key of the log that was replaced since
            continue
        fits = head.origin == signed.checkpoint.origin and head.size <= signed.checkpoint.size
        if fits and heads.root_at(connection, head.size) == head.root:
            return Sighting(vkey, head.size, note.encode())
    return None
