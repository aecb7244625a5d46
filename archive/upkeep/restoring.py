"""Making an archive out of a backup: to an empty place, and only if all of it verifies.

The archive is built beside its place from one state and the stored bytes that it names, checked as
`verify` checks, on request against a head that was kept elsewhere, and moved to its place in one
step. A tampered backup leaves nothing behind but its findings. A stored file of another size than
the log says is refused before any is copied: it may be one of more bytes than there is room for.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive import database, heads, log, upgrading
from archive.accounts import after_restore
from archive.checking.report import Report
from archive.checking.verify import verify
from archive.errors import FolderTaken
from archive.founding import site_beside
from archive.settings import read_settings
from archive.upkeep.backing_up import CHUNK, faults_of
from archive.upkeep.backup_folder import LIST, BackupFolder, open_backup
from archive.upkeep.errors import BadBackup
from archive.workspace import Archive
from evidence.checks.findings import Finding
from evidence.errors import EvidenceError, MissingEvidence
from evidence.signing import keys
from evidence.store.blobs import BlobStore
from evidence.store.durable import put_text, sync_folder, writing_to

BEHIND = "log.shorter_than_checkpoint"
"""The finding that a head of a longer log is known."""


@dataclass(frozen=True, slots=True)
class RestoredArchive:
    """What was restored."""

    folder: Path
    size: int
    """Entries of its log."""
    files: int
    can_sign: bool
    """Whether the private key of the log is there: without it nothing can be added."""
    is_behind: bool
    """Whether the head that was kept elsewhere is of a longer log: what came after the backup is
    lost, and the archive takes nothing in before a new log is begun (`khronika log fork`)."""


def restore(
    backup: Path,
    folder: Path,
    *,
    size: int | None = None,
    outside: Path | None = None,
    key: Path | None = None,
) -> RestoredArchive:
    """Make the archive of the newest state (or that of `size` entries) in the empty `folder`.

    `outside` is a head that was kept elsewhere, `key` the private key of the log.

    Raises:
        NotABackup: there is no such state. FolderTaken: `folder` is not empty.
        BadBackup: it does not verify; nothing was restored.
        MadeByLaterRelease: a later release made it; nothing was restored.
        BadKey: `key` is no private key.
        NoRoom, UnwritableStore: it does not fit, or cannot be written.
    """
    source = open_backup(backup)
    state = source.state(size)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(folder, "other files" if folder.is_dir() else "a file")
    private = keys.read_private(key) if key else None
    with site_beside(folder.absolute()) as site:
        with writing_to(folder.parent):
            shutil.copytree(state, site, dirs_exist_ok=True)
            (site / LIST).unlink(missing_ok=True)
        settings = read_settings(site)
        if private is not None:
            keys.write_private(settings.keys / "log.key", private)
        files, report = _filled(site, source, state, outside)
        faults = faults_of(report)
        behind = any(one.code == BEHIND for one in faults)
        if found := [one for one in faults if one.code != BEHIND]:
            raise BadBackup(backup, found)
        if behind and outside is not None:
            put_text(settings.checkpoints / heads.HEAD, outside.read_text("utf-8"))
        after_restore.mark(site)
        with writing_to(folder.parent):
            site.replace(folder)
            sync_folder(folder.absolute().parent)
    can_sign = (folder / "keys" / "log.key").is_file()
    return RestoredArchive(folder, report.read["entries"], files, can_sign, behind)


def _filled(
    site: Path, source: BackupFolder, state: Path, outside: Path | None
) -> tuple[int, Report]:
    """Copy the stored bytes that the state names, and check all of it."""
    settings = read_settings(site)
    for place in (settings.evidence, settings.packets):
        place.mkdir(mode=0o700)
    engine = database.connect(settings.database, database.cipher_of(settings))
    copy = Archive(settings, engine, BlobStore(settings.evidence), "")
    try:
        upgrading.bring_up_for_checking(copy.engine, settings, writable=True)
        names = source.files_of(state)
        if refused := _of_other_sizes(copy, source.blobs, names):
            raise BadBackup(source.folder, refused)
        for digest in names:
            with suppress(MissingEvidence), source.blobs.open(digest) as file:  # the check tells
                copy.blobs.receive_stream(iter(partial(file.read, CHUNK), b""))
        return len(names), verify(copy, outside=outside)
    finally:
        copy.close()


def _of_other_sizes(copy: Archive, blobs: BlobStore, names: Sequence[str]) -> list[Finding]:
    """Which of the files in the list are not those that the copied log names, by their size."""
    stated = _stated_sizes(copy)
    found = []
    for digest in names:
        if digest not in stated:
            message = "the backup lists a file that no entry of its log names"
            found.append(Finding("blob.unreferenced", message, f"file {digest}"))
            continue
        with suppress(MissingEvidence):  # the check tells
            size, expected = blobs.size(digest), stated[digest]
            if expected is not None and size != expected:
                message = f"expected {expected:,} bytes, found {size:,}"
                found.append(Finding("blob.changed", message, f"file {digest}"))
    return found


def _stated_sizes(copy: Archive) -> dict[str, int | None]:
    """By digest, how many bytes the log says that a file has; None: it does not say.

    Entries that cannot be read say nothing here; the check tells of them.
    """
    stated: dict[str, int | None] = {}
    with copy.reading() as connection:
        for entry in log.entries(connection):
            with suppress(EvidenceError, KeyError, TypeError, AttributeError):
                for thing in entry.fields["objects"]:
                    if "sha256" in thing:
                        known = stated.get(thing["sha256"])
                        stated[thing["sha256"]] = thing.get("size", known)
    return stated
