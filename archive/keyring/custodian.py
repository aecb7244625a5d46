"""The key with which a custodian signs packets: not the key of the log, which signs heads only.

The key of the log lies open on the machine, because heads are signed unattended. Whoever takes it
cannot sign a packet with it: each person who builds packets has a key of their own, whose public
half is an entry `key.added` of the log, under the fingerprint that `ssh-keygen -l` prints.

```
keys/packet/PERSON.pub    the public half as OpenSSH writes it
keys/packet/PERSON.key    private, PEM, mode 0600; made here when first needed
keys/packet/PERSON.ssh    before those: an SSH key of the person's own, its public half and where it
                          lies, for ssh-keygen
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from archive import log
from archive.keyring import listing
from archive.keyring.errors import NoSignature, RevokedKey
from archive.keyring.listing import PACKET_KEY, Kind, Known, State
from archive.log import Draft, Thing
from archive.log_keys import ADDED
from archive.passphrases import private_key
from archive.settings import Settings
from archive.workspace import Archive, Writer
from evidence.signing import keys, ssh_keygen, sshsig
from evidence.store.durable import put_text, sync_folder, writing_to

SIGNED = "packet.signed"


@dataclass(frozen=True, slots=True)
class CustodianKey:
    """The key of one person, public half and place."""

    person: str
    """Opaque id."""
    line: str
    """The public key as OpenSSH writes it, without comment."""
    private: Path
    """PEM of ours, or a key file that only ssh-keygen reads."""
    by_ssh_keygen: bool = False

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
            BadKey: the private half cannot be read or used.
            LockedKey: it is under a passphrase that was not given.
        """
        if self.by_ssh_keygen:
            return ssh_keygen.sign(message, namespace=namespace, key_file=self.private)
        return sshsig.sign(message, namespace=namespace, key=private_key(self.private))


def custodian_key(archive: Archive) -> CustodianKey:
    """The key of the person at work; made when first asked for, and after one was revoked.

    Raises:
        BadKey: a file of it cannot be read.
        NoRoom, UnwritableStore: it cannot be written.
    """
    place = _place(archive.settings, archive.person)
    with archive.reading() as connection:
        for key in _read(archive.person, place):
            entered = _entered(connection, key)
            if entered is None or entered.state is not State.REVOKED:
                return key
            _take_away(place, key)
    _make(place)
    (made,) = _read(archive.person, place)
    return made


def use_own_key(archive: Archive, key_file: Path) -> CustodianKey:
    """Let the person at work sign packets with an SSH key of their own from now on.

    `key_file` is what `ssh-keygen -Y sign -f` takes: a private key, the handle of a FIDO2 key, or a
    public key whose private half an agent holds.

    Raises:
        BadKey: it has no public half that can be read.
        RevokedKey: the log says that it was revoked. Nothing was changed, in each case.
    """
    line = ssh_keygen.public_line(key_file)
    key = CustodianKey(archive.person, line, key_file.absolute(), by_ssh_keygen=True)
    _ = key.blob
    with archive.reading() as connection:
        _refuse_revoked(_entered(connection, key))
    place = _place(archive.settings, archive.person)
    with writing_to(archive.settings.keys):
        place.parent.mkdir(mode=0o700, exist_ok=True)
        put_text(place.with_suffix(".ssh"), f"{line}\n{key.private}\n")
    with archive.writing() as writer:
        enter(writer, key)
    return key


def enter(writer: Writer, key: CustodianKey) -> int:
    """The number of the entry that names the key; written now if there is none yet.

    Raises:
        RevokedKey: the log says that it was revoked.
    """
    if (known := _entered(writer.connection, key)) is not None:
        _refuse_revoked(known)
        return known.seq
    thing = Thing(PACKET_KEY, "key", key.digest)
    detail = {"kind": "packet", "public": key.line, "person": key.person}
    (seq,) = writer.append([Draft(ADDED, (thing,), detail=detail)])
    return seq


def entry_of(connection: Connection, key: CustodianKey) -> int | None:
    """The number of the entry that names the key; None if there is none."""
    known = _entered(connection, key)
    return None if known is None else known.seq


@dataclass(frozen=True, slots=True)
class Signer:
    """Who a packet says it is signed by, in the forms in which people compare it."""

    fingerprint: str
    """As `ssh-keygen -l` prints it."""
    short: str
    """For reading aloud."""


def signer_of_packet(connection: Connection, packet: str) -> Signer:
    """The key that signed the packet of this number, as the log names it.

    Raises:
        NoSignature: no entry says that it was signed.
    """
    for entry in log.about(connection, packet):
        if entry.fields["action"] == SIGNED:
            blob = _key_of(connection, entry.fields["actor"], entry.seq)
            return Signer(keys.fingerprint_of_blob(blob), keys.short_fingerprint_of_blob(blob))
    raise NoSignature(packet)


def _key_of(connection: Connection, person: str, seq: int) -> bytes:
    """The key with which a person signed packets when this entry was written."""
    known = [one for one in listing.known_keys(connection) if one.kind is Kind.PACKET]
    theirs = [one for one in known if one.person == person and one.seq < seq]
    used = [one for one in theirs if one.ended is None or one.ended > seq]
    return keys.blob_of_line(used[-1].line)


def _entered(connection: Connection, key: CustodianKey) -> Known | None:
    known = listing.known_keys(connection)
    return next((one for one in known if one.digest == key.digest), None)


def _refuse_revoked(known: Known | None) -> None:
    if known is not None and known.state is State.REVOKED:
        raise RevokedKey(known.fingerprint, known.ended or 0)


def places(settings: Settings) -> Iterator[Path]:
    """Where the keys of each custodian lie, by the name that a private half made here has."""
    found = {path.stem for path in (settings.keys / "packet").glob("*.*")}
    return (_place(settings, person) for person in sorted(found))


def read(place: Path) -> Iterator[CustodianKey]:
    """The keys of the custodian whose place this is, their own before the one made here.

    Raises:
        BadKey, OSError, ValueError: a file of it cannot be read.
    """
    return _read(place.stem, place)


def _place(settings: Settings, person: str) -> Path:
    return settings.keys / "packet" / f"{person}.key"


def _make(place: Path) -> None:
    """Make the key, or only its public half, if a crash came between the two."""
    with writing_to(place.parent.parent):
        place.parent.mkdir(mode=0o700, exist_ok=True)
        if not place.exists():
            keys.write_private(place, keys.generate())
        public = keys.public_bytes(private_key(place))
        put_text(place.with_suffix(".pub"), keys.ssh_line(public) + "\n")


def _take_away(place: Path, key: CustodianKey) -> None:
    """A revoked key signs nothing any more: its halves go; a file of the person's own stays."""
    with writing_to(place.parent):
        for suffix in (".ssh",) if key.by_ssh_keygen else (".pub", ".key"):
            place.with_suffix(suffix).unlink(missing_ok=True)
        sync_folder(place.parent)


def _read(person: str, place: Path) -> Iterator[CustodianKey]:
    """The keys of a person: their own before the one that was made here."""
    own, made = place.with_suffix(".ssh"), place.with_suffix(".pub")
    if own.exists():
        line, path = own.read_text(encoding="utf-8").splitlines()
        yield CustodianKey(person, line, Path(path), by_ssh_keygen=True)
    if made.exists():
        yield CustodianKey(person, ssh_keygen.public_line(made), place)
