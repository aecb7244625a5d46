"""All keys that the log names, of the log, of custodians, the identity, and what became of them.

Everything is read from the log: the files in `keys/` only hold what is in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from archive import log, log_keys
from archive.log_keys import ADDED, LOG_KEY, ROTATED
from evidence.signing import keys

PACKET_KEY = "packet-key"
"""How entries call every key that signs packets; which one is meant says its digest."""
IDENTITY_KEY = "identity-key"
"""How entries call the offline key that signs the list of keys."""
REVOKED = "key.revoked"


class Kind(StrEnum):
    """What a key is for."""

    LOG = "log"
    PACKET = "packet"
    IDENTITY = "identity"


class State(StrEnum):
    """What became of a key."""

    IN_USE = "in use"
    FOLLOWED = "followed by another"
    REVOKED = "revoked"


_OBJECTS = ((LOG_KEY, Kind.LOG), (PACKET_KEY, Kind.PACKET), (IDENTITY_KEY, Kind.IDENTITY))


@dataclass(frozen=True, slots=True)
class Known:
    """A key that the log names."""

    kind: Kind
    state: State
    line: str
    """The public key as OpenSSH writes it, without comment."""
    digest: str
    """SHA-256 in hexadecimal, as its entry has it: of the verifier key for a key of the log, of the
    key as SSH sends it for others."""
    seq: int
    """The entry that named it."""
    ended: int | None = None
    """The entry that revoked it, or named the one that follows it."""
    person: str = ""
    """Opaque id of the custodian."""

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        return keys.fingerprint_of_blob(keys.blob_of_line(self.line))


def known_keys(connection: Connection) -> tuple[Known, ...]:
    """All keys, by kind, the oldest first."""
    return tuple(one for name, kind in _OBJECTS for one in _of_kind(connection, name, kind))


def entries_about(connection: Connection, *, before: int) -> tuple[int, ...]:
    """Numbers of all entries that add, replace or revoke a key, of those under a head of that size.

    Whoever reads a packet sees by them which key may have signed it.
    """
    found = {entry.seq for name, _ in _OBJECTS for entry in log.about(connection, name)}
    return tuple(sorted(seq for seq in found if seq < before))


def _of_kind(connection: Connection, name: str, kind: Kind) -> Iterator[Known]:
    found: dict[str, Known] = {}
    for entry in log.about(connection, name):
        fields = entry.fields
        (digest,) = (str(one["sha256"]) for one in fields["objects"] if one["id"] == name)
        action = fields["action"]
        if action in (ADDED, ROTATED):
            if kind is not Kind.PACKET:  # there is one at a time
                _end(found, State.FOLLOWED, entry.seq)
            detail = log.detail(connection, entry.seq)
            line = _line(kind, detail)
            person = str(detail.get("person", ""))
            found[digest] = Known(kind, State.IN_USE, line, digest, entry.seq, None, person)
        elif action == REVOKED and digest in found:
            found[digest] = replace(found[digest], state=State.REVOKED, ended=entry.seq)
    yield from found.values()


def _line(kind: Kind, detail: dict[str, object]) -> str:
    if kind is Kind.LOG:
        return keys.ssh_line(log_keys.public_of(str(detail["vkey"])))
    return str(detail["public"])


def _end(found: dict[str, Known], state: State, seq: int) -> None:
    for digest, one in found.items():
        if one.state is State.IN_USE:
            found[digest] = replace(one, state=state, ended=seq)
