"""A store of each kind: what one promises, the other does."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from evidence.store.blobs import BlobStore
from evidence.store.bucket import open_bucket


def bucket_address() -> str:
    """A prefix of its own in the bucket of the tests; the test is skipped where there is none."""
    if "AWS_ENDPOINT_URL" not in os.environ:
        pytest.skip("no S3 service is started: see `make test-grown`")
    return f"s3://evidence/{secrets.token_hex(8)}"


@pytest.fixture
def in_folder(tmp_path: Path) -> BlobStore:
    """A store in a folder, for tests that look at its files."""
    return BlobStore(tmp_path / "store")


@pytest.fixture
def in_bucket(tmp_path: Path) -> BlobStore:
    """A store in a bucket."""
    return BlobStore(open_bucket(bucket_address(), tmp_path / "store"))


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> BlobStore:
    """A store of either kind."""
    found: BlobStore = request.getfixturevalue(f"in_{request.param}")
    return found
