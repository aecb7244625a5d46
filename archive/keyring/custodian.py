"""The key with which a custodian signs packets: not the key of the log, which signs heads only.

The key of the log lies open on the machine, because heads are signed unattended. Whoever takes it
cannot sign a packet with it: each person who builds packets has a key of their own, whose public
half is an entry `key.added` of the log, under the fingerprint that `ssh-keygen -l` prints.

```
keys/packet/PERSON.key    private, PEM, mode 0600
keys/packet/PERSON.pub    the public half as OpenSSH writes it
```
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from archive import log
from archive.log import Draft, Thing
from archive.settings import Settings
from archive.workspace import Archive, Writer
from evidence import keys, sshsig
from evidence.bag import SIGNATURE
from evidence.durable import put_text, writing_to

PACKET_KEY = "packet-key"
"""How entries call every key that signs packets; which one is meant says its digest."""
ADDED = "key.added"


@dataclass(frozen=True, slots=True)
class CustodianKey:
    """The key of one person, public half and place."""

    person: str
    """Opaque id."""
    line: str
    """The public key as OpenSSH writes it, without comment."""
    private: Path

    @property
    def blob(self) -> bytes:
        """The public key as SSH sends it."""
        return keys.blob_of_line(self.line)

    @property
    def digest(self) -> str:
        """Its fingerprint in hexadecimal, as entries have it."""
        return sha256(self.blob).hexdigest()

    @property
    def fingerprint(self) -> str:
        """Its fingerprint as `ssh-keygen -l` prints it."""
        return keys.fingerprint_of_blob(self.blob)

    def sign(self, message: bytes, *, namespace: str) -> str:
        """The SSH signature of `message`.

        Raises:
            BadKey: the private half cannot be read.
        """
        return sshsig.sign(message, namespace=namespace, key=keys.read_private(self.private))


def custodian_key(archive: Archive) -> CustodianKey:
    """The key of the person at work; made when first asked for.

    Raises:
        BadKey: a file of it cannot be read.
        NoRoom, UnwritableStore: it cannot be written.
    """
    place = _place(archive.settings, archive.person)
    if not place.with_suffix(".pub").exists():
        _make(place)
    return CustodianKey(archive.person, _read_line(place.with_suffix(".pub")), place)


def enter(writer: Writer, key: CustodianKey) -> int:
    """The number of the entry that names the key; written now if there is none yet."""
    if (known := entry_of(writer.connection, key)) is not None:
        return known
    thing = Thing(PACKET_KEY, "key", key.digest)
    detail = {"kind": "packet", "public": key.line, "person": key.person}
    (seq,) = writer.append([Draft(ADDED, (thing,), detail=detail)])
    return seq


def entry_of(connection: Connection, key: CustodianKey) -> int | None:
    """The number of the entry that names the key; None if there is none."""
    for entry in log.about(connection, PACKET_KEY):
        fields = entry.fields
        digests = [one.get("sha256") for one in fields["objects"] if one["id"] == PACKET_KEY]
        if fields["action"] == ADDED and key.digest in digests:
            return entry.seq
    return None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who a packet says it is signed by, in the forms in which people compare it."""

    fingerprint: str
    """As `ssh-keygen -l` prints it."""
    short: str
    """For reading aloud."""


def signer_of(packet: Path) -> Signer:
    """The key by which the packet in this folder says it is signed; not checked here.

    Raises:
        BadSignature: its signature file is none.
    """
    text = (packet / SIGNATURE).read_text(encoding="utf-8", errors="replace")
    blob = sshsig.signer_of(text)
    return Signer(keys.fingerprint_of_blob(blob), keys.short_fingerprint_of_blob(blob))


def _place(settings: Settings, person: str) -> Path:
    return settings.keys / "packet" / f"{person}.key"


def _make(place: Path) -> None:
    """Make the key, or only its public half, if a crash came between the two."""
    with writing_to(place.parent.parent):
        place.parent.mkdir(mode=0o700, exist_ok=True)
        if not place.exists():
            keys.write_private(place, keys.generate())
        public = keys.public_bytes(keys.read_private(place))
        put_text(place.with_suffix(".pub"), keys.ssh_line(public) + "\n")


def _read_line(path: Path) -> str:
    kind, encoded = path.read_text(encoding="utf-8").split()[:2]
    return f"{kind} {encoded}"
