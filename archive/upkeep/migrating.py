"""Moving an archive to another database or another store of bytes, with the same log.

The settings in force stay so until the end, when their file is replaced in one step:

1. A note in the archive's folder says where the move goes, so that one that was broken off is gone
   on with, and what it left behind is not taken for somebody else's.
2. The bytes are copied that are not there yet, while the archive is in use; each is hashed on
   arrival. A move that was broken off goes on after the last of them.
3. From here on nobody else writes. The bytes follow that have come meanwhile, and all rows, in one
   transaction: a crash leaves none of them.
4. The copy is checked as an archive, and its log must have the same size and root.
5. The file of the settings is replaced. Whoever has the archive open and waits to write finds this
   out before anything is written (`Archive.writing`).

Nothing is entered in the log: it is the same before and after. What was left stays where it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine

from archive import database, log, migrations, places
from archive.checking.verify import verify
from archive.database import encryption as sealing
from archive.database import postgresql
from archive.database.encryption import Secret
from archive.errors import PlaceTaken
from archive.log import Head
from archive.settings import FILE_NAME, Settings, read_settings
from archive.upkeep.backing_up import CHUNK
from archive.upkeep.copying import copy_tables
from archive.upkeep.errors import MoveBegun, NothingToMove, NotTheSame
from archive.workspace import Archive
from evidence.checks.findings import errors_of
from evidence.errors import DamagedEvidence
from evidence.store.blobs import BlobStore
from evidence.store.durable import put_text, sync_folder, writing_to

__all__ = ["Move", "Moved", "abandon", "migrate", "plan_move"]

NOTE = "moving.json"
"""In the archive's folder, while it is being moved."""
NEW_FILE = "{}.new"
"""Name of the SQLite file that is being filled, after that which it will be."""
_TOGETHER = 4
"""Stored files that are copied at a time."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a move will do."""

    before: Settings
    after: Settings

    @property
    def rows(self) -> bool:
        """Whether the records and the log go to another database."""
        before, after = self.before, self.after
        return (before.server, before.encrypted) != (after.server, after.encrypted)

    @property
    def seals(self) -> bool:
        """Whether a file that lies open goes where it cannot be read."""
        return self.after.encrypted and not (self.before.encrypted or self.before.server)

    @property
    def bytes(self) -> bool:
        """Whether the stored bytes go to another place."""
        return self.before.bucket != self.after.bucket


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did."""

    move: Move
    head: Head
    """Of the log, before and after."""
    rows: int
    """Rows that were copied."""
    files: int
    """Stored files that were copied in this run."""
    left: tuple[str, ...]
    """Where the archive was before. It is still there, with all that it holds."""


def plan_move(
    settings: Settings,
    *,
    server: str | None,
    bucket: str | None,
    encrypted: bool = False,
) -> Move:
    """The move to these addresses; None: the file or the folder of the archive.

    Raises:
        NothingToMove: that is where it is. BadPlace: an address cannot be followed.
        MoveBegun: a move to elsewhere was broken off.
    """
    wanted = places.Wanted(server, bucket, encrypted)
    plain = replace(settings, server=None, bucket=None, encrypted=False)
    move = Move(settings, wanted.applied_to(plain))
    if not move.rows and not move.bytes:
        raise NothingToMove(settings.folder)
    if (begun := _noted(settings)) not in (None, _target(move.after)):
        raise MoveBegun(settings.folder, str(begun))
    return move


def migrate(
    archive: Archive,
    move: Move,
    *,
    secret: Secret | None = None,
    watch: Callable[[str, int], None] = lambda _what, _more: None,
) -> Moved:
    """Carry out a move. `watch` hears how many files and rows more have been copied.

    `secret` is to open an encrypted database, if one is to be made.

    Raises:
        PlaceTaken: somebody else's tables are where it should go; nothing was changed.
        NotTheSame: the copy does not verify, or is not the same log; the settings stay as before.
        DamagedEvidence: stored bytes are not what they were; the settings stay as before.
        TextNotKept: a text cannot be kept there; the settings stay as before.
    """
    folder = archive.settings.folder
    goes_on = _noted(archive.settings) is not None
    with writing_to(folder):
        if not goes_on:
            _refuse_taken(move)
        put_text(folder / NOTE, json.dumps(_target(move.after)) + "\n")  # 1
    cipher = sealing.cipher_of(move.after)
    if cipher is not None and move.rows:
        assert secret is not None
        sealing.prepare(cipher, secret)  # what an earlier attempt has sealed is begun anew, too
    store = places.store_of(move.after)
    if goes_on:
        store.clear_tmp()  # what was half received when it was broken off; nobody goes on with it
    told = partial(watch, "files")
    files = _copy_bytes(archive.blobs, store, told) if move.bytes else 0  # 2
    with database.writing(archive.engine) as source:  # 3
        files += _copy_bytes(archive.blobs, store, told) if move.bytes else 0
        head = log.head(source)
        rows = 0
        if move.rows:
            rows = _copy_rows(source, move.after, partial(watch, "rows"))
        _check(archive, move, store, head)  # 4
        _put_in_force(move)  # 5
    archive.close()
    finish(move.after)
    return Moved(move, head, rows, files, tuple(_left(move)))


def finish(settings: Settings) -> bool:
    """Do what is left to do when a move's settings are in force; whether there was anything.

    A file that lies open goes if its records were sealed: nothing of it is needed any more. That no
    trace of it is left on the disk cannot be promised.
    """
    noted = _noted(settings)
    if noted is None or noted != _target(settings):
        return False
    if settings.encrypted:
        for path in settings.folder.glob("khronika.db*"):
            path.unlink()
        sync_folder(settings.folder)
    (settings.folder / NOTE).unlink()
    return True


def abandon(settings: Settings) -> str | None:
    """Take back a move that was broken off; where it should have gone, None if there was none.

    Rows that were copied are removed. Stored files stay there: the next move need not copy them.
    """
    begun = _noted(settings)
    if begun is None:
        return None
    target = replace(settings, server=begun["database"], bucket=begun["evidence"])
    if target.server and target.server != settings.server:
        places.drop(target)
    for path in settings.folder.glob(f"{NEW_FILE.format('khronika*.db')}*"):
        path.unlink()
    (settings.folder / NOTE).unlink()
    return str(begun)


def _target(after: Settings) -> dict[str, str | None]:
    sealed = "encrypted" if after.encrypted else None
    return {"database": after.server, "evidence": after.bucket, "file": sealed}


def _noted(settings: Settings) -> dict[str, str | None] | None:
    try:
        found: dict[str, str | None] = json.loads((settings.folder / NOTE).read_text("utf-8"))
        found.setdefault("file", None)  # as earlier programs wrote it
    except FileNotFoundError:
        return None
    return found


def _refuse_taken(move: Move) -> None:
    if not (move.rows and move.after.server):
        return
    with _disposing(places.engine_of(move.after)) as engine, database.reading(engine) as reader:
        if migrations.form_of(reader) is not None:
            schema = postgresql.read_url(move.after.server).schema
            raise PlaceTaken(f"the schema {schema} of the database")


@contextmanager
def _disposing(engine: Engine) -> Iterator[Engine]:
    """Dispose of the engine at the end."""
    try:
        yield engine
    finally:
        engine.dispose()


def _copy_bytes(source: BlobStore, target: BlobStore, watch: Callable[[int], None]) -> int:
    """Copy the files that are not there yet; how many.

    What a folder has already is read again: it may have lain there for years. A bucket has read its
    own on arrival, and keeps them as they are.
    """
    there = set(target.walk())
    all_of_them = list(source.walk())
    missing = [digest for digest in all_of_them if digest not in there]

    def copy(digest: str) -> None:
        if digest in there:
            target.check(digest)
            return
        with source.open(digest) as file:
            stored = target.receive_stream(iter(partial(file.read, CHUNK), b""))
        if stored.digest != digest:
            target.remove(stored.digest)
            raise DamagedEvidence(expected=digest, found=stored.digest)
        watch(1)

    with ThreadPoolExecutor(_TOGETHER) as threads:
        for _ in threads.map(copy, missing if target.is_far else all_of_them):
            pass
    return len(missing)


def _copy_rows(source: Connection, after: Settings, watch: Callable[[int], None]) -> int:
    if after.server:
        places.drop(after)  # what a move that was broken off has left; ours, as the note says
        with places.made(after) as engine, database.writing(engine) as target:
            migrations.make(target)
            return copy_tables(source, target, watch)
    path, cipher = _new_file(after), sealing.cipher_of(after)
    for left in after.folder.glob(f"{path.name}*"):
        left.unlink()
    database.create_file(path, cipher)
    with _disposing(database.connect(path, cipher)) as engine, database.writing(engine) as target:
        migrations.make(target)
        with database.with_room(target):
            return copy_tables(source, target, watch)


def _new_file(after: Settings) -> Path:
    return after.folder / NEW_FILE.format(after.database.name)


def _check(archive: Archive, move: Move, store: BlobStore, head: Head) -> None:
    """See that the copy is the archive: the same log, and nothing wrong with it."""
    new_file = move.rows and move.after.server is None
    if not move.rows:
        engine = places.engine_of(move.before)
    elif new_file:
        engine = database.connect(_new_file(move.after), sealing.cipher_of(move.after))
    else:
        engine = places.engine_of(move.after)
    copy = Archive(move.after, engine, store, archive.person, archive.clock)
    with closing(copy):
        with copy.reading() as connection:
            found = log.head(connection)
        if found != head:
            raise NotTheSame(f"a log of {found.size:,} entries with the root {found.root.hex()}")
        if findings := errors_of(verify(copy, quick=True).findings):
            raise NotTheSame(str(findings[0]))


def _put_in_force(move: Move) -> None:
    folder = move.after.folder
    with writing_to(folder):
        if move.rows and move.after.server is None:
            _put_aside(move.after.database)
            _new_file(move.after).replace(move.after.database)
            sync_folder(folder)
        now, after = read_settings(folder), move.after
        settings = replace(now, server=after.server, bucket=after.bucket, encrypted=after.encrypted)
        put_text(folder / FILE_NAME, settings.to_toml())


def _put_aside(path: Path) -> None:
    """A file of an earlier time, which is not in force, keeps its content under another name."""
    folder = path.parent
    if not path.exists():
        return
    number = sum(1 for _ in folder.glob(f"{path.name}.before-*"))
    for side in ("", "-wal", "-shm"):
        old = path.with_name(path.name + side)
        if old.exists():
            old.replace(folder / f"{path.name}.before-{number}{side}")


def _left(move: Move) -> Iterator[str]:
    if move.rows and not move.seals:
        yield move.before.server or str(move.before.database)
    if move.bytes:
        yield move.before.bucket or str(move.before.evidence)
