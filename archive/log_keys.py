"""The key of the log, and how one key follows another.

A key is followed by an entry `key.rotated`, which is under the old key, and by one head that bears
the signatures of both. The heir waits in `keys/log.next.key`:
1. its private half is written;
2. the entry is committed;
3. the head is signed by both and kept (`archive.heads.sign`, whoever signs next);
4. `log.vkey` is written anew, and the heir takes the place of `log.key`.

Between any two steps power may fail: whoever signs next goes on from there. If the old key was lost
the entry says so and the heir signs alone, which `khronika verify` accepts only if the offline
identity vouches for it (`archive.keyring.identity`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from archive import log
from archive.errors import NotAnArchive
from archive.passphrases import private_key
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof.checkpoint import Checkpoint, open_checkpoint
from evidence.proof.notes import Note, VerifierKey
from evidence.signing import keys
from evidence.store.durable import put_text, sync_folder
from evidence.store.regular import read_regular

LOG_KEY = "log-key"
"""How entries call the key of the log; which one is meant says its digest."""
ADDED, ROTATED = "key.added", "key.rotated"


@dataclass(frozen=True, slots=True)
class Reign:
    """One key of the log, and from when on it signs."""

    vkey: str
    seq: int
    """The entry that names it: heads of more entries than this are signed by it."""


@dataclass(frozen=True, slots=True)
class LogKeys:
    """All keys that the log has had, the oldest first; never empty."""

    reigns: tuple[Reign, ...]

    def at(self, size: int) -> str:
        """The key that signs heads of `size` entries."""
        fitting = [one.vkey for one in self.reigns if one.seq < size]
        return fitting[-1] if fitting else self.reigns[0].vkey

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in a note, after the key of its time was found to have signed it.

        Raises:
            BadNote, BadCheckpoint: it is none. UnknownSigner, BadSignature: it is not so signed.
        """
        size = Checkpoint.from_text(Note.from_text(note).text).size
        return open_checkpoint(note, self.at(size))


def log_keys(connection: Connection, current: str) -> LogKeys:
    """The keys as the log names them; `current` (of `keys/log.vkey`) is the last of them.

    Entries that are not of their form name none: they are findings of a check.
    """
    named = list(_named(connection))
    if len(named) < 2:
        return LogKeys((Reign(current, 0),))
    return LogKeys((*named[:-1], Reign(current, named[-1].seq)))


def named_last(connection: Connection) -> str | None:
    """The SHA-256 of the key that the log named last; None if it names none that can be read."""
    digests = [digest for _, digest in _digests(connection)]
    return digests[-1] if digests else None


def handed_over_by_nobody(connection: Connection) -> bool:
    """Whether the last key took its place because the one before it was lost."""
    seqs = [seq for seq, _ in _digests(connection)]
    return bool(seqs) and log.detail(connection, seqs[-1]).get("lost") is True


def _named(connection: Connection) -> Iterator[Reign]:
    for seq, digest in _digests(connection):
        try:
            vkey = str(log.detail(connection, seq).get("vkey", ""))
        except (EvidenceError, AttributeError, TypeError):
            continue
        if sha256(vkey.encode()).hexdigest() == digest:
            yield Reign(vkey, seq)


def _digests(connection: Connection) -> Iterator[tuple[int, str]]:
    for entry in log.about(connection, LOG_KEY):
        try:
            fields = entry.fields
            if fields["action"] in (ADDED, ROTATED):
                things = [one for one in fields["objects"] if one["id"] == LOG_KEY]
                yield int(entry.seq), str(things[0]["sha256"])
        except (EvidenceError, LookupError, TypeError, AttributeError, ValueError):
            continue


def log_key(settings: Settings) -> Ed25519PrivateKey:
    """The private key that signs heads.

    Raises:
        NotAnArchive: the key file is missing or cannot be read.
        LockedKey: it is under a passphrase that was not given.
    """
    path = settings.keys / "log.key"
    try:
        return private_key(path)
    except EvidenceError as error:
        raise NotAnArchive(settings.folder, f"no readable log key in {path} ({error})") from error


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The key that signs heads, seen to be the private half of the one that the archive shows.

    Raises:
        NotAnArchive: a key file is missing or cannot be read, or the two are not of one key.
        LockedKey: it is under a passphrase that was not given.
    """
    key, vkey = log_key(settings), verification_key(settings)
    if vkey_of(settings, key) != vkey:
        heir = next_key(settings)
        if heir is None or vkey_of(settings, heir) != vkey:
            why = "a key in keys/log.key that is not the private half of keys/log.vkey"
            raise NotAnArchive(settings.folder, why)
        install(settings, heir)  # power failed within step 4
        return heir
    return key


def verification_key(settings: Settings) -> str:
    """The public key of the log as a verifier key (C2SP signed-note)."""
    path = settings.keys / "log.vkey"
    try:
        return read_regular(path).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotAnArchive(settings.folder, f"no readable public key in {path}") from error


def vkey_of(settings: Settings, key: Ed25519PrivateKey) -> str:
    """The verifier key of a private key under the name of this log."""
    return keys.vkey(keys.public_bytes(key), name=settings.name)


def public_of(vkey: str) -> bytes:
    """The 32 bytes in a verifier key.

    Raises:
        BadKey: it is none.
    """
    return VerifierKey.from_text(vkey).public


def next_path(settings: Settings) -> Path:
    """Where the heir waits."""
    return settings.keys / "log.next.key"


def next_key(settings: Settings) -> Ed25519PrivateKey | None:
    """The heir that waits; None if there is none.

    Raises:
        NotAnArchive: what is there cannot be read.
        LockedKey: it is under a passphrase that was not given.
    """
    path = next_path(settings)
    if not path.exists():
        return None
    try:
        return private_key(path)
    except EvidenceError as error:
        raise NotAnArchive(settings.folder, f"no readable key in {path} ({error})") from error


def heir(settings: Settings, connection: Connection) -> Ed25519PrivateKey | None:
    """The key whose turn it is: it waits, and the log names it last. None: no rotation is on.

    Raises:
        NotAnArchive, LockedKey: as `next_key`.
    """
    waiting = next_key(settings)
    if waiting is None:
        return None
    digest = sha256(vkey_of(settings, waiting).encode()).hexdigest()
    return waiting if named_last(connection) == digest else None


def is_lost(settings: Settings) -> bool:
    """Whether there is no private key of the log at all, which is not: one that is locked."""
    return not (settings.keys / "log.key").exists()


def install(settings: Settings, key: Ed25519PrivateKey) -> None:
    """Step 4: the heir takes the place of the key before it, whose private half is gone then."""
    put_text(settings.keys / "log.vkey", vkey_of(settings, key) + "\n")
    next_path(settings).replace(settings.keys / "log.key")
    sync_folder(settings.keys)
