"""The objects of a bucket as somebody reaches them past the program."""

from __future__ import annotations

from typing import Any

from evidence.store.blobs import BlobStore


class Object:
    """A stored object of a bucket, with the methods of a path that tests use."""

    def __init__(self, store: Any, key: str) -> None:
        self._store, self._key = store, key
        self.name = key.rpartition("/")[2]

    def __lt__(self, other: Object) -> bool:
        return self.name < other.name

    def read_bytes(self) -> bytes:
        return bytes(self._store.get(self._key).bytes())

    def read_text(self) -> str:
        return self.read_bytes().decode()

    def write_bytes(self, data: bytes) -> None:
        self._store.put(self._key, data)

    def write_text(self, text: str) -> None:
        self.write_bytes(text.encode())

    def rename(self, target: Object) -> None:
        target.write_bytes(self.read_bytes())
        self.unlink()

    def with_name(self, name: str) -> Object:
        return Object(self._store, f"aside/{name}")

    def unlink(self) -> None:
        self._store.delete(self._key)

    def exists(self) -> bool:
        return any(row["path"] == self._key for page in self._store.list(self._key) for row in page)

    def chmod(self, mode: int) -> None:
        """A bucket has no such thing."""


def objects_of(store: BlobStore) -> Any:
    """The client of the service, by which everything can be done to a bucket."""
    return store._shelves._store  # type: ignore[attr-defined] # past the program
