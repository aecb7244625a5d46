"""Making a new archive, and opening one that is there."""

from __future__ import annotations

import getpass
import os
import re
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from archive import database, heads, migrations, people
from archive.errors import FolderTaken, NotAnArchive
from archive.log import Draft, Thing
from archive.settings import FILE_NAME, Settings, read_settings
from archive.workspace import Archive, Writer, now
from evidence import keys
from evidence.blobs import BlobStore
from evidence.durable import writing_to
from schemas.record import new_record_id

LOG_KEY = "log-key"
"""How the first entry calls the key of the log."""


def found_archive(
    folder: Path, *, person: str | None = None, clock: Callable[[], datetime] = now
) -> Archive:
    """Make a new archive in `folder`, with a key of its own and one person who works with it.

    It is built beside `folder` and moved there in one step, so that a crash leaves no half archive.

    Raises:
        FolderTaken: `folder` exists and is not empty.
        NoRoom, UnwritableStore: it cannot be written there.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = "an archive" if (folder / FILE_NAME).exists() else "other files"
        raise FolderTaken(folder, found if folder.is_dir() else "a file")
    with writing_to(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        site = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
        site.mkdir(mode=0o700)
    try:
        _build(Settings(site, _name_for(folder)), person or _own_name(), clock)
        with writing_to(folder.parent):
            site.replace(folder)
    except BaseException:
        shutil.rmtree(site, ignore_errors=True)
        raise
    return open_archive(folder, clock=clock)


def _name_for(folder: Path) -> str:
    """Name of the log: the folder's, as far as it is plain, and four random bytes."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:24] or "archive"
    return f"{plain}-{secrets.token_hex(4)}"


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "keeper"


def _build(settings: Settings, person: str, clock: Callable[[], datetime]) -> None:
    with writing_to(settings.folder):
        for path in (settings.keys, settings.checkpoints, settings.evidence, settings.packets):
            path.mkdir(mode=0o700)
        (settings.folder / FILE_NAME).write_text(settings.to_toml(), encoding="utf-8")
        vkey = _make_key(settings)
        database.create_file(settings.database)
    engine = database.connect(settings.database)
    try:
        with database.writing(engine) as connection:
            migrations.upgrade(connection)
            writer = Writer(connection, person="", at=clock())
            _first_entries(writer, vkey, person, settings)
        heads.sign(settings, engine, keep=True, first=True)
    finally:
        engine.dispose()


def _make_key(settings: Settings) -> str:
    """Make the key of the log; its public half as a verifier key."""
    key = keys.generate()
    keys.write_private(settings.keys / "log.key", key)
    vkey = keys.vkey(keys.public_bytes(key), name=settings.name)
    (settings.keys / "log.vkey").write_text(vkey + "\n", encoding="ascii")
    return vkey


def _first_entries(writer: Writer, vkey: str, person: str, settings: Settings) -> None:
    """The key of the log is in the log from the first entry, so that no other can be slipped in."""
    first = new_record_id()
    writer = Writer(writer.connection, first, writer.at)
    key = Thing(LOG_KEY, "key", sha256(vkey.encode()).hexdigest())
    detail = {"vkey": vkey, "origin": settings.origin}
    writer.append([Draft("key.added", (key,), detail=detail)])
    people.add(writer, name=person, role="administrator", person=first)


def open_archive(
    folder: Path, person: str | None = None, *, clock: Callable[[], datetime] = now
) -> Archive:
    """The archive in `folder`, with `person` (name or id) at work, else the one who founded it.

    Raises:
        NotAnArchive: there is none, or not of a form that this program knows.
        UnknownPerson: nobody of that name works here.
    """
    folder = folder.absolute()
    settings = read_settings(folder)
    if not settings.database.is_file():
        raise NotAnArchive(folder, f"no database {settings.database.name}")
    engine = database.connect(settings.database)
    with database.reading(engine) as connection:
        try:
            form = migrations.form_of(connection)
        except DatabaseError as error:
            raise NotAnArchive(folder, f"a database that is none ({error.orig})") from error
        if form != migrations.LATEST:
            raise NotAnArchive(
                folder, f"tables of form {form}, where this program knows {migrations.LATEST}"
            )
        who = people.find(connection, person) if person else people.first_person(connection)
    return Archive(settings, engine, BlobStore(settings.evidence), who, clock)


def open_for_checking(folder: Path) -> Archive:
    """The archive in `folder` with nobody at work, whatever state its database is in.

    In a folder that may not be written, nothing is: see `database.connect_untouched`.

    Raises:
        NotAnArchive: there is no settings file or no database file.
    """
    folder = folder.absolute()
    settings = read_settings(folder)
    if not settings.database.is_file():
        raise NotAnArchive(folder, f"no database {settings.database.name}")
    writable = os.access(folder, os.W_OK) and os.access(settings.database, os.W_OK)
    connect = database.connect if writable else database.connect_untouched
    engine = connect(settings.database)
    return Archive(settings, engine, BlobStore(settings.evidence), person="")
