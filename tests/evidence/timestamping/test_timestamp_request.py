"""Requests: only a digest leaves, a nonce is required, and openssl reads them."""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from evidence.timestamping.errors import BadTimestamp
from evidence.timestamping.timestamp_request import Request, open_request, request

HEAD = b"a head"


@pytest.mark.parametrize("nonce", [1, 77, (1 << 63) - 1, (1 << 64) - 1])
def test_a_request_comes_back_as_it_was_written(nonce: int) -> None:
    assert open_request(request(HEAD, nonce=nonce)) == Request(
        "sha256", sha256(HEAD).digest(), nonce
    )


@pytest.mark.parametrize("nonce", [0, -1, 1 << 64])
def test_a_nonce_that_others_refuse_is_not_written(nonce: int) -> None:
    with pytest.raises(ValueError, match="expected a nonce"):
        request(HEAD, nonce=nonce)


def test_a_weak_hash_function_is_not_asked_for() -> None:
    with pytest.raises(ValueError, match="expected one of"):
        request(HEAD, nonce=1, algorithm="md5")


def test_the_content_itself_is_not_in_the_request() -> None:
    assert b"secret words" not in request(b"secret words" * 4, nonce=5)


@pytest.mark.parametrize("tsq", [b"", b"x", b"\x30\x00", request(HEAD, nonce=5)[:-1]])
def test_what_is_no_request_is_refused(tsq: bytes) -> None:
    with pytest.raises(BadTimestamp, match="the request"):
        open_request(tsq)


def test_openssl_reads_our_request_and_we_read_its_own(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    (tmp_path / "q").write_bytes(request(HEAD, nonce=0x1234))
    text = run("-in", "q", "-text", cwd=tmp_path)
    assert b"Nonce: 0x1234" in text
    assert b"Certificate required: yes" in text
    (tmp_path / "head").write_bytes(HEAD)
    run("-data", "head", "-sha256", "-cert", "-out", "theirs", cwd=tmp_path)
    asked = open_request((tmp_path / "theirs").read_bytes())
    assert asked.imprint == sha256(HEAD).digest()
    run("-data", "head", "-sha256", "-no_nonce", "-out", "bare", cwd=tmp_path)
    with pytest.raises(BadTimestamp, match="no nonce"):
        open_request((tmp_path / "bare").read_bytes())


def run(*words: str, cwd: Path) -> bytes:
    done = subprocess.run(
        ["openssl", "ts", "-query", *words], cwd=cwd, capture_output=True, check=True, timeout=20
    )
    return done.stdout
