"""Making a bundle: what goes along is planned, entered in the log, and written in one go.

The steps: 1. the records are chosen (`archive.exchange.choosing`); 2. the log says that they leave,
for whom, before the first byte; 3. lines are written, and every file is read and hashed; 4. the
list over all of that is signed; 5. the ZIP is written. For those from whom nothing is withheld a
bundle is whole; for all others it is what they are shown, without anything of the log.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archive import heads, people
from archive.accounts import granting
from archive.disclosure import Audience
from archive.exchange import choosing, form, lines
from archive.exchange.choosing import Chosen
from archive.exchange.errors import NothingToSend
from archive.log import Draft, Thing
from archive.log_keys import log_key
from archive.workspace import Archive
from evidence.errors import DamagedEvidence
from evidence.packing.encryption import Recipient, encrypting_to
from evidence.packing.zip_stream import ZipStream
from evidence.proof import canonical
from evidence.store.blobs import BlobStore
from evidence.store.durable import sync_file, sync_folder, writing_to
from schemas.bundle import (
    BundledFile,
    BundleList,
)

__all__ = ["Made", "Sending", "make_bundle", "plan_bundle"]

ITEMS_AN_ENTRY = 200
"""Items that one entry names, so that it stays well below its greatest length."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Sending:
    """What a bundle will hold; a value that a person can read before anything is made."""

    audience: Audience
    chosen: tuple[Chosen, ...]
    to: str
    """The archive that is meant, as whoever sends it calls it."""

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each type."""
        found: dict[str, int] = {}
        for one in self.chosen:
            found[one.summary.type] = found.get(one.summary.type, 0) + 1
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was made."""

    path: Path
    digest: str
    """SHA-256 of its list, in hexadecimal: what names the bundle."""
    whole: bool
    records: int
    files: int
    """Stored files in it."""
    size: int
    """Bytes of the bundle."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it will lie in the ZIP."""

    name: str
    size: int
    sha256: str
    crc32: int
    content: bytes | None
    """None: it is a stored file."""


def plan_bundle(
    archive: Archive,
    refs: Sequence[str],
    *,
    audience: Audience | None = None,
    to: str = "",
) -> Sending:
    """What a bundle of these records would hold; of all records if `refs` is empty.

    Raises:
        UnknownRecord: the audience knows none of one of these names.
        NotPermitted: the audience sees more than the person at work.
        NothingToSend: it sees none of them.
    """
    with archive.reading() as connection:
        person = people.at_work(connection, archive.person)
        meant = granting.audience_of(person, audience)
        if refs:
            chosen = choosing.choose(connection, refs, meant)
        else:
            chosen = choosing.everything(connection, meant)
    if not chosen:
        raise NothingToSend(meant.in_words())
    return Sending(meant, chosen, to)


def make_bundle(
    archive: Archive, sending: Sending, path: Path, *, recipients: Sequence[Recipient] = ()
) -> Made:
    """Write the bundle to `path`, encrypted to `recipients` if there are any.

    Raises:
        DamagedEvidence, MissingEvidence: a stored file is not what it was; no bundle was made.
        NoRoom, UnwritableStore: it does not fit, or cannot be written.
    """
    _enter(archive, sending)
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    with archive.reading() as connection:
        whole = sending.audience.sees_everything
        if whole:
            content, names = lines.whole(connection, sending.chosen, signed)
        else:
            content, names = lines.shown(
                connection, archive.blobs, sending.chosen, sending.audience
            )
    records = content[form.RECORDS].count(b"\n")
    if not records:
        raise NothingToSend(sending.audience.in_words())
    files = [_of_text(name, data) for name, data in content.items()]
    files += [_stored(archive.blobs, digest) for digest in sorted(names)]
    listed, digest = _list(archive, sending, files, records)
    note = form.signature_of(
        digest,
        origin=archive.settings.origin,
        name=archive.settings.name,
        key=log_key(archive.settings),
    )
    first = [_of_text(form.LIST, listed), _of_text(form.NOTE, note.encode())]
    _write(archive.blobs, path, [*first, *files], recipients)
    size = path.stat().st_size
    return Made(path, digest, whole, records, len(names), size)


def _enter(archive: Archive, sending: Sending) -> None:
    """Enter that records leave, with the items among them."""
    detail = {
        "format": "bundle",
        "records": len(sending.chosen),
        "audience": sending.audience.in_words(),
        **({"to": sending.to} if sending.to else {}),
    }
    items = [one.summary.id for one in sending.chosen if one.summary.type == "item"]
    steps = range(0, len(items) or 1, ITEMS_AN_ENTRY)
    drafts = [
        Draft(
            lines.EXPORTED,
            (
                Thing("archive", "target"),
                *(Thing(key, "source") for key in items[at : at + ITEMS_AN_ENTRY]),
            ),
            detail=detail,
        )
        for at in steps
    ]
    with archive.writing() as writer:
        writer.append(drafts)


def _of_text(name: str, data: bytes) -> _File:
    return _File(name, len(data), hashlib.sha256(data).hexdigest(), zlib.crc32(data), data)


def _stored(blobs: BlobStore, digest: str) -> _File:
    """A stored file, read and hashed: what was damaged does not leave."""
    sha256, crc32, size = hashlib.sha256(), 0, 0
    for chunk in _chunks(blobs, digest):
        sha256.update(chunk)
        crc32, size = zlib.crc32(chunk, crc32), size + len(chunk)
    if sha256.hexdigest() != digest:
        raise DamagedEvidence(expected=digest, found=sha256.hexdigest())
    return _File(f"{form.EVIDENCE}{digest}", size, digest, crc32, None)


def _chunks(blobs: BlobStore, digest: str) -> Iterator[bytes]:
    with blobs.open(digest) as source:
        yield from iter(partial(source.read, CHUNK), b"")


def _list(
    archive: Archive, sending: Sending, files: Sequence[_File], records: int
) -> tuple[bytes, str]:
    """The list of the bundle, and its SHA-256."""
    listed = BundleList(
        format=1,
        form="whole" if sending.audience.sees_everything else "shown",
        archive=archive.settings.name,
        origin=archive.settings.origin,
        audience=sending.audience.in_words(),
        records=records,
        files=tuple(BundledFile(name=f.name, size=f.size, sha256=f.sha256) for f in files),
    )
    data = canonical.encode(listed.content()) + b"\n"
    return data, hashlib.sha256(data).hexdigest()


def _write(
    blobs: BlobStore, path: Path, files: Sequence[_File], recipients: Sequence[Recipient]
) -> None:
    """Write the ZIP beside its place, durably, and give it its name."""
    waiting = path.with_name(f".{path.name}.new")
    try:
        with writing_to(path.parent), ExitStack() as stack:
            target: BinaryIO = stack.enter_context(waiting.open("wb"))
            plain = stack.enter_context(encrypting_to(target, recipients)) if recipients else target
            zipped = ZipStream(plain)
            for one in files:
                chunks = _chunks(blobs, one.sha256) if one.content is None else [one.content]
                zipped.add(one.name, chunks, size=one.size, crc32=one.crc32)
            zipped.close()
        with writing_to(path.parent):
            with waiting.open("rb") as written:
                sync_file(written.fileno())
            waiting.replace(path)
            sync_folder(path.absolute().parent)
    finally:
        waiting.unlink(missing_ok=True)
