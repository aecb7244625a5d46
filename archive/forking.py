"""Starting a new log where an older copy of the database was restored.

The high-water mark refuses to add to a log that is behind its last signed head, because that would
be a second history under one name. A fork gives the history that goes on a name of its own: the
next entry quotes the head that was lost and the reason, and heads are signed under `<name>/log/2`.
The heads of the old log stay, in `checkpoints/log-1/`.
"""

from __future__ import annotations

from dataclasses import replace

from archive import database, heads, log
from archive.errors import NothingToFork
from archive.heads import Signed
from archive.log import Draft, Thing
from archive.settings import FILE_NAME, Settings
from archive.workspace import Archive
from evidence.durable import put_text, sync_folder
from evidence.errors import EvidenceError

FORKED = "log.forked"


def fork(archive: Archive, *, reason: str) -> Signed:
    """Go on under a new name from the entries that are there; the first head of the new log.

    Raises:
        NothingToFork: the log continues its last signed head, and needs no fork.
    """
    old = archive.settings
    lost = _lost_head(archive)
    new = replace(old, log_number=old.log_number + 1)
    with database.writing(archive.engine) as connection:
        lost_log = Thing("log", "target", sha256=lost.checkpoint.root.hex())
        detail = {
            "reason": reason,
            "old_origin": lost.checkpoint.origin,
            "old_size": lost.checkpoint.size,
            "old_root": lost.checkpoint.root.hex(),
            "new_origin": new.origin,
        }
        draft = Draft(FORKED, (lost_log,), detail=detail)
        log.append(connection, [draft], actor=archive.person, at=archive.clock())
    put_text(new.folder / FILE_NAME, new.to_toml())
    _put_aside(old)
    return heads.sign(new, archive.engine, keep=True)


def _lost_head(archive: Archive) -> Signed:
    """The signed head that the log is behind of, or differs from."""
    try:
        newest = heads.newest_head(archive.settings)
    except EvidenceError as error:
        raise NothingToFork(f"a last head that cannot be trusted: {error}") from error
    if newest is None:
        raise NothingToFork("no signed head")
    with archive.reading() as connection:
        size = log.head(connection).size
        marked = newest.checkpoint
        behind = marked.size > size or heads.root_at(connection, marked.size) != marked.root
    if not behind:
        raise NothingToFork(f"a log of {size} entries that continues it")
    return newest


def _put_aside(old: Settings) -> None:
    """Move the heads of the old log into a folder of their own."""
    aside = old.checkpoints / f"log-{old.log_number}"
    aside.mkdir(exist_ok=True)
    for path in sorted(old.checkpoints.iterdir()):
        if path.is_file() and path.name != ".lock":
            path.replace(aside / path.name)
    sync_folder(old.checkpoints)
