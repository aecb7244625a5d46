"""Digests: how they are written, and what they are of."""

from __future__ import annotations

import os
import zlib

import pytest

from evidence.errors import BadDigest
from evidence.store.digests import Sums, is_digest, read_digest

# FIPS 180-4 examples, https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
KNOWN = [
    (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ),
]


@pytest.mark.parametrize(("data", "digest"), KNOWN)
def test_published_examples_of_sha256_come_out(data, digest):
    sums = Sums()
    sums.add(data)
    assert sums.digest == digest


def test_the_check_value_of_the_crc_of_zip_comes_out():
    # Williams, "A painless guide to CRC error detection algorithms": CRC-32 of 123456789
    sums = Sums()
    sums.add(b"1234")
    sums.add(b"56789")
    assert sums.crc32 == 0xCBF43926


def test_spans_of_a_file_sum_up_to_the_whole(tmp_path):
    data = os.urandom(3_000_001)
    (tmp_path / "file").write_bytes(data)
    whole, spans = Sums(), Sums()
    whole.add(data)
    with (tmp_path / "file").open("rb") as file:
        for offset, length in [(0, 1_500_000), (1_500_000, 1_500_001)]:
            spans.add_to_sha256(file.fileno(), offset, length)
            spans.add_to_crc32(file.fileno(), offset, length)
    assert (spans.digest, spans.crc32) == (whole.digest, zlib.crc32(data))


def test_a_file_shorter_than_the_span_is_an_error(tmp_path):
    (tmp_path / "file").write_bytes(b"short")
    with (
        (tmp_path / "file").open("rb") as file,
        pytest.raises(OSError, match="ends before what was written"),
    ):
        Sums().add_span(file.fileno(), 0, 6)


@pytest.mark.parametrize(
    "text",
    ["", "ab", "A" * 64, "g" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n", "../" + "0" * 61, "٠" * 64],
)
def test_only_64_lower_case_hex_digits_are_a_digest(text):
    assert not is_digest(text)
    with pytest.raises(BadDigest, match="64 lower-case hex digits") as caught:
        read_digest(text)
    assert caught.value.text == text


def test_a_digest_is_read_as_it_stands():
    assert read_digest(KNOWN[1][1]) == KNOWN[1][1]
