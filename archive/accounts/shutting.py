"""Shutting the doors of an archive that is being served, from any terminal, and opening them again.

A mark in the archive's folder shuts them: whoever serves looks at it with each request, forgets the
passphrases that it was given, and answers nothing any more. The mark comes first, so that who is in
a hurry needs no passphrase; what the log has to say of it, and the end of all sessions, is entered
at once if the log's key can be opened, and else before the doors open again. Forms and challenges
of before are good no more. It does not reach what is in memory or on the disk of a machine that
somebody takes as it stands: `docs/threats.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from archive import passphrases, people
from archive.accounts import credentials, forms_key
from archive.accounts.credentials import Kind
from archive.database import cipher_of
from archive.errors import LockedKey
from archive.log import Draft, Thing, moment
from archive.settings import Settings
from archive.workspace import Archive, Writer
from evidence.store.durable import put_text, sync_folder

MARK = "locked"
"""Name of the mark in the archive's folder."""
LOCKED, UNLOCKED = "archive.locked", "archive.unlocked"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the mark says."""

    at: str
    """When the doors were shut."""
    entered: bool
    """Whether the log says so, and the sessions have ended."""


def shut(settings: Settings, at: datetime) -> Mark:
    """Shut the doors, if they are open. Nothing else is needed for it.

    Raises:
        NoRoom, UnwritableStore: the mark cannot be written; the doors are as they were.
    """
    known = mark_of(settings)
    if known is None:
        known = Mark(moment(at), entered=False)
        _write(settings, known)
        forms_key.draw_anew(settings)
    return known


def mark_of(settings: Settings) -> Mark | None:
    """The mark; None if the doors are open. One that cannot be read shuts them as well."""
    path = settings.folder / MARK
    try:
        told = json.loads(path.read_text("utf-8"))
        return Mark(str(told["at"]), told["entered"] is True)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Mark("", entered=False)


def enter(archive: Archive) -> int:
    """Let the log say that the doors were shut, and end all sessions; how many. Once for each mark.

    Raises:
        LockedKey: the key of the log is under a passphrase that was not given; nothing was entered.
    """
    mark = mark_of(archive.settings)
    if mark is None or mark.entered:
        return 0
    with archive.writing() as writer:
        ended = _enter_shut(writer, mark)
    _write(archive.settings, Mark(mark.at, entered=True))
    return ended


def reopen(archive: Archive) -> None:
    """Open the doors again, for whoever could open the key of the log; the log says who.

    Raises:
        LockedKey: the key is under a passphrase that was not given; the doors stay shut.
    """
    mark = mark_of(archive.settings)
    if mark is None:
        return
    with archive.writing() as writer:
        if not mark.entered:
            _enter_shut(writer, mark)
        writer.append([Draft(UNLOCKED, (Thing("archive", "target"),), detail={})])
    (archive.settings.folder / MARK).unlink(missing_ok=True)
    sync_folder(archive.settings.folder)


def are_shut(settings: Settings) -> bool:
    """Whether nothing may be answered: there is a mark, or its passphrase is still forgotten here.

    Who serves unattended, with a file of passphrases, goes on when the mark is gone.
    """
    if (settings.folder / MARK).exists():
        return True
    if not passphrases.forgotten():
        return False
    lying_there = list(passphrases.of_file())
    if all(any(fits(one) for one in lying_there) for fits in _locks(settings)):
        passphrases.go_on()
        return False
    return True


def takes_words(settings: Settings) -> bool:
    """Whether a passphrase opens the doors: else only who is at the machine can."""
    return bool(_locks(settings))


def take(settings: Settings, secret: str) -> None:
    """Take the passphrase of the log's key and of the encrypted database: one opens both.

    Raises:
        LockedKey: it does not open all that is under one; nothing was taken.
    """
    if not all(fits(secret) for fits in _locks(settings)):
        raise LockedKey(settings.keys / "log.key")
    passphrases.go_on(secret)


def _locks(settings: Settings) -> list[Callable[[str], bool]]:
    """What tells of each thing under a passphrase whether one opens it."""
    key, cipher = settings.keys / "log.key", cipher_of(settings)
    found: list[Callable[[str], bool]] = []
    if key.exists() and passphrases.needs_one(key):
        found.append(partial(passphrases.fits, key))
    if cipher is not None and cipher.takes_words():
        found.append(cipher.fits)
    return found


def _enter_shut(writer: Writer, mark: Mark) -> int:
    known = people.everybody(writer.connection)
    found = [one for p in known for one in credentials.of(writer.connection, p.id, Kind.SESSION)]
    credentials.end(writer, found, reason="locked")
    told = {"at": mark.at, "sessions": len(found)}
    writer.append([Draft(LOCKED, (Thing("archive", "target"),), detail=told)])
    return len(found)


def _write(settings: Settings, mark: Mark) -> None:
    put_text(settings.folder / MARK, json.dumps({"at": mark.at, "entered": mark.entered}) + "\n")
