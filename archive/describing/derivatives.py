"""What one file is and says, and what was made of it: first in memory, then kept in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from evidence.capture.claims import Claims
from evidence.errors import EvidenceError, NoRoom, UnwritableStore
from evidence.media_types.mediatype import MediaType
from evidence.reading.contents import Contents
from evidence.reading.drawn import Drawn
from evidence.store.batch import BATCH_LIMIT, Refused, Stored
from evidence.store.blobs import BlobStore
from schemas.item import CaptureClaims, Derived

MOST_TOGETHER = BATCH_LIMIT // 2
"""Files of which two derivatives each can be kept together."""


@dataclass(frozen=True, slots=True)
class Described:
    """What one file is and says, and what was made of it."""

    media: MediaType
    claims: Claims = field(default_factory=Claims)
    """Its notes say what could not be read."""
    perceptual_hash: str | None = None
    derived: tuple[Derived, ...] = ()
    """Blobs that are in the store, durably."""

    def fields(self) -> dict[str, Any]:
        """The fields of an item (`schemas.item.Item`) that follow from its file."""
        return {
            "media_type": self.media.type,
            "claims": CaptureClaims.model_validate(self.claims.to_json(), strict=False),
            "perceptual_hash": self.perceptual_hash,
            "derived": self.derived,
        }


@dataclass(frozen=True, slots=True)
class Made:
    """One derivative, not in the store yet."""

    what: str
    """How a remark calls it."""
    content: bytes
    kind: str
    media_type: str
    how: str

    def kept(self, stored: Stored) -> Derived:
        """What an item says of it."""
        told = {name: getattr(self, name) for name in ("kind", "media_type", "how")}
        return Derived.model_validate({**told, "digest": stored.digest, "size": stored.size})


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found out of one file, before anything of it is kept."""

    media: MediaType
    claims: Claims
    perceptual_hash: str | None
    made: tuple[Made, ...]

    def written(self) -> Looked:
        """The same without the bytes of what was made: a long text would stay in memory."""
        return replace(self, made=tuple(replace(one, content=b"") for one in self.made))

    def kept(self, answers: Iterable[Stored | Refused]) -> Described:
        """The same with what the store said to each thing that was made."""
        derived, claims = [], self.claims
        for one, answer in zip(self.made, answers, strict=True):
            if isinstance(answer, Stored):
                derived.append(one.kept(answer))
            else:
                remark = f"{one.what} could not be kept: {_why(answer.error)}"
                claims = replace(claims, notes=(*claims.notes, remark))
        return Described(self.media, claims, self.perceptual_hash, tuple(derived))


def keep(store: BlobStore, files: Iterable[Looked]) -> list[Described]:
    """Put what was made of these files into the store, as they come; durable together at the end.

    At most `MOST_TOGETHER` files. What the store has no room for is not kept, and a remark says so.
    """
    some = []
    with store.batch() as batch:
        for file in files:
            for one in file.made:
                batch.receive_stream(Path(one.what), [one.content])
            some.append(file.written())
        try:
            answers = iter(batch.commit())
        except (NoRoom, UnwritableStore) as error:
            refused = Refused(store.folder, error)
            answers = iter([refused for file in some for _ in file.made])
    return [file.kept(islice(answers, len(file.made))) for file in some]


def words_in(contents: Contents) -> Iterator[Made]:
    """The words of a file, if it has any."""
    if contents.text:
        data = contents.text.encode("utf-8", "replace")
        yield Made("the text", data, "text", "text/plain", contents.how)


def picture_in(drawn: Drawn | None) -> Iterator[Made]:
    """The small picture of a file, if one was drawn."""
    if drawn:
        made = drawn.rendition
        how = "; ".join((made.how, *made.notes))
        yield Made("the small picture", made.content, drawn.kind, made.media_type, how)


def _why(error: EvidenceError) -> str:
    """Without the place of the store: a remark goes where the item goes."""
    return error.why if isinstance(error, NoRoom | UnwritableStore) else str(error)
