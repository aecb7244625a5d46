"""Shelves in a bucket of an S3-compatible service, for archives that several machines share.

    <prefix>/sha256/ab/ab12…   the bytes whose SHA-256 is ab12… (64 hex digits)

What is received lies in a local folder until it is complete and hashed; then it is carried to its
name, which nobody has yet (`If-None-Match: *`), read back and hashed again: services are known to
accept bytes that are not those of the checksum that was sent with them. A large file goes in parts
after a look whether the name is taken; who is quicker writes the same bytes. Where the service is
and who we are there, the usual variables of the environment say (AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID, …); none of it is kept. A service that is away is asked again for a while.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from evidence.errors import DamagedEvidence, MissingEvidence, NoBucket, Unreachable
from evidence.store.digests import is_digest, read_digest
from evidence.store.durable import sync_folder
from evidence.store.shelves import Shelves

if TYPE_CHECKING:
    from obstore.store import S3Store
    from typing_extensions import Buffer

T = TypeVar("T")

__all__ = ["BucketShelves", "Conduct", "open_bucket"]

PATIENCE_SECONDS = 20.0
"""How long a service may stay away before we give up."""
IN_ONE_PIECE = 16 << 20
"""Bytes up to which a file is sent by one request; such a request can demand that none is there."""
PART_BYTES = 16 << 20
"""Bytes of each part of larger ones. A file has 10,000 parts at most: 160 GB."""
BLOCK_BYTES = 1 << 20
NO_DIGEST = "0" * 64
"""Nothing hashes to this, as far as anybody knows."""
_LOOKED_AT = 100
"""Objects among which one is looked for that is small."""
_PARALLEL = 4
_ANSWER_SECONDS = 60.0


def open_bucket(
    address: str, folder: Path, *, patience_seconds: float = PATIENCE_SECONDS
) -> BucketShelves:
    """The shelves at `s3://bucket/prefix`; `folder` is for what is on its way there.

    Nothing is asked of the service yet, nor anything made ready to: most of what opens an archive
    reads no bytes, and a client of the service takes 20 ms to make, which are spent when needed.

    Raises:
        NoBucket: it is no such address, or the library for it is not installed.
    """
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc or parts.query or "@" in parts.netloc:
        raise NoBucket(address, "s3://bucket/prefix, without a key or password in it")
    try:
        from obstore.store import S3Store
    except ModuleNotFoundError as error:
        raise NoBucket(address, "the library for it: install khronika[s3]") from error
    endpoint = _endpoint()
    connect = partial(
        S3Store,
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config={"checksum_algorithm": "SHA256", **({"endpoint": endpoint} if endpoint else {})},
        client_options={
            "allow_http": (endpoint or "").startswith("http://"),
            "connect_timeout": timedelta(seconds=min(5.0, patience_seconds)),
            "timeout": timedelta(seconds=_ANSWER_SECONDS),
        },
        retry_config={
            "max_retries": 40,
            "retry_timeout": timedelta(seconds=patience_seconds),
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(seconds=2),
                "base": 2,
            },
        },
    )
    return BucketShelves(folder, address, connect)


def _endpoint() -> str | None:
    return os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a service treats objects that are there."""

    refuses_to_overwrite: bool | None
    """None: there is no small object yet by which it could be seen."""
    keeps_versions: bool | None


