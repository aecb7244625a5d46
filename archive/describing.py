"""What stored bytes are and what they say of themselves, read in separate processes with limits.

One `Describing` serves a whole run; when a file makes a reader fail or hang, that costs a note in
the claims of this file, never the file itself and never this process. What is made of a file (its
words, a small picture) is put into the store at once; an entry has to name it
(`archive.derived.drafts_of`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, BinaryIO, Self

from evidence.capture.claims import Claims
from evidence.errors import UnreadablePicture
from evidence.imaging.rendition import LONGEST_SIDE, Box, Rendition
from evidence.media_types.mediatype import MediaType, identify
from evidence.parsing.parser_process import ParserPool
from evidence.reading.contents import Contents
from evidence.reading.drawn import Drawn
from evidence.reading.kinds import DRAWN, kind_of
from evidence.store.blobs import BlobStore
from schemas.item import CaptureClaims, Derived

SECONDS_PER_FILE = 9.0
"""For reading a file and drawing a small picture of it; a second is left for stopping a reader."""


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


class Describing:
    """Reads stored bytes by digest. Use it in a `with` block: at its end the readers are stopped.

    May be used by several threads.
    """

    def __init__(self, store: BlobStore, *, workers: int | None = None) -> None:
        self._store = store
        self._workers = workers or min(4, os.cpu_count() or 1)
        self._pool = ParserPool(workers=self._workers, seconds=SECONDS_PER_FILE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def describe_many(self, digests: Sequence[str]) -> list[Described]:
        """For each digest what `describe` answers, several files at the same time."""
        with ThreadPoolExecutor(self._workers) as threads:
            return list(threads.map(self.describe, digests))

    def describe(self, digest: str) -> Described:
        """What the bytes are and say; what could be made of them is in the store afterwards.

        Raises:
            MissingEvidence, DamagedEvidence: the store cannot give the bytes.
            NoRoom: the disk is full; nothing of this file was described.
        """
        with self._store.open(digest) as file:
            media = identify(file)
            until = time.monotonic() + SECONDS_PER_FILE
            contents = self._read(file, media.type)
            drawn, contents = self._draw(file, media.type, contents, until)
        derived = []
        if contents.text:
            derived.append(self._text(contents))
        if drawn:
            derived.append(self._picture(drawn))
        bits = drawn.bits if drawn else None
        return Described(media, contents.claims, bits, tuple(derived))

    def without_metadata(self, digest: str) -> Rendition:
        """The picture again without any metadata.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.strip_metadata(file)

    def redacted(self, digest: str, boxes: Sequence[Box]) -> Rendition:
        """The picture again without metadata, with these boxes filled black.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
            BadRedaction: there is no box, or one that covers nothing of the picture.
        """
        with self._store.open(digest) as file:
            return self._pool.redact(file, boxes)

    def upright_size(self, digest: str) -> tuple[int, int]:
        """Width and height in pixels of the picture as it is seen.

        Raises:
            UnreadablePicture: it is no picture, or has too many pixels.
        """
        with self._store.open(digest) as file:
            return self._pool.upright_size(file)

    def thumbnail(self, digest: str, *, longest_side: int = LONGEST_SIDE) -> Rendition:
        """A small picture without metadata.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.thumbnail(file, longest_side=longest_side)

    def _read(self, file: BinaryIO, media_type: str) -> Contents:
        if kind_of(media_type) is None:
            return Contents()
        return self._pool.read(file, media_type)

    def _draw(
        self, file: BinaryIO, media_type: str, contents: Contents, until: float
    ) -> tuple[Drawn | None, Contents]:
        """The small picture, if there is one, and the contents with a note if there is none."""
        if kind_of(media_type) not in DRAWN:
            return None, contents
        left = until - time.monotonic()
        if left <= 0:
            return None, contents.noting("no small picture was made: reading took too long")
        try:
            return self._pool.draw(file, media_type, seconds=left), contents
        except UnreadablePicture as error:
            return None, contents.noting(f"no small picture was made: {error.why}")

    def _text(self, contents: Contents) -> Derived:
        stored = self._store.receive_stream([(contents.text or "").encode("utf-8", "replace")])
        return Derived(
            kind="text",
            digest=stored.digest,
            size=stored.size,
            media_type="text/plain",
            how=contents.how,
        )

    def _picture(self, drawn: Drawn) -> Derived:
        stored = self._store.receive_stream([drawn.rendition.content])
        return Derived.model_validate(
            {
                "kind": drawn.kind,
                "digest": stored.digest,
                "size": stored.size,
                "media_type": drawn.rendition.media_type,
                "how": "; ".join((drawn.rendition.how, *drawn.rendition.notes)),
            }
        )

    def reduced(self, digest: str, longest_side: int) -> Rendition:
        """The picture without metadata, its longer side at most so many pixels.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.thumbnail(file, longest_side=longest_side)

    def count_pages(self, digest: str) -> int:
        """How many pages a PDF has.

        Raises:
            UnreadablePicture: it cannot be read within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.count_pages(file)

    def draw_page(self, digest: str, number: int) -> Rendition:
        """One page of a PDF, `number` from 0.

        Raises:
            UnreadablePicture: it cannot be drawn within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.draw_page(file, number)
