"""What stored bytes are and what they say of themselves, read in a separate process with limits.

One reader serves a whole run; when a file makes it fail or hang, that costs a note in the claims of
this file, never the file itself and never this process.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from evidence.blobs import BlobStore
from evidence.claims import Claims
from evidence.errors import UnreadablePicture
from evidence.mediatype import MediaType, identify
from evidence.parser_process import ParserPool
from evidence.rendition import Rendition


class Describing:
    """Reads stored bytes by digest. Use it in a `with` block: at its end the reader is stopped."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self._pool = ParserPool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def describe(self, digest: str) -> tuple[MediaType, Claims, str | None]:
        """Media type by content, capture claims, and the perceptual hash of a picture.

        Raises:
            MissingEvidence, DamagedEvidence: the store cannot give the bytes.
        """
        with self._store.open(digest) as file:
            media = identify(file)
            if not media.type.startswith("image/"):
                return media, Claims(), None
            claims = self._pool.read_claims(file)
            try:
                return media, claims, self._pool.perceptual_hash(file)
            except UnreadablePicture:
                return media, claims, None

    def without_metadata(self, digest: str) -> Rendition:
        """The picture again without any metadata.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.strip_metadata(file)

    def thumbnail(self, digest: str) -> Rendition:
        """A small picture without metadata.

        Raises:
            UnreadablePicture: it cannot be decoded within the limits.
        """
        with self._store.open(digest) as file:
            return self._pool.thumbnail(file)
