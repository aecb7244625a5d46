"""Making a backup while the archive is in use: consistent, incremental, checked as it is made.

The steps: 1. the log says so, and a copy is made of the database in one moment, that entry in it;
2. a head is signed over the log in that copy, beside those that were kept; 3. the bytes follow that
the copy names and the folder does not have yet; 4. the copy is checked like an archive; 5. the
state gets its name.
Private keys stay behind unless a passphrase protects them: whoever finds a backup cannot sign.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from archive import database, heads, log, migrations
from archive.checking.log_key import PRIVATE
from archive.checking.report import Report
from archive.checking.verify import verify
from archive.condition import ARCHIVE, REPLICATED
from archive.log import Draft, Thing
from archive.settings import FILE_NAME, Settings
from archive.upkeep.backup_folder import LIST, BackupFolder, prepare_backup
from archive.upkeep.copying import copy_tables
from archive.workspace import Archive
from evidence.checks.findings import Finding, errors_of
from evidence.errors import DamagedEvidence, MissingEvidence
from evidence.proof.checkpoint import Checkpoint, sign_checkpoint
from evidence.store.blobs import BlobStore
from evidence.store.durable import put_bytes, put_text, sync_folder, writing_to

CHUNK = 1 << 20
"""Bytes of a file that are copied at once."""
SET_UP = ("archives", "authorities", "witness", "searches")
"""Folders of what people set up: whom the archive trusts, and questions that they keep."""
ENCRYPTED = b"BEGIN ENCRYPTED PRIVATE KEY"
"""How the PEM of a private key under a passphrase begins (RFC 7468 §11)."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was backed up."""

    state: Path
    size: int
    """Entries of the log in it."""
    root: str
    """Root of the log in it, hexadecimal."""
    files: int
    """Stored files that it names."""
    copied: int
    """Those that the folder did not have yet."""
    copied_bytes: int
    keys_left_out: tuple[str, ...]
    """Private keys that are not in it, because no passphrase protects them."""
    findings: tuple[Finding, ...]
    """What is wrong with the archive. It was backed up as it is: better that than nothing."""
    forgotten: int = 0
    """Older states that were removed."""


def back_up(
    archive: Archive,
    folder: Path,
    *,
    keep: int | None = None,
    watch: Callable[[int], None] = lambda _: None,
) -> BackedUp:
    """Back the archive up into `folder`; `keep` states remain. `watch` hears of bytes copied.

    Raises:
        NotABackup, OtherBackup: the folder is in use for something else; nothing was written.
        NoRoom, UnwritableStore: it does not fit, or cannot be written.
    """
    target = prepare_backup(folder, archive.settings)
    target.clear_unfinished()
    site = folder / "states" / f".{secrets.token_hex(4)}.new"
    try:
        with writing_to(folder):
            site.mkdir(mode=0o700)
        with archive.writing() as writer:  # 1
            things = (Thing(ARCHIVE, "target"),)
            writer.append([Draft(REPLICATED, things, detail={"to": str(folder)})])
        with writing_to(folder):
            _copy_database(archive, site / archive.settings.database.name)
        made = _complete(archive, target, site, watch)
    finally:
        shutil.rmtree(site, ignore_errors=True)  # nothing is there once it has its name
    if keep is not None:
        made = replace(made, forgotten=target.forget_older(keep))
    return made


def _complete(
    archive: Archive, target: BackupFolder, site: Path, watch: Callable[[int], None]
) -> BackedUp:
    settings = replace(archive.settings, folder=site, server=None, bucket=None)
    with writing_to(target.folder):
        put_text(site / FILE_NAME, settings.to_toml())
        left_out = _copy_keys(archive.settings, settings)
        _copy_rest(archive.settings, site)
    cipher = database.cipher_of(archive.settings)
    engine = database.connect(settings.database, cipher)
    copy = Archive(settings, engine, target.blobs, archive.person, archive.clock)
    try:
        signed = _sign(archive.settings, copy)  # 2
        names = _named(copy, archive.blobs)
        new = [digest for digest in names if not _is_there(target.blobs, digest)]
        size, findings = _copy_blobs(archive.blobs, target.blobs, new, watch)  # 3
        findings += faults_of(verify(copy, quick=True))  # 4
        with writing_to(target.folder):
            put_text(site / LIST, "".join(f"{digest}\n" for digest in names))
    finally:
        copy.close()
    database.empty_wal(settings.database, cipher)
    state = target.folder / "states" / f"{signed.size:012d}"
    with writing_to(target.folder):
        if state.exists():
            shutil.rmtree(state)
        site.replace(state)  # 5
        sync_folder(state.parent)
    return BackedUp(
        state=state,
        size=signed.size,
        root=signed.root.hex(),
        files=len(names),
        copied=len(new),
        copied_bytes=size,
        keys_left_out=tuple(left_out),
        findings=tuple(findings),
    )


