"""Starting a new log where an older copy of the database was restored, or the heads were lost.

The high-water mark refuses to add to a log that is behind its last signed head, because that would
be a second history under one name. A fork gives the history that goes on a name of its own: the
next entry quotes the head that was lost and the reason, and heads are signed under `<name>/log/2`.
The heads of the old log stay, in `checkpoints/log-1/`.

The order: 1. the log says so; 2. the settings name the new log; 3. the old heads are put aside;
4. the first head of the new log is signed. After a crash the same command goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import Connection

from archive import database, heads, log, log_keys
from archive.errors import LogIsAhead, NothingToFork, NoTrustedHead
from archive.heads import Signed
from archive.log import Draft, Thing
from archive.settings import FILE_NAME, Settings
from archive.workspace import Archive
from evidence.errors import EvidenceError
from evidence.store.durable import put_text, sync_folder, writing_to

FORKED = "log.forked"


def fork(archive: Archive, *, reason: str) -> Signed:
    """Go on under a new name from the entries that are there; the first head of the new log.

    Raises:
        NothingToFork: the log continues its last signed head, and needs no fork.
        NotAnArchive: the key that would sign is missing or another one; nothing was changed.
    """
    old = archive.settings
    heads.signing_key(old)
    with database.writing(archive.engine) as connection:
        new = _begun(connection, old)
        if new is None:
            new = replace(old, log_number=old.log_number + 1)
            drafts = (*_key_in_use(connection, old), _announced(connection, old, new, reason))
            log.append(connection, drafts, actor=archive.person, at=archive.clock())  # 1
    with writing_to(old.folder):
        put_text(new.folder / FILE_NAME, new.to_toml())  # 2
        _put_aside(new)  # 3
    return heads.sign(new, archive.engine, keep=True, first=True)  # 4


def _begun(connection: Connection, old: Settings) -> Settings | None:
    """The new log, if the last entry says that it was begun and no head of it was signed yet."""
    last = log.last_seq(connection)
    if last < 0 or log.entry(connection, last).fields["action"] != FORKED:
        return None
    for number in (old.log_number, old.log_number + 1):
        new = replace(old, log_number=number)
        if log.detail(connection, last).get("new_origin") == new.origin:
            return None if _is_signed(new) else new
    return None


def _is_signed(settings: Settings) -> bool:
    """Whether a head of this log was signed."""
    try:
        newest = heads.newest_head(settings)
    except EvidenceError:
        return False
    return newest is not None and newest.checkpoint.origin == settings.origin


def _key_in_use(connection: Connection, old: Settings) -> Iterator[Draft]:
    """The entry of a key that followed the one of the restored log after the copy was made.

    Its head with both signatures is among those that are put aside.
    """
    vkey = heads.verification_key(old)
    digest = sha256(vkey.encode()).hexdigest()
    if log_keys.named_last(connection) not in (None, digest):
        detail = {"kind": "log", "vkey": vkey, "reason": "the copy was made before this key"}
        yield Draft(log_keys.ROTATED, (Thing(log_keys.LOG_KEY, "key", digest),), detail=detail)


def _announced(connection: Connection, old: Settings, new: Settings, reason: str) -> Draft:
    """The entry of a fork, which quotes the head that the log is behind of, or differs from."""
    told = {"reason": reason, "old_origin": old.origin, "new_origin": new.origin}
    try:
        heads.check_not_behind(old, connection)
    except LogIsAhead as error:
        newest = heads.newest_head(old)
        assert newest is not None
        lost = newest.checkpoint
        told |= {"why": error.why, "old_origin": lost.origin, "old_root": lost.root.hex()}
        thing = Thing("log", "target", sha256=lost.root.hex())
        return Draft(FORKED, (thing,), detail={**told, "old_size": lost.size})
    except NoTrustedHead as error:
        return Draft(FORKED, (Thing("log", "target"),), detail={**told, "why": error.found})
    raise NothingToFork(f"a log of {log.head(connection).size} entries that continues it")


def _put_aside(new: Settings) -> None:
    """Move the heads of the old log, and what belongs to them, into a folder of their own."""
    aside = new.checkpoints / f"log-{new.log_number - 1}"
    aside.mkdir(exist_ok=True)
    for path in sorted(new.checkpoints.iterdir()):
        if path.is_file() and path.name != ".lock":
            path.replace(aside / path.name)
    sync_folder(aside)
    sync_folder(new.checkpoints)
