"""The timestamps that go into a packet: of each authority the newest, of a head up to the packet's.

An authority may be out of reach when a packet is built, or be asked by hand only. What it stamped
earlier still proves that the entries under that head existed then, and a proof of consistency
leads from that head to the packet's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import heads, log
from archive.anchors import listing
from archive.anchors.listing import Held
from archive.heads import Signed
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof import merkle
from evidence.proof.checkpoint import open_checkpoint
from evidence.proof.witness import AddCheckpoint

FOLDER = "data/log/timestamps"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp as it lies in a packet."""

    held: Held
    head: bytes
    """The signed head that it is of."""
    way: str | None
    """The proof from there to the packet's head; None: it is of that head."""

    @property
    def name(self) -> str:
        """Name of the authority."""
        return self.held.file.authority

    @property
    def response(self) -> str:
        """Where the answer lies in the packet."""
        return f"{FOLDER}/{self.held.file.size}.{self.name}.tsr"

    @property
    def data(self) -> str:
        """Where the head that it is of lies in the packet."""
        return f"{FOLDER}/{self.held.file.size}.checkpoint"

    @property
    def roots(self) -> str:
        """Where the roots lie in the packet."""
        return f"{FOLDER}/{self.name}-roots.pem"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Names and contents in the packet."""
        yield self.response, self.held.file.path.read_bytes()
        yield self.data, self.head
        yield self.roots, self.held.roots.read_bytes()
        if self.way is not None:
            yield f"data/log/consistency/{self.held.file.size}.txt", self.way.encode()


def stamps(settings: Settings, connection: Connection, signed: Signed) -> tuple[Stamp, ...]:
    """The timestamps for a packet under the head `signed`, by name of their authority."""
    newest: dict[str, Stamp] = {}
    for held in listing.held(settings):
        if isinstance(held, Held) and held.roots.is_file():
            found = _stamp(settings, connection, signed, held)
            if found is not None:
                newest[found.name] = found
    return tuple(newest[name] for name in sorted(newest))


def _stamp(settings: Settings, connection: Connection, signed: Signed, held: Held) -> Stamp | None:
    """The timestamp for the packet; None: it is of no head that the packet's continues."""
    if held.file.size > signed.checkpoint.size:
        return None
    try:
        head = held.content
        old = open_checkpoint(head.decode(), heads.verification_key(settings))
    except (OSError, UnicodeDecodeError, EvidenceError):
        return None
    size = signed.checkpoint.size
    if old.origin != signed.checkpoint.origin or heads.root_at(connection, old.size) != old.root:
        return None
    if old.size == size:
        return Stamp(held, head, None)
    path = merkle.consistency_path(old.size, size, log.tree(connection).node)
    return Stamp(held, head, AddCheckpoint(old.size, tuple(path), signed.note).to_text())
