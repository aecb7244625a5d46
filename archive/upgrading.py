"""Seeing that an archive is of a form that this program knows; bringing an earlier one up to it.

Three things have versions of their own: the file of the settings (`archive.settings`), the tables
(`archive.migrations`) and the entries of the log. What an earlier release made is brought up to
this one, and the log is left as it is, byte by byte. What a later release made is refused: nobody
can tell what of it would be read wrongly.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, select

from archive import database, migrations, models
from archive.errors import ArchiveError, MadeByLaterRelease, NotAnArchive
from archive.log import ENTRY_VERSION
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof import canonical

__all__ = ["bring_up", "bring_up_for_checking", "check_entries", "check_in_force"]


def bring_up(engine: Engine, folder: Path) -> None:
    """Bring the tables to the latest form, if they are of an earlier one.

    Raises:
        MadeByLaterRelease: a later release made the tables or wrote the log; nothing was changed.
        NotAnArchive: the tables are of no form that an archive ever had.
        ReadOnly: they are of an earlier form, and may not be written.
    """
    with database.reading(engine) as connection:
        form = migrations.form_of(connection)
        if form == migrations.LATEST:
            check_entries(connection, folder)
            return
        check_form(form, folder)
        check_entries(connection, folder)
    with database.writing(engine) as connection:
        migrations.upgrade(connection)  # nothing, if somebody else has done it meanwhile


def bring_up_for_checking(engine: Engine, settings: Settings, *, writable: bool) -> Engine:
    """An engine on tables of the latest form, for a check, which will tell what else is wrong.

    Where nothing may be written, and the tables are in a file, a copy is brought up instead: it
    goes when the engine is disposed of. On a server they are then left as they are.

    Raises:
        MadeByLaterRelease: as above; a check would take what is new for harm.
    """
    folder = settings.folder
    try:
        if not (writable or _is_latest(engine, folder)) and settings.server is None:
            engine.dispose()
            engine, writable = _copied(settings), True
        if writable:
            bring_up(engine, folder)
    except MadeByLaterRelease:
        engine.dispose()
        raise
    except ArchiveError:
        pass  # a finding will say so
    return engine


def _copied(settings: Settings) -> Engine:
    return database.connect_copy(settings.database, database.cipher_of(settings))


def _is_latest(engine: Engine, folder: Path) -> bool:
    with database.reading(engine) as connection:
        form = migrations.form_of(connection)
        if form is not None:
            check_form(form, folder)
        check_entries(connection, folder)
        return form in (migrations.LATEST, None)


def check_form(form: str | None, folder: Path) -> None:
    """See that tables are of a form that archives ever had.

    Raises:
        MadeByLaterRelease, NotAnArchive: they are not.
    """
    if form in migrations.FORMS:
        return
    if form is not None and form.isdecimal() and int(form) > int(migrations.LATEST):
        raise MadeByLaterRelease(folder, "tables", expected=migrations.LATEST, found=form)
    found = f"tables of form {form}, where this program knows {migrations.LATEST}"
    raise NotAnArchive(folder, found)


def check_entries(connection: Connection, folder: Path) -> None:
    """See that the newest entry of the log is of a version that this program reads.

    Raises:
        MadeByLaterRelease: it is not. One that cannot be read at all is left for `verify` to tell.
    """
    table = models.entries
    newest = select(table.c.bytes).order_by(table.c.seq.desc()).limit(1)
    data = connection.execute(newest).scalar_one_or_none()
    try:
        entry = canonical.decode(data) if isinstance(data, bytes) else None
    except EvidenceError:
        return
    version = entry.get("v") if isinstance(entry, dict) else None
    if isinstance(version, int) and version > ENTRY_VERSION:
        raise MadeByLaterRelease(folder, "entries", expected=str(ENTRY_VERSION), found=str(version))


def check_in_force(connection: Connection, folder: Path) -> None:
    """See, before anything is written, that the tables are not of a later form by now.

    Raises:
        MadeByLaterRelease: a later release did; nothing was written.
    """
    form = migrations.stated_form(connection)
    if form != migrations.LATEST:
        check_form(form, folder)
