"""Private keys under a passphrase, and where the passphrase comes from.

A key without one is read as it is. For one that is locked, these are asked in turn:
1. the lines of the file that KHRONIKA_PASSPHRASE_FILE names, each tried;
2. KHRONIKA_PASSPHRASE;
3. what was given to the running program by whoever opened it again;
4. the person at the terminal, once for each key while the program runs.

`forget` lets go of all that the program holds, and asks nobody any more until one is given anew.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.errors import LockedKey
from evidence.errors import BadKey
from evidence.signing import keys
from evidence.store.regular import read_regular

FILE, VARIABLE = "KHRONIKA_PASSPHRASE_FILE", "KHRONIKA_PASSPHRASE"


@dataclass
class _Held:
    """What this program holds of passphrases while it runs."""

    asked: dict[Path, str] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    forgotten: bool = False


_held = _Held()


def private_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a file, unlocked if need be.

    Raises:
        BadKey: it cannot be read or is no Ed25519 key in PEM.
        LockedKey: it needs a passphrase, and none that was given fits.
    """
    pem = _read(path)
    if not is_locked(pem):
        return keys.load_private(pem)
    if _held.forgotten:
        raise LockedKey(path)
    for secret in _known():
        if (found := _opened(pem, secret)) is not None:
            return found
    if path not in _held.asked and sys.stdin.isatty() and sys.stderr.isatty():
        _held.asked[path] = getpass.getpass(f"Passphrase of {path.name}: ", sys.stderr)
    if path in _held.asked and (found := _opened(pem, _held.asked[path])) is not None:
        return found
    _held.asked.pop(path, None)
    raise LockedKey(path)


def preset() -> str | None:
    """The passphrase that a file or the environment sets for a new key; None if neither does."""
    return next(_known(), None)


def ask_early(folder: Path) -> None:
    """Open every key of a folder that is under a passphrase, before pages are served from it.

    Else the terminal would be asked in the middle of somebody's request.

    Raises:
        LockedKey: none that was given opens one of them.
    """
    for path in sorted(folder.glob("*.key")):
        if is_locked(_read(path)):
            private_key(path)


def forget() -> None:
    """Let go of every passphrase that this program holds; it asks for none until one is given.

    What the environment of the process was at its start the system may still show to its owner.
    """
    _held.asked.clear()
    _held.given.clear()
    os.environ.pop(VARIABLE, None)
    _held.forgotten = True


def forgotten() -> bool:
    """Whether passphrases were forgotten, and none was given since."""
    return _held.forgotten


def give(path: Path, secret: str) -> None:
    """Take a passphrase that opens the key in this file; it is tried for the other keys, too.

    Raises:
        LockedKey: it does not open it; nothing was taken.
    """
    pem = _read(path)
    if is_locked(pem) and _opened(pem, secret) is None:
        raise LockedKey(path)
    if is_locked(pem):
        _held.given.append(secret)
    _held.forgotten = False


def recall(path: Path) -> None:
    """Go on with what lies in the file of passphrases, where that opens the key, or it needs none.

    Raises:
        LockedKey: it does not; what was forgotten stays so.
    """
    pem = _read(path)
    if is_locked(pem) and not any(_opened(pem, secret) for secret in _of_file()):
        raise LockedKey(path)
    _held.forgotten = False


def is_locked(pem: bytes) -> bool:
    """Whether a private key in PEM is under a passphrase (RFC 5958 §3)."""
    return b"BEGIN ENCRYPTED PRIVATE KEY" in pem


def _read(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError as cause:
        raise BadKey(f"a private key in the file {str(path)!r}: {cause.strerror}") from cause


def _known() -> Iterator[str]:
    yield from _of_file()
    if secret := os.environ.get(VARIABLE):
        yield secret
    yield from _held.given


def _of_file() -> Iterator[str]:
    if name := os.environ.get(FILE):
        try:
            lines = Path(name).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        yield from filter(None, lines)


def _opened(pem: bytes, secret: str) -> Ed25519PrivateKey | None:
    try:
        return keys.load_private(pem, secret)
    except BadKey:
        return None
