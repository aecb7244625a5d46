"""Content credentials: seen without a library, and never called good when they are not."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from evidence.capture.claims import Credentials
from evidence.reading.credentials import STORE, credentials_of
from evidence.reading.readers import read
from tests.evidence.pictures_for_tests import make_picture, written
from tests.evidence.reading.made_files import xmp


@pytest.fixture
def samples(shared_data: Path) -> Path:
    return shared_data / "c2pa-python" / "tests" / "fixtures" / "files-for-reading-tests"


def test_a_file_without_a_manifest_has_none():
    assert credentials_of(io.BytesIO(written(make_picture())), "image/jpeg") is None


@pytest.mark.parametrize("before", [0, 7, (8 << 20) - 10])
def test_a_manifest_is_seen_without_a_library(monkeypatch, before):
    monkeypatch.setitem(sys.modules, "c2pa", None)
    file = io.BytesIO(bytes(before) + STORE + bytes(9))
    assert credentials_of(file, "image/jpeg") == Credentials("present")


def test_a_manifest_elsewhere_is_named_and_not_fetched():
    address = "https://example.org/manifest"
    data = written(make_picture(), xmp=xmp(f'dcterms:provenance="{address}"'))
    found = read(io.BytesIO(data), "image/jpeg").claims.credentials
    assert found == Credentials("elsewhere", remarks=(address,))


def test_a_box_that_is_no_manifest_is_unreadable():
    pytest.importorskip("c2pa", reason="the extra c2pa is not installed")
    data = written(make_picture()) + STORE
    found = credentials_of(io.BytesIO(data), "image/jpeg")
    assert found is not None
    assert found.state == "unreadable"


@pytest.mark.parametrize(
    ("name", "state", "remark"),
    [
        ("CA.jpg", "intact", "signingCredential.untrusted"),
        ("E-sig-CA.jpg", "broken", "claimSignature.mismatch"),
        ("XCA.jpg", "broken", "assertion.dataHash.mismatch"),
    ],
)
def test_the_state_of_published_samples_is_told(samples, name, state, remark):
    pytest.importorskip("c2pa", reason="the extra c2pa is not installed")
    with (samples / name).open("rb") as file:
        found = credentials_of(file, "image/jpeg")
    assert found is not None
    assert found.state == state
    assert remark in found.remarks
    assert found.signer == "C2PA Test Signing Cert"


def test_one_changed_byte_is_never_called_intact(samples):
    pytest.importorskip("c2pa", reason="the extra c2pa is not installed")
    data = bytearray((samples / "CA.jpg").read_bytes())
    data[-500] ^= 1
    found = credentials_of(io.BytesIO(bytes(data)), "image/jpeg")
    assert found is not None
    assert found.state == "broken"
