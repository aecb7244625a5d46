"""A key under a passphrase costs a thief memory and time for each guess, and others can read it."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization

from evidence.signing import keys, sealed_key

KEY = keys.generate()
PASSPHRASE = "four small grey doves"
SCRYPT = "1.3.6.1.4.1.11591.4.11"
"""scrypt (RFC 7914 §7)."""


def test_scrypt_is_used_with_the_parameters_that_are_advised() -> None:
    # OWASP's Password Storage Cheat Sheet: 2^14, 8 and 8 is the choice for 16 MiB.
    assert (sealed_key.COST, sealed_key.BLOCK_SIZE, sealed_key.PARALLEL) == (1 << 14, 8, 8)
    told = sealed_key._Sealed.load(der(keys.private_pem(KEY, PASSPHRASE)))
    derivation = told["algorithm"]["parameters"].parse(sealed_key._Pbes2)["derivation"]
    assert derivation["algorithm"].native == SCRYPT
    found = derivation["parameters"].parse(sealed_key._Scrypt).native
    assert (found["cost"], found["block_size"], found["parallel"]) == (1 << 14, 8, 8)
    assert len(found["salt"]) == sealed_key.SALT_BYTES


def der(pem: bytes) -> bytes:
    return bytes(sealed_key.pem.unarmor(pem)[2])


def test_the_key_comes_back_and_two_seals_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_key, "COST", 16)
    one, two = keys.private_pem(KEY, PASSPHRASE), keys.private_pem(KEY, PASSPHRASE)
    assert one != two
    for sealed in (one, two):
        opened = keys.load_private(sealed, PASSPHRASE)
        assert keys.public_bytes(opened) == keys.public_bytes(KEY)
        assert KEY.private_bytes_raw() not in der(sealed)


def test_a_key_that_an_earlier_program_sealed_is_read() -> None:
    by_pbkdf2 = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSPHRASE.encode()),
    )
    assert keys.public_bytes(keys.load_private(by_pbkdf2, PASSPHRASE)) == keys.public_bytes(KEY)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_reads_it() -> None:
    done = subprocess.run(
        ["openssl", "pkey", "-passin", f"pass:{PASSPHRASE}", "-pubout"],
        input=keys.private_pem(KEY, PASSPHRASE),
        capture_output=True,
        check=True,
    )
    assert done.stdout == keys.public_pem(keys.public_bytes(KEY))