def faults_of(report: Report) -> list[Finding]:
    """What is wrong with a copy, but for the private key: that has its place elsewhere."""
    errors = errors_of(report.findings)
    return [one for one in errors if (one.code, one.where) != ("key.missing", PRIVATE)]


def _copy_database(archive: Archive, destination: Path) -> None:
    """A copy as of one moment, always in one file; an encrypted one stays so."""
    if archive.settings.server is None:
        cipher = database.cipher_of(archive.settings)
        database.copy_file(archive.settings.database, destination, cipher)
        return
    database.create_file(destination)
    engine = database.connect(destination)
    try:
        with archive.reading() as source, database.writing(engine) as target:
            migrations.make(target)
            with database.with_room(target):
                copy_tables(source, target)
    finally:
        engine.dispose()


def _copy_keys(source: Settings, copy: Settings) -> list[str]:
    """Copy public keys, and private ones under a passphrase; the names of those left out."""
    left_out = []
    for path in sorted(source.keys.rglob("*")):
        name = path.relative_to(source.keys)
        if not path.is_file():
            continue
        data = path.read_bytes()
        if b"PRIVATE KEY" in data and ENCRYPTED not in data:
            left_out.append(str(name))
            continue
        (copy.keys / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        put_bytes(copy.keys / name, data)
    return left_out


def _copy_rest(source: Settings, site: Path) -> None:
    """Copy what people set up in the archive's folder; what they left lying there is not its."""
    for name in SET_UP:
        if (source.folder / name).is_dir():
            shutil.copytree(source.folder / name, site / name)


def _sign(source: Settings, copy: Archive) -> Checkpoint:
    """Sign the head of the copied log; keep the earlier heads and what anchors them."""
    with copy.reading() as connection:
        state = log.head(connection)
    head = Checkpoint(source.origin, state.size, state.root)
    note = sign_checkpoint(head, name=source.name, key=heads.signing_key(source))
    with writing_to(copy.settings.checkpoints):
        copy.settings.checkpoints.mkdir(exist_ok=True, mode=0o700)
        for path in sorted(source.checkpoints.rglob("*")):
            name = path.relative_to(source.checkpoints)
            size = path.name.partition(".")[0]
            later = size.isdigit() and int(size) > state.size and len(name.parts) == 1
            if not path.is_file() or later or path.name in (heads.HEAD, ".lock"):
                continue
            (copy.settings.checkpoints / name).parent.mkdir(parents=True, exist_ok=True)
            put_bytes(copy.settings.checkpoints / name, path.read_bytes())
        put_text(copy.settings.checkpoints / heads.HEAD, note)
    return head


def _named(copy: Archive, source: BlobStore) -> list[str]:
    """The digests that the copied log names and that are stored: files, and what was made of them.

    One that is erased or lost is not stored any more; which of the two, a check tells.
    """
    with copy.reading() as connection:
        named = {
            thing["sha256"]
            for entry in log.entries(connection)
            for thing in entry.fields["objects"]
            if "sha256" in thing
        }
    return sorted(digest for digest in named if _is_there(source, digest))


def _is_there(blobs: BlobStore, digest: str) -> bool:
    try:
        blobs.size(digest)
    except MissingEvidence:
        return False
    return True


def _copy_blobs(
    source: BlobStore, target: BlobStore, digests: list[str], watch: Callable[[int], None]
) -> tuple[int, list[Finding]]:
    """Copy some files, each hashed on arrival; how many bytes, and which are not what they were."""
    size, findings = 0, []
    for digest in digests:
        with source.open(digest) as file:
            try:
                stored = target.receive_stream(iter(partial(file.read, CHUNK), b""))
            except DamagedEvidence as error:
                findings.append(Finding("blob.changed", f"in the backup: {error}", digest))
                continue
        if stored.digest != digest:
            target.remove(stored.digest)
            findings.append(Finding("blob.changed", f"its bytes hash to {stored.digest}", digest))
        size += stored.size
        watch(stored.size)
    return size, findings
