"""What only a store in a bucket can do, and what happens when its service is away."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from evidence.errors import DamagedEvidence, NoBucket, Unreachable
from evidence.store import bucket
from evidence.store.blobs import BlobStore
from evidence.store.bucket import open_bucket
from evidence.store.receivers import Given
from tests.objects import Object, objects_of

NOBODY = "http://127.0.0.1:9"
"""Nobody listens there (the port of RFC 863)."""


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlobStore:
    """A store in a bucket of a service that does not answer."""
    for name, value in (("ENDPOINT_URL", NOBODY), ("ACCESS_KEY_ID", "x"), ("REGION", "x")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    return BlobStore(open_bucket("s3://casework/a", tmp_path / "store", patience_seconds=0.3))


@pytest.mark.parametrize("act", ["open", "size", "check", "remove"])
def test_a_service_that_is_away_is_said_to_be_away(away: BlobStore, act: str) -> None:
    with pytest.raises(Unreachable, match="expected an answer from s3://casework/a") as caught:
        getattr(away, act)("a" * 64)
    assert "a secret" not in str(caught.value)


def test_nothing_is_kept_while_the_service_is_away(away: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="s3://casework/a"):
        away.receive_stream([b"bridge"])
    with pytest.raises(Unreachable, match="s3://casework/a"):
        list(away.walk())
    (tmp_path / "photo.jpg").write_bytes(b"photo")
    with away.receivers() as receivers, pytest.raises(Unreachable, match="s3://casework/a"):
        receivers.receive([Given(tmp_path / "photo.jpg")], lambda _: None)
    assert [path for path in away.folder.rglob("*") if path.is_file()] == []


def test_a_client_is_made_when_bytes_are_asked_for(away: BlobStore) -> None:
    assert "_store" not in vars(away._shelves)
    with pytest.raises(Unreachable, match="s3://casework/a"):
        away.size("a" * 64)
    assert "_store" in vars(away._shelves)


@pytest.mark.parametrize(
    "address", ["/a/folder", "http://casework/a", "s3:///a", "s3://key:secret@casework/a"]
)
def test_an_address_that_cannot_be_followed_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(NoBucket, match="nothing was changed"):
        open_bucket(address, tmp_path)


def test_a_bucket_that_is_not_there_is_no_missing_file(
    in_bucket: BlobStore, tmp_path: Path
) -> None:
    store = BlobStore(open_bucket("s3://never-made/a", tmp_path / "other", patience_seconds=0.3))
    with pytest.raises(Unreachable, match="s3://never-made"):
        store.receive_stream([b"bridge"])
    with pytest.raises(Unreachable, match="s3://never-made"):
        store.check("a" * 64)


def test_a_large_file_goes_in_parts_and_is_read_from_anywhere(
    in_bucket: BlobStore, tmp_path: Path
) -> None:
    data = os.urandom(1 << 20) * 17
    assert len(data) > bucket.IN_ONE_PIECE
    (tmp_path / "film").write_bytes(data)
    stored = in_bucket.receive_file(tmp_path / "film")
    assert (stored.digest, stored.new) == (hashlib.sha256(data).hexdigest(), True)
    assert in_bucket.receive_file(tmp_path / "film").new is False
    with in_bucket.open(stored.digest) as file:
        assert file.read(5) == data[:5]
        assert file.seek(-7, os.SEEK_END) == len(data) - 7
        assert file.read() == data[-7:]
        assert file.seek(3_000_001) == 3_000_001
        assert file.read(2_000_000) == data[3_000_001:5_000_001]
        assert file.tell() == 5_000_001
        file.seek(0)
        assert hashlib.sha256(file.read()).hexdigest() == stored.digest


def test_what_a_service_keeps_of_a_file_is_read_back(
    in_bucket: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some services accept bytes that do not fit the checksum that was sent with them."""
    shelves = in_bucket._shelves
    honest = type(shelves)._carried

    def carried(self: object, temp: Path, key: str) -> bool:
        done = honest(self, temp, key)  # type: ignore[arg-type]
        Object(objects_of(in_bucket), key).write_bytes(b"other")
        return done

    monkeypatch.setattr(type(shelves), "_carried", carried)
    with pytest.raises(DamagedEvidence, match="now hash to"):
        in_bucket.receive_stream([b"bridge"])
    assert list(in_bucket.walk()) == []


def test_an_object_is_not_overwritten_even_when_somebody_was_quicker(
    in_bucket: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.sha256(b"bridge").hexdigest()
    there = Object(objects_of(in_bucket), f"sha256/{digest[:2]}/{digest}")
    there.write_bytes(b"forged")
    monkeypatch.setattr(type(in_bucket._shelves), "has", lambda _self, _digest: False)
    with pytest.raises(DamagedEvidence, match="now hash to"):
        in_bucket.receive_stream([b"bridge"])
    assert there.read_bytes() == b"forged"


def test_objects_that_are_no_blobs_are_strays(in_bucket: BlobStore) -> None:
    digest = in_bucket.receive_stream([b"bridge"]).digest
    for key in ("sha256/notes.txt", f"sha256/00/{digest}", f"sha256/ab/{digest.upper()}"):
        Object(objects_of(in_bucket), key).write_bytes(b"")
    assert len(list(in_bucket.strays())) == 3
    assert list(in_bucket.walk()) == [digest]
