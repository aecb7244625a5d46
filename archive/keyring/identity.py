"""The identity of an archive: an offline key that signs the list of all its other keys.

The key of the log lies open on a machine that may be taken. The identity key lies on a medium that
is locked away, and is used only when a key changes. Its fingerprint is what people print, publish
and read to each other; everything else follows from the list that it signs.

```
keys/identity.pub     its public half as OpenSSH writes it
keys/list.txt         the list of keys, with the head of the log that it was made from
keys/list.txt.sig     its signature (SSHSIG, namespace keys@khronika)
```
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from archive import heads, log_keys
from archive.heads import Signed
from archive.keyring import listing
from archive.keyring.errors import NoIdentity, OtherIdentity, WithinArchive
from archive.keyring.listing import IDENTITY_KEY, Kind, Known, State
from archive.log import Draft, Thing
from archive.log_keys import ADDED
from archive.passphrases import private_key
from archive.settings import Settings
from archive.workspace import Archive
from evidence.errors import BadKey, EvidenceError
from evidence.signing import keys, ssh_keygen, sshsig
from evidence.store.durable import put_text, writing_to
from evidence.store.regular import read_regular

NAMESPACE = "keys@khronika"
LIST, FORMAT = "list.txt", "khronika-keys/1"


class ListState(StrEnum):
    """How the signed list stands to the keys that the log names."""

    NONE = "no identity key"
    UNSIGNED = "not signed"
    OUTDATED = "signed before the last change"
    CURRENT = "signed"
    FORGED = "the signature does not fit"


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity key of an archive."""

    line: str
    """The public half as OpenSSH writes it."""
    fingerprint: str
    short: str
    """The same for reading aloud."""


def identity(connection: Connection) -> Identity | None:
    """The identity key in use, as the log names it; None if there is none."""
    known = listing.known_keys(connection)
    for one in reversed(known):
        if one.kind is Kind.IDENTITY and one.state is State.IN_USE:
            return _identity(one.line)
    return None


def new_identity(archive: Archive, path: Path, *, passphrase: str | None = None) -> Identity:
    """Write a new identity key to `path`, outside the archive, and have the log name it.

    Raises:
        WithinArchive: the path is inside the archive's folder.
        KeyExists, NoRoom, UnwritableStore, BadKey: it was not written; nothing was changed.
    """
    path = path.absolute()
    if path.resolve().is_relative_to(archive.settings.folder.resolve()):
        raise WithinArchive(path)
    key = keys.generate()
    keys.write_private(path, key, passphrase)
    return adopt(archive, keys.ssh_line(keys.public_bytes(key)))


def adopt(archive: Archive, line: str) -> Identity:
    """Have the log name a key as the identity from now on; `line` is public, as OpenSSH writes it.

    Raises:
        BadKey: it is no such line.
    """
    line = " ".join(line.split()[:2])
    digest = sha256(keys.blob_of_line(line)).hexdigest()
    thing = Thing(IDENTITY_KEY, "key", digest)
    with archive.writing() as writer:
        writer.append([Draft(ADDED, (thing,), detail={"kind": "identity", "public": line})])
    with writing_to(archive.settings.keys):
        put_text(archive.settings.keys / "identity.pub", f"{line}\n")
    return _identity(line)


def sign_list(archive: Archive, key_file: Path) -> Path:
    """Write the list of keys and sign it with the identity key in `key_file`; where it lies.

    `key_file` is a PEM that `new_identity` wrote, or what `ssh-keygen -Y sign -f` takes.

    Raises:
        NoIdentity: the archive has none.
        OtherIdentity: it is another key.
        BadKey: it cannot be read or used. LockedKey: its passphrase was not given.
    """
    head = heads.sign(archive.settings, archive.engine, keep=True)
    with archive.reading() as connection:
        ours, known = identity(connection), listing.known_keys(connection)
    if ours is None:
        raise NoIdentity
    text = _text(archive, known, head)
    signature = _signed(text.encode(), key_file)
    found = sshsig.signer_of(signature)
    if found != keys.blob_of_line(ours.line):
        raise OtherIdentity(expected=ours.fingerprint, found=keys.fingerprint_of_blob(found))
    path = archive.settings.keys / LIST
    with writing_to(path.parent):
        put_text(path, text)
        put_text(path.with_name(f"{LIST}.sig"), signature)
    return path


