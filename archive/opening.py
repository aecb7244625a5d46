"""Opening the bytes of an item: the original for those who may have it, a small picture for others.

Whoever opens an original is in the log before the first byte is handed out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Connection

from archive import lookup, repository
from archive.describing import Describing
from archive.disclosure import Audience, View, bytes_tell_more, is_default_only, is_within
from archive.errors import UnknownRecord
from archive.log import Draft, Thing
from archive.workspace import Archive
from evidence.errors import DamagedEvidence, MissingEvidence, UnreadablePicture
from evidence.media_types.extensions import extension_of_type
from schemas.item import Item

OPENED = "item.opened"
REREAD = "fixity.checked"


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """The bytes of an item, to be read and closed."""

    stream: BinaryIO
    digest: str
    size: int
    """Bytes."""
    media_type: str
    download_name: str
    """Made by us, plain ASCII."""


def open_item(
    archive: Archive, ref: str, audience: Audience, reason: str = "", *, entered: bool = False
) -> OpenedItem:
    """The bytes of the item `ref` as they were handed over; the log says who opened them.

    `entered` says that it does already: a film is asked for in many pieces, and is opened once.

    Raises:
        UnknownRecord: there is no such item that this audience may have the bytes of.
        MissingEvidence, DamagedEvidence: the store cannot give them.
    """
    with archive.reading() as connection:
        item, _view = _visible(connection, ref, audience, whole=True)
    assert item.digest is not None
    assert item.size is not None
    stream = archive.blobs.open(item.digest)
    if not entered:
        _enter(archive, item, OPENED, {"reason": reason} if reason else {})
    ending = extension_of_type(item.media_type or "")
    media_type = item.media_type or "application/octet-stream"
    name = f"{item.digest[:16]}.{ending}"
    return OpenedItem(stream, item.digest, item.size, media_type, name)


@dataclass(frozen=True, slots=True)
class Reread:
    """What came of reading the bytes of an item again."""

    digest: str
    size: int
    """Bytes, as they were when the item came."""
    harm: str
    """The finding code: `blob.missing` or `blob.changed`; empty if they are whole."""
    happened: str
    """What is wrong, in a sentence; empty if they are whole."""
    seq: int
    """The entry of the log that says so."""


def read_again(archive: Archive, ref: str, audience: Audience) -> Reread:
    """Read the bytes of the item `ref`, compare them with its digest, and enter what was found.

    Raises:
        UnknownRecord: there is no such item with a file that this audience may see.
    """
    with archive.reading() as connection:
        item, _view = _visible(connection, ref, audience, whole=False)
    assert item.digest is not None
    harm = happened = ""
    try:
        archive.blobs.check(item.digest)
    except MissingEvidence as error:
        harm, happened = "blob.missing", str(error)
    except DamagedEvidence as error:
        harm, happened = "blob.changed", str(error)
    outcome = "failed" if harm else "ok"
    seq = _enter(archive, item, REREAD, {"found": harm} if harm else {}, outcome)
    return Reread(item.digest, item.size or 0, harm, happened, seq)


def _enter(
    archive: Archive, item: Item, action: str, detail: dict[str, str], outcome: str = "ok"
) -> int:
    thing = Thing(item.id or "", "target", item.digest, item.size)
    with archive.writing() as writer:
        return writer.append([Draft(action, (thing,), detail=detail, outcome=outcome)])[0]


def picture(archive: Archive, ref: str, audience: Audience) -> bytes | None:
    """A small JPEG of the item without metadata; None if there is none to be shown.

    That of a document is its first page, which can be read: only those get it who may have its
    words.

    Raises:
        UnknownRecord: there is no such item that this audience may see.
        MissingEvidence, DamagedEvidence: the store cannot give the bytes.
    """
    with archive.reading() as connection:
        item, view = _visible(connection, ref, audience, whole=False)
    kept_back = {one for one in view.withheld if not is_default_only(item, one)}
    if kept_back & {"/derived", "/digest", "/media_type"}:  # a picture tells that it is one
        return None
    kinds = ("thumbnail", "poster", *(("first_page",) if "derived" in view.content else ()))
    for index, made in enumerate(item.derived):
        if is_within(f"/derived/{index}", kept_back):
            return None
        if made.kind in kinds:
            with archive.blobs.open(made.digest) as file:
                return file.read()
    return _drawn_now(archive, item)


def _drawn_now(archive: Archive, item: Item) -> bytes | None:
    """For pictures that came before small ones were kept."""
    assert item.digest is not None
    if not (item.media_type or "").startswith("image/"):
        return None
    with Describing(archive.blobs, workers=1) as describing:
        try:
            return describing.thumbnail(item.digest).content
        except UnreadablePicture:
            return None


def may_open(archive: Archive, ref: str, audience: Audience) -> bool:
    """Whether `audience` may have the bytes of the item `ref`."""
    with archive.reading() as connection:
        try:
            _visible(connection, ref, audience, whole=True)
        except UnknownRecord:
            return False
    return True


def _visible(
    connection: Connection, ref: str, audience: Audience, *, whole: bool
) -> tuple[Item, View]:
    summary = lookup.find(connection, ref, audience)
    _, item = repository.load(connection, summary.id)
    view = lookup.view_of(connection, item, audience)
    if not isinstance(item, Item) or item.digest is None or view is None:
        raise UnknownRecord(ref)
    if whole and bytes_tell_more(item, view):
        raise UnknownRecord(ref)
    return item, view
