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
KEY_FILE = "KHRONIKA_DATABASE_KEY_FILE"
"""Names the file of 64 hexadecimal digits that opens an encrypted database without a passphrase."""


@dataclass
class _Held:
    """What this program holds of passphrases while it runs."""

    asked: dict[Path, str] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    forgotten: bool = False
    keys: dict[str, bytes] = field(default_factory=dict)
    """Keys that passphrases opened, by the text of their seal."""


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
        if needs_one(path):
            private_key(path)


def candidates(path: Path, *, from_file: bool) -> Iterator[str]:
    """What may open the sealed key in a file: passphrases, the person at the terminal last.

    With `from_file` it is no passphrase, but what the key file holds.
    """
    if from_file:
        if (name := os.environ.get(KEY_FILE)) and (found := key_file_at(Path(name))) is not None:
            yield found
        return
    yield from _known()
    if path not in _held.asked and sys.stdin.isatty() and sys.stderr.isatty():
        _held.asked[path] = getpass.getpass("Passphrase of the database: ", sys.stderr)
    if path in _held.asked:
        yield _held.asked.pop(path)


def key_file_at(path: Path) -> str | None:
    """The 64 hexadecimal digits of a key file; None if it holds none."""
    try:
        found = path.read_text("ascii").strip().lower()
    except (OSError, UnicodeDecodeError):
        return None
    return found if len(found) == 64 and set(found) <= set("0123456789abcdef") else None


def held_key(seal: str) -> bytes | None:
    """A key that was opened before; None if it was not, or was forgotten."""
    return _held.keys.get(seal)


def hold_key(seal: str, key: bytes) -> None:
    """Keep a key that was opened, until it is to be forgotten."""
    _held.keys[seal] = key


def forget() -> None:
    """Let go of every passphrase that this program holds; it asks for none until one is given.

    What the environment of the process was at its start the system may still show to its owner.
    """
    _held.asked.clear()
    _held.given.clear()
    _held.keys.clear()
    os.environ.pop(VARIABLE, None)
    _held.forgotten = True


def forgotten() -> bool:
    """Whether passphrases were forgotten, and none was given since."""
    return _held.forgotten


def go_on(secret: str | None = None) -> None:
    """Ask for passphrases again; the one that was given anew is tried first for every key."""
    if secret is not None:
        _held.given.insert(0, secret)
    _held.forgotten = False


def fits(path: Path, secret: str) -> bool:
    """Whether a passphrase opens the private key in a file."""
    return _opened(_read(path), secret) is not None


def needs_one(path: Path) -> bool:
    """Whether the private key in a file is under a passphrase."""
    return is_locked(_read(path))


def is_locked(pem: bytes) -> bool:
    """Whether a private key in PEM is under a passphrase (RFC 5958 §3)."""
    return b"BEGIN ENCRYPTED PRIVATE KEY" in pem


def _read(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError as cause:
        raise BadKey(f"a private key in the file {str(path)!r}: {cause.strerror}") from cause


def _known() -> Iterator[str]:
    yield from of_file()
    if secret := os.environ.get(VARIABLE):
        yield secret
    yield from _held.given


def of_file() -> Iterator[str]:
    """The passphrases in the file that is named for them, each a line."""
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