class BucketShelves(Shelves):
    """The objects of a store, by digest."""

    is_far = True

    def __init__(self, folder: Path, address: str, connect: Callable[[], S3Store]) -> None:
        super().__init__(folder)
        self._address = address
        self._connect = connect

    @cached_property
    def _store(self) -> S3Store:
        return self._asked(None, self._connect)

    def prepare(self) -> None:
        """Make the local folder that every reception needs."""
        if not self.tmp.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.tmp.mkdir(exist_ok=True)
            sync_folder(self.folder)

    def probe(self) -> None:
        """See that the service answers, and has the bucket. One object is asked for: there is none.

        Raises:
            Unreachable: it does not, or has no such bucket.
        """
        key = _key(NO_DIGEST)
        with suppress(MissingEvidence):
            self._asked(NO_DIGEST, lambda: self._store.get_range(key, start=0, length=1))

    def conduct(self) -> Conduct:
        """How the service treats an object that is there: it is asked to take the same bytes again.

        Raises:
            Unreachable: it does not answer.
        """
        from obstore.exceptions import AlreadyExistsError

        for path, is_blob in islice(self.walk(), _LOOKED_AT):
            if not is_blob or self.size(path.name) > IN_ONE_PIECE:
                continue
            key = _key(path.name)
            found = self._asked(path.name, partial(self._store.head, key))
            with self._reader(path.name) as reader:
                data = reader.readall()
            if hashlib.sha256(data).hexdigest() != path.name:
                continue  # a finding of `khronika verify`; not to be sent anywhere
            try:
                self._asked(None, partial(self._store.put, key, data, mode="create"))
            except AlreadyExistsError:
                return Conduct(True, found["version"] not in (None, "null"))
            return Conduct(False, found["version"] not in (None, "null"))
        return Conduct(None, None)

    def has(self, digest: str) -> bool:
        """Whether something lies there. Its bytes are not looked at."""
        try:
            self.size(digest)
        except MissingEvidence:
            return False
        return True

    def size(self, digest: str) -> int:
        """How many bytes lie under `digest`.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: there is no such object.
            Unreachable: the service stays away, or refuses.
        """
        key = _key(digest)
        return int(self._asked(digest, lambda: self._store.head(key))["size"])

    def place(self, temp: Path, digest: str, *, sync_shelf: bool = True) -> bool:
        """Carry a file to its name and read it back; False where something has that name already.

        Raises:
            DamagedEvidence: the service gives back other bytes; they were taken away again.
            Unreachable: the service stays away, or refuses.
        """
        if not self._carried(temp, _key(digest)):
            return False
        try:
            self.check(digest)
        except DamagedEvidence:
            self.remove(digest)
            raise
        return True

    def _carried(self, temp: Path, key: str) -> bool:
        from obstore.exceptions import AlreadyExistsError

        in_parts = temp.stat().st_size > IN_ONE_PIECE
        if in_parts and self.has(key[-64:]):
            return False
        try:
            if in_parts:
                send = partial(
                    self._store.put,
                    key,
                    temp,
                    use_multipart=True,
                    chunk_size=PART_BYTES,
                    max_concurrency=_PARALLEL,
                )
            else:
                send = partial(self._store.put, key, temp.read_bytes(), mode="create")
            self._asked(None, send)
        except AlreadyExistsError:
            return False
        return True

    def settle(self, digests: Iterable[str]) -> None:
        """Nothing is left to do: what the service has answered is durable there."""

    def remove(self, digest: str) -> None:
        """Take a blob away. A bucket that keeps versions, or locks them, keeps the old one.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: there is no such object.
            Unreachable: the service stays away, or refuses.
        """
        self.size(digest)
        self._asked(digest, lambda: self._store.delete(_key(digest)))

    def open(self, digest: str) -> io.BufferedReader:
        """The bytes under `digest`, not hashed again; read on the way, from wherever is wanted.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: there is no such object.
            Unreachable: the service stays away, or refuses.
        """
        return io.BufferedReader(self._reader(digest), BLOCK_BYTES)

    def _reader(self, digest: str) -> _Reader:
        key = _key(digest)
        found = self._asked(digest, lambda: self._store.get(key))

        def read(start: int, length: int) -> Buffer:
            return self._asked(
                digest, lambda: self._store.get_range(key, start=start, length=length)
            )

        chunks = iter(found.stream(min_chunk_size=BLOCK_BYTES))
        return _Reader(int(found.meta["size"]), chunks, read)

    def check(self, digest: str) -> int:
        """Read the bytes that `digest` names, and hash them again; how many bytes were read.

        Raises:
            BadDigest: `digest` is not 64 lower-case hex digits.
            MissingEvidence: there is no such object.
            DamagedEvidence: its bytes hash to something else.
            Unreachable: the service stays away, or refuses.
        """
        sha256, size = hashlib.sha256(), 0
        with self._reader(digest) as reader:
            while data := reader.some():
                sha256.update(data)
                size += len(data)
        if sha256.hexdigest() != digest:
            raise DamagedEvidence(expected=digest, found=sha256.hexdigest())
        return size

    def walk(self) -> Iterator[tuple[Path, bool]]:
        """Every object under sha256/, in order, and whether it is a blob by its name."""
        pages = iter(self._store.list("sha256/"))
        while page := self._asked(None, lambda: next(pages, None)):
            for found in page:
                path = Path(found["path"])
                shelf = path.parts[1:-1]
                yield path, is_digest(path.name) and shelf == (path.name[:2],)

    def _asked(self, digest: str | None, ask: Callable[[], T]) -> T:
        """What the service answers, its errors turned into ours."""
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            return ask()
        except AlreadyExistsError:
            raise
        except FileNotFoundError as error:
            if digest is None or "NoSuchBucket" in str(error):
                raise Unreachable(self._address, _first_line(error)) from error
            raise MissingEvidence(digest, "the bucket has no such object") from error
        except (BaseError, OSError, ValueError) as error:
            raise Unreachable(self._address, _first_line(error)) from error


def _key(digest: str) -> str:
    return f"sha256/{read_digest(digest)[:2]}/{digest}"


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split("\n\n")[0].split())


class _Reader(io.RawIOBase):
    """An object as a file: read from its start in one stream, from elsewhere by ranges.

    A stream that breaks off is gone on with by ranges, where each is asked for again for a while.
    """

    def __init__(
        self, size: int, chunks: Iterator[Buffer], read: Callable[[int, int], Buffer]
    ) -> None:
        super().__init__()
        self._size = size
        self._chunks: Iterator[Buffer] | None = chunks
        self._read_range = read
        self._at = 0
        self._rest = memoryview(b"")
        """What was received and is not given out yet; it begins at `_at`."""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go on from elsewhere."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        at = max(0, start + offset)
        if at != self._at:
            self._at, self._chunks, self._rest = at, None, memoryview(b"")
        return at

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as there is something at hand; how many bytes."""
        view = memoryview(buffer).cast("B")
        if not self._rest:
            self._rest = memoryview(self._more()).cast("B")
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self._at += count
        return count

    def some(self) -> memoryview:
        """The next bytes, however many come at once; none at the end."""
        found = self._rest or memoryview(self._more()).cast("B")
        self._rest = memoryview(b"")
        self._at += len(found)
        return found

    def _more(self) -> Buffer:
        from obstore.exceptions import BaseError

        if self._at >= self._size:
            return b""
        if self._chunks is not None:
            try:
                return next(self._chunks)
            except (BaseError, OSError, ValueError, StopIteration):
                self._chunks = None
        length = min(BLOCK_BYTES, self._size - self._at)
        return self._read_range(self._at, length)

    def close(self) -> None:
        """Let go of the stream."""
        self._chunks, self._rest = None, memoryview(b"")
        super().close()
