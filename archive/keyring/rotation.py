"""Having another key follow the one of the log, and taking a custodian's key out of use."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive import database, heads, log, log_keys
from archive.heads import Signed
from archive.keyring import listing
from archive.keyring.errors import KeyInUse, KeyNotLost, UnknownKey
from archive.keyring.listing import Kind, Known, State
from archive.log import Draft, Thing
from archive.settings import Settings
from archive.workspace import Archive
from evidence.signing import keys


@dataclass(frozen=True, slots=True)
class Rotated:
    """One key of the log was followed by another."""

    before: str
    """Fingerprint of the key before."""
    after: str
    """Fingerprint of the key that signs from now on."""
    seq: int
    """The entry that says so."""
    signed: Signed
    """The head that bears both signatures."""


def rotate(archive: Archive, *, reason: str, passphrase: str | None = None) -> Rotated:
    """Have a new key follow the one that signs heads; the old private half is gone afterwards.

    Raises:
        LogIsAhead, NoTrustedHead, NotAnArchive, LockedKey, ArchiveBusy: nothing was changed.
        HeadNotSigned: the entry was written; whoever signs the next head finishes the rotation.
    """
    with _alone(archive):
        settings = archive.settings
        heir = _heir(archive, passphrase)
        before = log_keys.verification_key(settings)
        draft = _draft(settings, heir, before, {"reason": reason})
        with archive.writing() as writer:
            (seq,) = writer.append([draft])
        signed = heads.sign(settings, archive.engine, keep=True)
    return _rotated(before, log_keys.vkey_of(settings, heir), seq, signed)


def replace_lost(archive: Archive, *, reason: str, passphrase: str | None = None) -> Rotated:
    """Give the log a new key after the private half of the one before was lost.

    Nobody hands over, so that `khronika verify` finds it until the identity key, which the log
    named before, has signed a list with the new key (`archive.keyring.identity.sign_list`).

    Raises:
        KeyNotLost: the private key is there: it can hand over by itself.
        LogIsAhead, NoTrustedHead, ArchiveBusy: nothing was changed.
    """
    settings = archive.settings
    if not log_keys.is_lost(settings):
        raise KeyNotLost(settings.keys / "log.key")
    with _alone(archive):
        before = log_keys.verification_key(settings)
        with archive.reading() as connection:
            begun = log_keys.heir(settings, connection) is not None
            seq = log.last_seq(connection)
        if not begun:
            log_keys.next_path(settings).unlink(missing_ok=True)
            heir = keys.generate()
            keys.write_private(log_keys.next_path(settings), heir, passphrase)
            draft = _draft(settings, heir, before, {"reason": reason, "lost": True})
            with database.writing(archive.engine) as connection:
                heads.check_not_behind(settings, connection)
                (seq,) = log.append(connection, [draft], actor=archive.person, at=archive.clock())
        signed = heads.sign(settings, archive.engine, keep=True)
    return _rotated(before, log_keys.verification_key(settings), seq, signed)


def _draft(
    settings: Settings, heir: Ed25519PrivateKey, before: str, words: Mapping[str, object]
) -> Draft:
    vkey = log_keys.vkey_of(settings, heir)
    thing = Thing(log_keys.LOG_KEY, "key", sha256(vkey.encode()).hexdigest())
    detail = {"kind": "log", "vkey": vkey, "previous": before, **words}
    return Draft(log_keys.ROTATED, (thing,), detail=detail)


def _rotated(before: str, after: str, seq: int, signed: Signed) -> Rotated:
    old, new = (keys.fingerprint(log_keys.public_of(one)) for one in (before, after))
    return Rotated(old, new, seq, signed)


@contextmanager
def _alone(archive: Archive) -> Iterator[None]:
    """A second rotation at the same time would throw the first one's key away."""
    with (archive.settings.keys / ".rotating").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _heir(archive: Archive, passphrase: str | None) -> Ed25519PrivateKey:
    """The key that follows: a new one; one that waits since a crash is thrown away unused."""
    path = log_keys.next_path(archive.settings)
    with archive.reading() as connection:
        if log_keys.heir(archive.settings, connection) is None:
            path.unlink(missing_ok=True)
        else:  # a rotation was begun: it is finished before another begins
            heads.sign(archive.settings, archive.engine, keep=True)
    key = keys.generate()
    keys.write_private(path, key, passphrase)
    return key


def revoke(archive: Archive, fingerprint: str, *, reason: str) -> Known:
    """Take a custodian's key out of use: it signs no packet any more. What it signed stays signed.

    Raises:
        UnknownKey: the log names no key of this fingerprint that is in use.
        KeyInUse: it is the key of the log.
    """
    with archive.reading() as connection:
        known = listing.known_keys(connection)
    in_use = [one for one in known if one.state is State.IN_USE]
    found = next((one for one in in_use if one.fingerprint == fingerprint), None)
    if found is None:
        raise UnknownKey(fingerprint)
    if found.kind is Kind.LOG:
        raise KeyInUse(fingerprint)
    name = listing.PACKET_KEY if found.kind is Kind.PACKET else listing.IDENTITY_KEY
    detail: Mapping[str, str] = {"reason": reason, "public": found.line}
    with archive.writing() as writer:
        thing = Thing(name, "key", found.digest)
        writer.append([Draft(listing.REVOKED, (thing,), detail=detail)])
    return found
