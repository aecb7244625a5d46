"""Private keys under a passphrase: PKCS#8 with scrypt, so that each guess costs a thief something.

EncryptedPrivateKeyInfo (RFC 5958 §3) by PBES2 (RFC 8018 §6.2) with scrypt (RFC 7914 §7) and
AES-256-CBC; OpenSSL and `cryptography` read it. `cryptography` would write PBKDF2 with 2,048
rounds, of which a thief of the file tries many thousands in a second; keys that were written so are
read as before.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar, Final, TypeAlias

from asn1crypto import core, pem  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

__all__ = ["sealed_pem"]

COST: Final = 1 << 14
BLOCK_SIZE: Final = 8
PARALLEL: Final = 8
"""16 MiB, eight times: OpenSSL takes no more memory, and for that eight times are advised."""
SALT_BYTES: Final = 16
_BLOCK_BITS: Final = 128
Fields: TypeAlias = list[tuple[str, type]]
_PBES2: Final = "1.2.840.113549.1.5.13"
_SCRYPT: Final = "1.3.6.1.4.1.11591.4.11"
_AES256_CBC: Final = "2.16.840.1.101.3.4.1.42"


class _Scrypt(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields: ClassVar[Fields] = [
        ("salt", core.OctetString),
        ("cost", core.Integer),
        ("block_size", core.Integer),
        ("parallel", core.Integer),
    ]


class _Algorithm(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar[Fields] = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any)]


class _Pbes2(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar[Fields] = [("derivation", _Algorithm), ("encryption", _Algorithm)]


class _Sealed(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar[Fields] = [("algorithm", _Algorithm), ("data", core.OctetString)]


def sealed_pem(pkcs8: bytes, passphrase: str) -> bytes:
    """A private key, given in DER, as PEM that only the passphrase opens."""
    salt, start = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(_BLOCK_BITS // 8)
    data = _encrypted(pkcs8, _derived(passphrase, salt), start)
    scrypt = _Scrypt({"salt": salt, "cost": COST, "block_size": BLOCK_SIZE, "parallel": PARALLEL})
    scheme = _Pbes2(
        {
            "derivation": _Algorithm({"algorithm": _SCRYPT, "parameters": scrypt}),
            "encryption": _Algorithm(
                {"algorithm": _AES256_CBC, "parameters": core.OctetString(start)}
            ),
        }
    )
    by = _Algorithm({"algorithm": _PBES2, "parameters": scheme})
    armored: bytes = pem.armor(
        "ENCRYPTED PRIVATE KEY", _Sealed({"algorithm": by, "data": data}).dump()
    )
    return armored


def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(),
        salt=salt,
        n=COST,
        r=BLOCK_SIZE,
        p=PARALLEL,
        maxmem=64 << 20,
        dklen=32,
    )


def _encrypted(plain: bytes, key: bytes, start: bytes) -> bytes:
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(plain) + padder.finalize()
    cipher = Cipher(algorithms.AES256(key), modes.CBC(start)).encryptor()
    return cipher.update(padded) + cipher.finalize()
