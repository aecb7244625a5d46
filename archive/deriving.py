"""Making derivatives: a copy of a picture without metadata, or with parts blackened, as an item.

The copy can go where the original must not: it tells nothing of camera, clock, place or file name,
and of what is under a box no pixel is left. Parent, way, boxes, person and reason are in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from archive import derived, lookup, people, recording, repository
from archive.accounts import granting
from archive.describing import Described, Describing
from archive.disclosure import is_within
from archive.errors import WrongType
from archive.log import Thing
from archive.recording import Planned, Recorded
from archive.repository import Summary
from archive.workspace import Archive, Writer
from evidence.imaging.rendition import Box, Rendition
from evidence.store.batch import Stored
from schemas.access import Access, FieldAccess, Level
from schemas.item import Item
from schemas.record import new_record_id

STRIPPED = "metadata.stripped"
REDACTED = "redaction.created"
TAKEN_OVER = ("/language", "/title", "/kind", "/documents", "/consent", "/graphic")
"""Fields that a copy has from its original, with the rules of who may see them."""


def strip_metadata(
    archive: Archive,
    ref: str,
    describing: Describing,
    *,
    level: Level | None = None,
    reason: str | None = None,
) -> Recorded:
    """A new item with the same picture and no metadata, for `level` or those who see the original.

    Making it twice for the same level gives the one that is there.

    Raises:
        UnknownRecord, WrongType: there is no such item, or it has no file.
        UnreadablePicture: it is no picture that can be decoded. Nothing was changed.
    """
    summary, item = _original(archive, ref)
    made = describing.without_metadata(item.digest or "")
    detail = {"reason": reason} if reason else {}
    making = _Making(archive, describing, summary, item, level)
    return making.enter(STRIPPED, made, f"metadata removed; {made.how}", detail)


def redact(
    archive: Archive,
    ref: str,
    describing: Describing,
    boxes: Sequence[Box],
    *,
    reason: str,
    level: Level | None = None,
) -> Recorded:
    """A new item with the same picture, without metadata, with `boxes` filled black.

    Boxes are left, top, right and bottom in pixels of the upright picture. Making it twice for the
    same level gives the one that is there.

    Raises:
        UnknownRecord, WrongType: there is no such item, or it has no file.
        UnreadablePicture: it is no picture that can be decoded. Nothing was changed.
        BadRedaction: there is no box, or one that covers nothing of the picture.
    """
    summary, item = _original(archive, ref)
    made = describing.redacted(item.digest or "", boxes)
    told = [list(box) for box in boxes]
    detail = {"boxes": told, "reason": reason}
    making = _Making(archive, describing, summary, item, level)
    return making.enter(REDACTED, made, f"parts blackened; {made.how}", detail)


def _original(archive: Archive, ref: str) -> tuple[Summary, Item]:
    with archive.reading() as connection:
        by = granting.audience_of(people.at_work(connection, archive.person))
        summary, item = lookup.load(connection, ref, by)
    if not isinstance(item, Item) or item.digest is None:
        raise WrongType(ref, expected="an item with a file", found=f"a {summary.type} without one")
    return summary, item


class _Making:
    """Putting one copy into the archive."""

    def __init__(
        self,
        archive: Archive,
        describing: Describing,
        summary: Summary,
        item: Item,
        level: Level | None,
    ) -> None:
        self.archive, self.describing = archive, describing
        self.summary, self.item = summary, item
        self.level = level or item.access.level

    def enter(
        self, action: str, made: Rendition, derivation: str, detail: Mapping[str, Any]
    ) -> Recorded:
        """Keep the bytes, then enter them; the item that is there already if it has them."""
        stored = self.archive.blobs.receive_stream([made.content])
        described = self.describing.describe(stored.digest)
        with self.archive.writing() as writer:
            if (there := self._there(writer, stored)) is not None:
                return there
            copy = self._copy(derivation, stored, described)
            step = Planned(
                copy,
                None,
                action,
                things=(Thing(self.summary.id, "source", self.item.digest, self.item.size),),
                file=(stored.digest, stored.size),
                detail=detail,
            )
            (outcome,) = recording.carry_out(writer, (step,))
            writer.append(derived.drafts_of([copy]))
            return outcome

    def _there(self, writer: Writer, stored: Stored) -> Recorded | None:
        """The same copy for the same eyes. One for fewer is none, and is not told of either."""
        for other, pointer in repository.linking_to(writer.connection, self.summary.id):
            if pointer == "/derivative_of":
                row, known = repository.load(writer.connection, other)
                if isinstance(known, Item) and self._is_same(known, stored):
                    return Recorded(row.id, row.ref, row.type, row.revision, row.seq, "unchanged")
        return None

    def _is_same(self, known: Item, stored: Stored) -> bool:
        same_eyes = known.access.level == self.level and not known.retired
        same_eyes &= set(known.access.compartments) == set(self.item.access.compartments)
        return same_eyes and known.digest == stored.digest

    def _copy(self, derivation: str, stored: Stored, described: Described) -> Item:
        """The item of the copy: who sees it and not the original is not told its title.

        What is left for it to say of itself, its measures, is for all who see it.
        """
        item, record_id = self.item, new_record_id()
        measures = FieldAccess(path="/claims", level=self.level)
        for_more = self.level.rank < item.access.level.rank
        kept = tuple(one for one in item.access.fields if is_within(one.path, TAKEN_OVER))
        return Item(
            type="item",
            id=record_id,
            ref=f"item-{record_id[:8]}",
            language=item.language,
            title=f"{item.kind} {stored.digest[:8]}" if for_more else item.title,
            kind=item.kind,
            state="collected",
            access=Access(
                level=self.level,
                fields=(*kept, measures),
                compartments=item.access.compartments,
            ),
            generation="derivative",
            derivative_of=item.id,
            derivation=derivation,
            digest=stored.digest,
            size=stored.size,
            crc32=stored.crc32,
            documents=item.documents,
            consent=item.consent,
            graphic=item.graphic,
            **described.fields(),
        )
