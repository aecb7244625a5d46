"""The encrypted database of one machine: SQLCipher, and the key that opens it.

```
keys/database.json   {"form": 1, "how": "passphrase", "salt": …, "passes": 3, "kib": 65536,
                      "lanes": 4, "sealed": …}      the key of the database, sealed; mode 0600
khronika.encrypted.db                               AES-256 and HMAC-SHA-512 for each page
```

The key has 256 random bits. It is sealed by AES-256-GCM (NIST SP 800-38D) under a key that Argon2id
makes of a passphrase (RFC 9106 §4, second choice) or HKDF-SHA-256 of a key file, so that another
passphrase does not write the database anew. SQLCipher covers the file, its write-ahead log and its
journals; what it sorts on the side stays in memory. The library comes with the extra `sqlcipher`.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from archive import passphrases
from archive.database.errors import DatabaseLocked, LibraryMissing, NoDatabaseKey
from archive.settings import Settings
from evidence.store.durable import put_text, writing_to

FILE = "database.json"
"""Name of the file, in the folder of the keys. Without it the database is lost."""
FORM = 1
COST = {"passes": 3, "kib": 64 << 10, "lanes": 4}
"""Of Argon2id, for what is sealed from now on."""
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
BOUND = b"khronika database 1"
"""What a seal is for; it opens as nothing else."""


class How(StrEnum):
    """What opens an encrypted database."""

    PASSPHRASE = "passphrase"
    KEY_FILE = "key-file"


@dataclass(frozen=True, slots=True)
class Cipher:
    """The encryption of a database."""

    file: Path
    """Where its sealed key lies."""

    def key(self) -> bytes:
        """The key of the database, 32 bytes.

        Raises:
            DatabaseLocked: the passphrase or key file that opens it was not given.
            NoDatabaseKey: the file of the sealed key cannot be read.
        """
        told = _read(self.file)
        if (known := passphrases.held_key(told["sealed"])) is not None:
            return known
        if passphrases.forgotten():
            raise DatabaseLocked(self.file)
        for secret in passphrases.candidates(self.file, from_file=told["how"] == How.KEY_FILE):
            if (found := _opened(told, secret)) is not None:
                passphrases.hold_key(told["sealed"], found)
                return found
        raise DatabaseLocked(self.file)

    def fits(self, secret: str) -> bool:
        """Whether this passphrase opens it."""
        return self.takes_words() and _opened(_read(self.file), secret) is not None

    def takes_words(self) -> bool:
        """Whether a passphrase opens it, not a key file."""
        return bool(_read(self.file)["how"] == How.PASSPHRASE)


def cipher_of(settings: Settings) -> Cipher | None:
    """The encryption of an archive's database; None if it is not encrypted."""
    return Cipher(settings.keys / FILE) if settings.encrypted else None


@dataclass(frozen=True, slots=True)
class Secret:
    """What is to open a database from now on."""

    how: How
    text: str
    """A passphrase, or what a key file holds."""


def prepare(cipher: Cipher, secret: Secret) -> None:
    """Draw a key for a database that is about to be made, and seal it.

    Raises:
        LibraryMissing: the extra is not installed. NoRoom, UnwritableStore: no place for it.
        NoDatabaseKey: the passphrase is empty. In each case nothing was written.
    """
    driver()
    _seal(cipher, secrets.token_bytes(KEY_BYTES), secret)


def reseal(cipher: Cipher, secret: Secret) -> None:
    """Let something else open the database from now on, in one step.

    Who kept the file of before, or a backup, still opens with what opened it then.

    Raises:
        DatabaseLocked: what opens it now was not given. NoDatabaseKey: the passphrase is empty.
    """
    _seal(cipher, cipher.key(), secret)


def new_key_file(path: Path) -> str:
    """What a key file holds: 64 hexadecimal digits; it is made if it is not there (mode 0600).

    Raises:
        NoDatabaseKey: there is one of another form. NoRoom, UnwritableStore: it cannot be made.
    """
    if not path.exists():
        with writing_to(path.parent):
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(KEY_BYTES) + "\n")
    found = passphrases.key_file_at(path)
    if found is None:
        raise NoDatabaseKey(path, "no key of 64 hexadecimal digits")
    return found


def driver() -> Any:
    """The library, as a module of Python's database interface (PEP 249).

    Raises:
        LibraryMissing: it is not installed.
    """
    if find_spec("sqlcipher3") is None:
        raise LibraryMissing("an encrypted database", "sqlcipher")
    return import_module("sqlcipher3.dbapi2")


def key_words(key: bytes) -> str:
    """What tells SQLCipher the key, before anything else is asked of a connection.

    https://www.zetetic.net/sqlcipher/sqlcipher-api/#key: 64 digits are taken as the key itself.
    """
    return f"PRAGMA key = \"x'{key.hex()}'\""


def _seal(cipher: Cipher, key: bytes, secret: Secret) -> None:
    if not secret.text:
        raise NoDatabaseKey(cipher.file, "an empty passphrase")
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    told = {"form": FORM, "how": secret.how.value, "salt": salt.hex(), **COST}
    closed = AESGCM(_made_of(secret.text, told)).encrypt(nonce, key, BOUND)
    told["sealed"] = (nonce + closed).hex()
    put_text(cipher.file, json.dumps(told, indent=1) + "\n")
    cipher.file.chmod(0o600)
    passphrases.hold_key(str(told["sealed"]), key)


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text("utf-8"))
        if told["form"] != FORM or not isinstance(told["sealed"], str):
            raise NoDatabaseKey(path, "a file of another form")
    except FileNotFoundError:
        raise NoDatabaseKey(path, "no such file") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoDatabaseKey(path, f"a file that cannot be read ({error})") from error
    return dict(told)


def _opened(told: dict[str, Any], secret: str) -> bytes | None:
    try:
        kept = bytes.fromhex(told["sealed"])
        return AESGCM(_made_of(secret, told)).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], BOUND)
    except InvalidTag:
        return None


def _made_of(secret: str, told: dict[str, Any]) -> bytes:
    salt = bytes.fromhex(told["salt"])
    if told["how"] == How.KEY_FILE:
        return HKDF(SHA256(), KEY_BYTES, salt=salt, info=BOUND).derive(secret.encode())
    return hash_secret_raw(
        secret.encode("utf-8", "surrogatepass"),
        salt,
        time_cost=told["passes"],
        memory_cost=told["kib"],
        parallelism=told["lanes"],
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
