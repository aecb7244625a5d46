"""Private keys under a passphrase, and where the passphrase comes from.

A key without one is read as it is. For one that is locked, these are asked in turn:
1. the lines of the file that KHRONIKA_PASSPHRASE_FILE names, each tried;
2. KHRONIKA_PASSPHRASE;
3. the person at the terminal, once for each key while the program runs.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.errors import LockedKey
from evidence.errors import BadKey
from evidence.signing import keys
from evidence.store.regular import read_regular

FILE, VARIABLE = "KHRONIKA_PASSPHRASE_FILE", "KHRONIKA_PASSPHRASE"
_asked: dict[Path, str] = {}


def private_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a file, unlocked if need be.

    Raises:
        BadKey: it cannot be read or is no Ed25519 key in PEM.
        LockedKey: it needs a passphrase, and none that was given fits.
    """
    try:
        pem = read_regular(path)
    except OSError as cause:
        raise BadKey(f"a private key in the file {str(path)!r}: {cause.strerror}") from cause
    if not is_locked(pem):
        return keys.load_private(pem)
    for secret in _given():
        if (found := _opened(pem, secret)) is not None:
            return found
    if path not in _asked and sys.stdin.isatty() and sys.stderr.isatty():
        _asked[path] = getpass.getpass(f"Passphrase of {path.name}: ", sys.stderr)
    if path in _asked and (found := _opened(pem, _asked[path])) is not None:
        return found
    _asked.pop(path, None)
    raise LockedKey(path)


def is_locked(pem: bytes) -> bool:
    """Whether a private key in PEM is under a passphrase (RFC 5958 §3)."""
    return b"BEGIN ENCRYPTED PRIVATE KEY" in pem


def _given() -> Iterator[str]:
    if name := os.environ.get(FILE):
        try:
            lines = Path(name).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        yield from filter(None, lines)
    if secret := os.environ.get(VARIABLE):
        yield secret


def _opened(pem: bytes, secret: str) -> Ed25519PrivateKey | None:
    try:
        return keys.load_private(pem, secret)
    except BadKey:
        return None
