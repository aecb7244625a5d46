"""What a restored backup brings back that had ended since: it opens no door any more.

A restore leaves a mark beside the database. As long as it is there, no session, token, invitation
or known browser is good; before the first new one is made, all of them are ended by entries of the
log and the mark is taken away. Both ways of an interruption leave them closed.
"""

from __future__ import annotations

from pathlib import Path

from archive import people
from archive.accounts import credentials
from archive.accounts.credentials import Kind
from archive.settings import Settings
from archive.workspace import Archive
from evidence.store.durable import put_text, sync_folder

MARK = "restored"
"""Name of the mark in the archive's folder."""
ENDED = (Kind.SESSION, Kind.DEVICE, Kind.INVITATION, Kind.TOKEN)
"""What may have been ended after the backup was made. Passwords and second factors stay: without
them nobody could come in."""


def mark(folder: Path) -> None:
    """Note that the archive in this folder was restored from a backup."""
    put_text(folder / MARK, "sessions, tokens and links of the backup are ended at first use\n")


def is_pending(settings: Settings) -> bool:
    """Whether what a backup brought back has not been ended yet."""
    return (settings.folder / MARK).exists()


def settle(archive: Archive) -> None:
    """End what a backup brought back, if that has not been done.

    Raises:
        LogIsAhead, NotAnArchive, ArchiveBusy: nothing can be written yet; nothing was ended, and
            nothing of it is good.
    """
    if not is_pending(archive.settings):
        return
    with archive.writing() as writer:
        everybody = people.everybody(writer.connection)
        found = [one for p in everybody for one in credentials.of(writer.connection, p.id, *ENDED)]
        credentials.end(writer, found, reason="restored from a backup")
    (archive.settings.folder / MARK).unlink(missing_ok=True)
    sync_folder(archive.settings.folder)
