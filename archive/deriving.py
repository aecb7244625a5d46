"""Making derivatives: a copy of a picture without metadata, as an item of its own.

The copy can go where the original must not: it tells nothing of camera, clock, place or file name.
Parent, way and reason are in the log.
"""

from __future__ import annotations

from archive import recording, repository
from archive.describing import Describing
from archive.errors import WrongType
from archive.log import Thing
from archive.recording import Planned, Recorded
from archive.workspace import Archive
from evidence.batch import Stored
from evidence.rendition import Rendition
from schemas.access import Access, Level
from schemas.item import Item
from schemas.record import new_record_id

STRIPPED = "metadata.stripped"


def strip_metadata(
    archive: Archive,
    ref: str,
    describing: Describing,
    *,
    level: Level | None = None,
    reason: str | None = None,
) -> Recorded:
    """A new item with the same picture and no metadata, for `level` or those who see the original.

    Making it twice gives the one that is there.

    Raises:
        UnknownRecord, WrongType: there is no such item, or it has no file.
        UnreadablePicture: it is no picture that can be decoded. Nothing was changed.
    """
    with archive.reading() as connection:
        summary, item = repository.load(connection, ref)
    if not isinstance(item, Item) or item.digest is None:
        raise WrongType(ref, expected="an item with a file", found=f"a {summary.type} without one")
    made = describing.without_metadata(item.digest)
    stored = archive.blobs.receive_stream([made.content])
    with archive.writing() as writer:
        for other, pointer in repository.linking_to(writer.connection, summary.id):
            if pointer == "/derivative_of":
                there, known = repository.load(writer.connection, other)
                if isinstance(known, Item) and known.digest == stored.digest:
                    return Recorded(
                        there.id, there.ref, there.type, there.revision, there.seq, "unchanged"
                    )
        copy = _copy(item, made, stored, level)
        step = Planned(
            copy,
            None,
            STRIPPED,
            things=(Thing(summary.id, "source", item.digest, item.size),),
            file=(stored.digest, stored.size),
            detail={"reason": reason} if reason else {},
        )
        (outcome,) = recording.carry_out(writer, (step,))
        return outcome


def _copy(item: Item, made: Rendition, stored: Stored, level: Level | None) -> Item:
    record_id = new_record_id()
    return Item(
        type="item",
        id=record_id,
        ref=f"item-{record_id[:8]}",
        language=item.language,
        title=item.title,
        kind=item.kind,
        state="collected",
        access=Access(level=level or item.access.level),
        generation="derivative",
        derivative_of=item.id,
        derivation=f"metadata removed; {made.how}",
        digest=stored.digest,
        size=stored.size,
        crc32=stored.crc32,
        media_type=made.media_type,
        documents=item.documents,
        consent=item.consent,
        graphic=item.graphic,
    )
