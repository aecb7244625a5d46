"""What stored bytes are and what they say of themselves, read in separate processes with limits.

One `Describing` serves a whole run; when a file makes a reader fail or hang, that costs a note in
the claims of this file, never the file itself and never this process. What is made of files (their
words, a small picture) is put into the store, some hundreds durable together; an entry has to name
it (`archive.derived.drafts_of`).
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import BinaryIO, Self

from archive.describing.derivatives import (
    MOST_TOGETHER,
    Described,
    Looked,
    keep,
    picture_in,
    words_in,
)
from evidence.errors import UnreadablePicture
from evidence.imaging.rendition import LONGEST_SIDE, Box, Rendition
from evidence.media_types.mediatype import identify
from evidence.parsing.parser_process import ParserPool
from evidence.reading.contents import Contents
from evidence.reading.drawn import Drawn
from evidence.reading.kinds import DRAWN, kind_of
from evidence.store.blobs import BlobStore

SECONDS_PER_FILE = 9.0
"""For reading a file and drawing a small picture of it; a second is left for stopping a reader."""

_AHEAD = 4
"""Files for each worker that may be read before it is their turn to be kept."""


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
        """What the bytes are and say; what could be made of them is in the store afterwards.

        Several files are read at the same time. What the store has no room for is not kept, and a
        remark says so.

        Raises:
            MissingEvidence, DamagedEvidence: the store cannot give the bytes of one of them.
        """
        described: list[Described] = []
        with ThreadPoolExecutor(self._workers) as threads:
            rows = _in_order(threads, self._look, digests, ahead=_AHEAD * self._workers)
            while len(described) < len(digests):
                described += keep(self._store, islice(rows, MOST_TOGETHER))
        return described

    def describe(self, digest: str) -> Described:
        """The same of one file.

        Raises:
            MissingEvidence, DamagedEvidence: the store cannot give the bytes.
        """
        return self.describe_many([digest])[0]

    def _look(self, digest: str) -> Looked:
        with self._store.open(digest) as file:
            media = identify(file)
            until = time.monotonic() + SECONDS_PER_FILE
            contents = self._read(file, media.type)
            drawn, contents = self._draw(file, media.type, contents, until)
        made = [*words_in(contents), *picture_in(drawn)]
        return Looked(media, contents.claims, drawn.bits if drawn else None, tuple(made))

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

    def for_page(self, digest: str, box: tuple[int, int]) -> Rendition:
        """The picture without metadata for a page, where it stands in so many pixels.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.for_page(file, box=box)

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


def _in_order(
    threads: ThreadPoolExecutor,
    work: Callable[[str], Looked],
    digests: Sequence[str],
    *,
    ahead: int,
) -> Iterator[Looked]:
    """What `work` makes of each, in their order; no more than `ahead` wait in memory."""
    waiting: deque[Future[Looked]] = deque()
    for digest in digests:
        waiting.append(threads.submit(work, digest))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