def state_of_list(archive: Archive) -> ListState:
    """Whether the list on the disk is signed by the identity, and still what the log says."""
    path = archive.settings.keys / LIST
    with archive.reading() as connection:
        ours, known = identity(connection), listing.known_keys(connection)
    if ours is None:
        return ListState.NONE
    try:
        text = read_regular(path).decode("utf-8")
        signature = read_regular(path.with_name(f"{LIST}.sig")).decode("utf-8")
        blob = sshsig.signer_of(signature)
    except FileNotFoundError:
        return ListState.UNSIGNED
    except (UnicodeDecodeError, EvidenceError):
        return ListState.FORGED
    if blob != keys.blob_of_line(ours.line) or not _fits(text, signature, blob):
        return ListState.FORGED
    return ListState.CURRENT if text.endswith(_lines(known)) else ListState.OUTDATED


@dataclass(frozen=True, slots=True)
class SignedList:
    """The list of keys as others can check it."""

    text: str
    signature: str
    line: str
    """The public half of the identity that signed it."""

    @property
    def fingerprint(self) -> str:
        """Of the identity, as `ssh-keygen -l` prints it."""
        return _identity(self.line).fingerprint


def signed_list(settings: Settings, connection: Connection, *, size: int) -> SignedList | None:
    """The list that the identity signed, if it was made under a head of at most `size` entries.

    None: there is none, it is younger, or its signature is not by an identity that the log named.
    """
    path = settings.keys / LIST
    try:
        text = path.read_text(encoding="utf-8")
        signature = path.with_name(f"{LIST}.sig").read_text(encoding="utf-8")
        blob = sshsig.signer_of(signature)
        made_at = int(text.splitlines()[2].split()[1])
    except (OSError, UnicodeDecodeError, EvidenceError, LookupError, ValueError):
        return None
    for one in listing.known_keys(connection):
        if one.kind is Kind.IDENTITY and keys.blob_of_line(one.line) == blob and one.seq < size:
            fits = made_at <= size and _fits(text, signature, blob)
            return SignedList(text, signature, one.line) if fits else None
    return None


def vouches_for(settings: Settings, connection: Connection, vkey: str, *, before: int) -> bool:
    """Whether the signed list names this key of the log, by an identity of before that entry.

    Only Ed25519 signatures count here: nobody asks ssh-keygen within a check.
    """
    path = settings.keys / LIST
    try:
        text = read_regular(path).decode("utf-8")
        signature = read_regular(path.with_name(f"{LIST}.sig")).decode("utf-8")
        blob = sshsig.signer_of(signature)
        known = listing.known_keys(connection)
    except (OSError, UnicodeDecodeError, EvidenceError, LookupError, TypeError, ValueError):
        return False
    line = keys.ssh_line(log_keys.public_of(vkey))
    named = any(row.startswith("log ") and row.endswith(line) for row in text.splitlines())
    ours = [one for one in known if one.kind is Kind.IDENTITY and one.seq < before]
    known_then = any(
        keys.blob_of_line(one.line) == blob and one.state is not State.REVOKED for one in ours
    )
    return named and known_then and _is_ed25519(blob) and _fits(text, signature, blob)


def _is_ed25519(blob: bytes) -> bool:
    return blob.startswith(keys.ssh_blob(bytes(32))[:-32])


def _fits(text: str, signature: str, blob: bytes) -> bool:
    """Whether an Ed25519 signature fits; those of other keys are left to ssh-keygen."""
    if not _is_ed25519(blob):
        return True
    try:
        sshsig.verify(text.encode(), signature, namespace=NAMESPACE, public=blob[-32:])
    except EvidenceError:
        return False
    return True


def _text(archive: Archive, known: tuple[Known, ...], head: Signed) -> str:
    checkpoint = head.checkpoint
    about = f"{FORMAT}\narchive {archive.settings.name}\n"
    return f"{about}log {checkpoint.size} {checkpoint.root.hex()}\n{_lines(known)}"


def _lines(known: tuple[Known, ...]) -> str:
    """One line for each key: what it is for, what became of it, fingerprint, entry, public half."""
    rows = (
        f"{one.kind} {one.state.replace(' ', '-')} {one.fingerprint} entry-{one.seq} {one.line}"
        for one in known
    )
    return "\n" + "".join(f"{row}\n" for row in rows)


def _signed(message: bytes, key_file: Path) -> str:
    try:
        pem = key_file.read_bytes()
    except OSError as cause:
        raise BadKey(f"a key in the file {str(key_file)!r}: {cause.strerror}") from cause
    if b"PRIVATE KEY" in pem and b"OPENSSH" not in pem:
        return sshsig.sign(message, namespace=NAMESPACE, key=private_key(key_file))
    return ssh_keygen.sign(message, namespace=NAMESPACE, key_file=key_file)


def _identity(line: str) -> Identity:
    blob = keys.blob_of_line(line)
    return Identity(line, keys.fingerprint_of_blob(blob), keys.short_fingerprint_of_blob(blob))
