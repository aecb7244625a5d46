"""Seeds of second factors, sealed: who has the database alone cannot compute codes from them.

The key lies outside the database, in `keys/second-factor.key`: an Ed25519 key in PEM like the
others, so that `khronika key lock second-factor` puts it under a passphrase, too. From it the key
of AES-256-GCM (NIST SP 800-38D) is derived by HKDF-SHA-256 (RFC 5869). A seal fits the credential
and the person for whom it was made, and no other. A clear backup does not hold the key: after a
restore without it the codes of the apps do not fit any more, and recovery codes do.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from archive.accounts.credentials import Credential
from archive.passphrases import private_key
from evidence.signing import keys

FILE = "second-factor.key"
MARK = "aesgcm1:"
"""How a sealed seed begins; base32, in which seeds are written, has no small letters."""
NONCE_BYTES = 12


def is_sealed(credential: Credential) -> bool:
    """Whether the seed is not readable as it lies there."""
    return credential.secret.startswith(MARK)


def sealed(folder: Path, seed: str, *, credential: str, person: str) -> str:
    """A seed as it is kept; `folder` is that of the keys, in which one is made if there is none.

    Raises:
        LockedKey: the key is under a passphrase that was not given.
    """
    path = folder / FILE
    if not path.exists():
        keys.write_private(path, keys.generate())
    nonce = secrets.token_bytes(NONCE_BYTES)
    closed = _cipher(path).encrypt(nonce, seed.encode(), _bound(credential, person))
    return MARK + base64.urlsafe_b64encode(nonce + closed).decode()


def opened(folder: Path, credential: Credential) -> str | None:
    """The seed; None if the key to it is not here any more, or the seal is of another.

    Raises:
        LockedKey: the key is under a passphrase that was not given.
    """
    if not is_sealed(credential):
        return credential.secret
    path = folder / FILE
    if not path.exists():
        return None
    kept = base64.urlsafe_b64decode(credential.secret.removeprefix(MARK))
    bound = _bound(credential.id, credential.person)
    try:
        return _cipher(path).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], bound).decode()
    except InvalidTag:
        return None


def _cipher(path: Path) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"khronika second factor")
    return AESGCM(derived.derive(private_key(path).private_bytes_raw()))


def _bound(credential: str, person: str) -> bytes:
    return f"{credential}\0{person}".encode()
