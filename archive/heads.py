"""Signed heads of the log, kept as files outside the database.

`checkpoints/head` is the newest head that was ever signed, `checkpoints/<size>.checkpoint` are
heads that were kept: one a day while the archive is used, one for each packet, and each that was
asked for. The larger of head and largest kept one is the high-water mark: a database that is
shorter than it, or different, is an older copy or was rewritten, and nothing may be added to it in
silence. So it is not enough that `head` is lost. Form: C2SP tlog-checkpoint, Ed25519.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine

from archive import database, log, log_keys
from archive.errors import LogIsAhead, NoTrustedHead
from archive.log_keys import log_key, signing_key, verification_key
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from evidence.proof.errors import BadCheckpoint
from evidence.proof.notes import Note, add_signature
from evidence.signing import sshsig
from evidence.store.durable import put_text, writing_to
from evidence.store.regular import read_regular

__all__ = [
    "HEAD",
    "NAMESPACE",
    "Signed",
    "check_not_behind",
    "kept_heads",
    "log_key",
    "newest_head",
    "root_at",
    "sign",
    "signing_key",
    "verification_key",
]

HEAD = "head"
NAMESPACE = "checkpoint@khronika"


@dataclass(frozen=True, slots=True)
class Signed:
    """A head that was signed."""

    checkpoint: Checkpoint
    note: str
    """The signed note as text."""
    path: Path


def sign(settings: Settings, engine: Engine, *, keep: bool = False, first: bool = False) -> Signed:
    """Sign the head of the log as it is committed, unless that was done already.

    Call it after the commit, never before: a signature cannot be taken back. With `keep`, or when
    none was kept today, the head is also kept under its size, with an SSH signature beside it.
    Only the `first` head of a log is signed without another that it continues. If the log names
    another key to follow its own, both sign, and the other takes its place (`archive.log_keys`).

    Raises:
        LogIsAhead, NoTrustedHead: the log does not continue the newest signed head.
        NotAnArchive: the key is missing or is another one. NoRoom, UnwritableStore: no place.
        LockedKey: the key is under a passphrase that was not given.
    """
    settings.checkpoints.mkdir(exist_ok=True)
    with _alone(settings), writing_to(settings.checkpoints):
        with database.reading(engine) as connection:
            state = log.head(connection)
            if not first:
                check_not_behind(settings, connection)
            heir = log_keys.heir(settings, connection)
            alone = log_keys.is_lost(settings) and log_keys.handed_over_by_nobody(connection)
        if heir is not None:
            checkpoint = Checkpoint(settings.origin, state.size, state.root)
            return _hand_over(settings, checkpoint, heir, alone=alone)
        newest, path = newest_head(settings), settings.checkpoints / HEAD
        if newest is None or newest.checkpoint.size < state.size:
            checkpoint = Checkpoint(settings.origin, state.size, state.root)
            note = sign_checkpoint(checkpoint, name=settings.name, key=signing_key(settings))
            newest = Signed(checkpoint, note, put_text(path, note))
        elif newest.path != path:  # it was lost, and a kept one has its place again
            put_text(path, newest.note)
        if keep or not _kept_today(settings):
            return _keep(settings, newest, log_key(settings))
        return newest


def _hand_over(
    settings: Settings, checkpoint: Checkpoint, heir: Ed25519PrivateKey, *, alone: bool
) -> Signed:
    """The head under which the old key hands over: signed by both, kept, and then it is done.

    With `alone` the old key was lost, and the heir signs without it.
    """
    name = settings.name
    note = sign_checkpoint(checkpoint, name=name, key=heir)
    if not alone:
        old = Note.from_text(sign_checkpoint(checkpoint, name=name, key=log_key(settings)))
        note = add_signature(old, Note.from_text(note).signatures[0]).to_text()
    signed = Signed(checkpoint, note, put_text(settings.checkpoints / HEAD, note))
    kept = _keep(settings, signed, heir if alone else log_key(settings))
    log_keys.install(settings, heir)
    return kept


def newest_head(settings: Settings) -> Signed | None:
    """The high-water mark; None if nothing was ever signed.

    Raises:
        BadCheckpoint, BadSignature: the file was altered, or signed by another key.
    """
    head = _read(settings, settings.checkpoints / HEAD)
    largest = max(settings.checkpoints.glob("*.checkpoint"), default=None)
    try:
        kept = _read(settings, largest) if largest else None
    except EvidenceError:
        if head is None:
            raise
        return head  # a kept one that was damaged is for `verify` to tell
    found = [signed for signed in (head, kept) if signed is not None]
    return max(found, key=lambda signed: signed.checkpoint.size, default=None)


def kept_heads(settings: Settings) -> Iterator[Path]:
    """The files of all heads that were kept, and of the newest, the smallest first."""
    yield from sorted(settings.checkpoints.glob("*.checkpoint"))
    if (settings.checkpoints / HEAD).exists():
        yield settings.checkpoints / HEAD


def check_not_behind(settings: Settings, connection: Connection) -> None:
    """See that the log continues the newest signed head, before anything is added to it.

    Raises:
        LogIsAhead: the database is older than that head, or another history.
        NoTrustedHead: no head is there, or none that can be trusted, so that nobody can tell.
    """
    try:
        newest = newest_head(settings)
    except EvidenceError as error:
        raise NoTrustedHead(f"one that cannot be trusted ({error})") from error
    if newest is None:
        raise NoTrustedHead("none")
    state, marked = log.head(connection), newest.checkpoint
    if marked.size > state.size:
        raise LogIsAhead(f"{state.size} entries where {marked.size} were signed")
    if root_at(connection, marked.size) != marked.root:
        raise LogIsAhead(f"other entries among the first {marked.size} than were signed")


def root_at(connection: Connection, size: int) -> bytes:
    """The root of the first `size` entries, from the tiles."""
    return log.tree(connection).frontier(size).root()


def _read(settings: Settings, path: Path) -> Signed | None:
    try:
        note = read_regular(path).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadCheckpoint(f"a file that cannot be read ({error.strerror})") from error
    return Signed(open_checkpoint(note, verification_key(settings)), note, path)


def _kept_today(settings: Settings) -> bool:
    kept = max(settings.checkpoints.glob("*.checkpoint"), default=None)
    if kept is None:
        return False
    made = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
    return made.date() == datetime.now(UTC).date()


def _keep(settings: Settings, head: Signed, key: Ed25519PrivateKey) -> Signed:
    path = settings.checkpoints / f"{head.checkpoint.size:012d}.checkpoint"
    if not path.exists():
        signature = sshsig.sign(head.note.encode(), namespace=NAMESPACE, key=key)
        put_text(path.with_suffix(".sig"), signature)
        put_text(path, head.note)
    return Signed(head.checkpoint, head.note, path)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    with (settings.checkpoints / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
