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

from archive import database, log
from archive.errors import LogIsAhead, NotAnArchive, NoTrustedHead
from archive.settings import Settings
from evidence import keys, sshsig
from evidence.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from evidence.durable import put_text, writing_to
from evidence.errors import EvidenceError

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
    Only the `first` head of a log is signed without another that it continues.

    Raises:
        LogIsAhead, NoTrustedHead: the log does not continue the newest signed head.
        NotAnArchive: the key is missing or is another one. NoRoom, UnwritableStore: no place.
    """
    settings.checkpoints.mkdir(exist_ok=True)
    with _alone(settings), writing_to(settings.checkpoints):
        with database.reading(engine) as connection:
            state = log.head(connection)
            if not first:
                check_not_behind(settings, connection)
        newest, path = newest_head(settings), settings.checkpoints / HEAD
        if newest is None or newest.checkpoint.size < state.size:
            checkpoint = Checkpoint(settings.origin, state.size, state.root)
            note = sign_checkpoint(checkpoint, name=settings.name, key=signing_key(settings))
            newest = Signed(checkpoint, note, put_text(path, note))
        elif newest.path != path:  # it was lost, and a kept one has its place again
            put_text(path, newest.note)
        if keep or not _kept_today(settings):
            return _keep(settings, newest)
        return newest


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


def log_key(settings: Settings) -> Ed25519PrivateKey:
    """The key that signs heads.

    Raises:
        NotAnArchive: the key file is missing or cannot be read.
    """
    path = settings.keys / "log.key"
    try:
        return keys.read_private(path)
    except (OSError, EvidenceError) as error:
        raise NotAnArchive(settings.folder, f"no readable log key in {path} ({error})") from error


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The key that signs heads, seen to be the private half of the one that the archive shows.

    Raises:
        NotAnArchive: a key file is missing or cannot be read, or the two are not of one key.
    """
    key, vkey = log_key(settings), verification_key(settings)
    if keys.vkey(keys.public_bytes(key), name=settings.name) != vkey:
        why = "a key in keys/log.key that is not the private half of keys/log.vkey"
        raise NotAnArchive(settings.folder, why)
    return key


def verification_key(settings: Settings) -> str:
    """The public key of the log as a verifier key (C2SP signed-note)."""
    path = settings.keys / "log.vkey"
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotAnArchive(settings.folder, f"no readable public key in {path}") from error


def _read(settings: Settings, path: Path) -> Signed | None:
    try:
        note = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    return Signed(open_checkpoint(note, verification_key(settings)), note, path)


def _kept_today(settings: Settings) -> bool:
    kept = max(settings.checkpoints.glob("*.checkpoint"), default=None)
    if kept is None:
        return False
    made = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
    return made.date() == datetime.now(UTC).date()


def _keep(settings: Settings, head: Signed) -> Signed:
    path = settings.checkpoints / f"{head.checkpoint.size:012d}.checkpoint"
    if not path.exists():
        signature = sshsig.sign(head.note.encode(), namespace=NAMESPACE, key=log_key(settings))
        put_text(path.with_suffix(".sig"), signature)
        put_text(path, head.note)
    return Signed(head.checkpoint, head.note, path)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    with (settings.checkpoints / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
