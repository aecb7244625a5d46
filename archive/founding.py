"""Making a new archive, and opening one that is there."""

from __future__ import annotations

import fcntl
import getpass
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from archive import database, heads, migrations, passphrases, people, places, upgrading
from archive.database import encryption
from archive.database.encryption import Secret
from archive.database.errors import DatabaseUnusable
from archive.errors import FolderTaken, NotAnArchive
from archive.log import Draft, Thing
from archive.log_keys import LOG_KEY
from archive.settings import FILE_NAME, Settings, read_settings
from archive.workspace import Archive, Writer, now
from evidence.signing import keys
from evidence.store.durable import put_text, sync_folder, writing_to
from schemas.record import new_record_id


def found_archive(
    folder: Path,
    *,
    person: str | None = None,
    clock: Callable[[], datetime] = now,
    wanted: places.Wanted | None = None,
    passphrase: str | None = None,
    secret: Secret | None = None,
) -> Archive:
    """Make a new archive in `folder`, with a key of its own and one person who works with it.

    It is built beside `folder` and moved there in one step, so that a crash leaves no half archive.
    Records and bytes are kept where `wanted` says, else where the environment says, else in
    `folder` as well. With a `passphrase` the key is under it from the first moment,
    and with a `secret` the database is encrypted.

    Raises:
        FolderTaken: `folder` exists and is not empty.
        BadPlace, PlaceTaken: they cannot be kept there. DatabaseAway: there is no answer.
        NoRoom, UnwritableStore: it cannot be written there.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = "an archive" if (folder / FILE_NAME).exists() else "other files"
        raise FolderTaken(folder, found if folder.is_dir() else "a file")
    with site_beside(folder) as site:
        asked = places.wanted_by_environment() if wanted is None else wanted
        asked = replace(asked, encrypted=secret is not None)
        settings = asked.applied_to(Settings(site, _name_for(folder)))
        _build(settings, person or _own_name(), clock, passphrase, secret)
        with writing_to(folder.parent):
            site.replace(folder)
            sync_folder(folder.parent)
    return open_archive(folder, clock=clock)


@contextmanager
def site_beside(folder: Path) -> Iterator[Path]:
    """A hidden folder to build in, locked for as long as somebody builds; gone at the end."""
    with writing_to(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_sites(folder)
        site = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
        site.mkdir(mode=0o700)
        descriptor = os.open(site, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield site
    finally:
        shutil.rmtree(site, ignore_errors=True)
        os.close(descriptor)


def _clear_sites(folder: Path) -> None:
    """Remove what was begun for this folder and is built by nobody any more: it holds a key."""
    name = re.compile(re.escape(f".{folder.name}.") + "[0-9a-f]{8}[.]new")
    for site in folder.parent.iterdir():
        if name.fullmatch(site.name) and site.is_dir() and not site.is_symlink():
            descriptor = os.open(site, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(site, ignore_errors=True)
            os.close(descriptor)


def _name_for(folder: Path) -> str:
    """Name of the log: the folder's, as far as it is plain, and four random bytes."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:24] or "archive"
    return f"{plain}-{secrets.token_hex(4)}"


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "keeper"


def _build(
    settings: Settings,
    person: str,
    clock: Callable[[], datetime],
    passphrase: str | None,
    secret: Secret | None,
) -> None:
    with writing_to(settings.folder):
        for path in (settings.keys, settings.checkpoints, settings.evidence, settings.packets):
            path.mkdir(mode=0o700)
        put_text(settings.folder / FILE_NAME, settings.to_toml())
        vkey = _make_key(settings, passphrase)
    if (cipher := database.cipher_of(settings)) is not None and secret is not None:
        encryption.prepare(cipher, secret)
    with places.made(settings) as engine:
        with database.writing(engine) as connection:
            migrations.make(connection)
            writer = Writer(connection, person="", at=clock())
            _first_entries(writer, vkey, person, settings)
        heads.sign(settings, engine, keep=True, first=True)


def _make_key(settings: Settings, passphrase: str | None) -> str:
    """Make the key of the log; its public half as a verifier key."""
    key = keys.generate()
    path = settings.keys / "log.key"
    keys.write_private(path, key, passphrase)
    if passphrase:
        passphrases.go_on(passphrase)
    vkey = keys.vkey(keys.public_bytes(key), name=settings.name)
    put_text(settings.keys / "log.vkey", f"{vkey}\n")
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
        MadeByLaterRelease: it is of a form that this program does not know yet.
        UnknownPerson, NoLongerHere: nobody of that name works here.
        ReadOnly: its tables are of an earlier form, and cannot be brought to ours.
    """
    folder = folder.absolute()
    settings = read_settings(folder)
    engine = places.engine_of(settings)
    with ExitStack() as unless_opened:
        unless_opened.callback(engine.dispose)
        try:
            who = _who(engine, folder, person)
        except DatabaseUnusable as error:
            raise NotAnArchive(folder, f"a database that is none of ours ({error.why})") from error
        unless_opened.pop_all()
    return Archive(settings, engine, places.store_of(settings), who, clock)


def _who(engine: Engine, folder: Path, person: str | None) -> str:
    """The id of the person at work; before, the tables are brought to the form that we know."""
    upgrading.bring_up(engine, folder)
    with database.reading(engine) as connection:
        return people.at_work(connection, person or people.first_person(connection)).id


def open_for_checking(folder: Path) -> Archive:
    """The archive in `folder` with nobody at work, whatever state its database is in.

    In a folder that may not be written, nothing is: see `database.connect_untouched`. Tables of an
    earlier form are left so: see `archive.upgrading.bring_up_for_checking`.

    Raises:
        NotAnArchive: there is no settings file or no database file.
    """
    settings = read_settings(folder.absolute())
    return Archive(settings, places.engine_of(settings), places.store_of(settings), person="")
