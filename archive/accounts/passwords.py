"""Passwords: what is asked of one, and Argon2id over it (RFC 9106), a few at a time.

The parameters are those of RFC 9106 §4, second choice: 64 MiB, three passes, four lanes. Guesses of
strangers are hashed one after the other and three may wait: a flood of them takes neither the
memory nor the processors, nor the threads of those who work. Browsers that are known here have a
lane of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from archive.accounts.errors import TooBusyToCheck, WeakPassword
from archive.accounts.guessable import left_over
from archive.accounts.stolen import is_stolen

SHORTEST = 12
"""Characters. NIST SP 800-63B-4 §3.1.1.2 asks 15 of a password that stands alone, 8 beside a
second factor."""
LONGEST = 256
"""Characters; longer ones would be work without use."""
LEFT = 8
"""Characters that are left beside what everybody tries first."""
IN_LINE = 3
"""Attempts in one lane at a time: one is hashed, the others wait."""


class Passwords:
    """Hashes passwords and compares them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()  # RFC_9106_LOW_MEMORY
        self._strangers, self._known = _Lane(), _Lane()

    def hashed(self, password: str) -> str:
        """What is kept of a password, with its salt and parameters (PHC string format)."""
        return self._hasher.hash(_bytes(password))

    def fits(self, password: str, kept: str | None, *, known_browser: bool = False) -> bool:
        """Whether a password is the one of which `kept` is kept; as slow if nothing is kept.

        Raises:
            TooBusyToCheck: too many are waiting already.
        """
        with (self._known if known_browser else self._strangers).turn():
            nobodys = self._nobodys
            try:
                return self._hasher.verify(kept or nobodys, _bytes(password)) and bool(kept)
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        """Whether what is kept was hashed with parameters that are not ours any more."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobodys(self) -> str:
        """Something to compare with where there is no such person, so that it takes as long."""
        return self._hasher.hash("nobody has this password")


class _Lane:
    """Lets one in at a time; who finds too many waiting is turned away at once."""

    def __init__(self) -> None:
        self._line, self._turn = BoundedSemaphore(IN_LINE), Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self._line.acquire(blocking=False):
            raise TooBusyToCheck
        try:
            with self._turn:
                yield
        finally:
            self._line.release()


def check_strength(
    password: str, *, name: str, archive: str = "", stolen: Path | None = None
) -> None:
    """See that a password is not one of those that are guessed first.

    `archive` is the name of the archive, which whoever guesses would try; `stolen` is a file of
    those that were stolen elsewhere, where there is one (`archive.accounts.stolen`).

    Raises:
        WeakPassword: it is; the password itself is not told.
        BadPasswordList: the file is no such list.
    """
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise WeakPassword(f"{SHORTEST} to {LONGEST} characters", f"{len(plain)}")
    if len(set(plain.casefold())) < 6:
        raise WeakPassword("six different characters or more", f"{len(set(plain.casefold()))}")
    if len(name) > 2 and name.casefold() in plain.casefold():
        raise WeakPassword("words without the name of its owner", "the name in it")
    if (left := left_over(plain, (archive,))) < LEFT:
        expected = f"{LEFT} characters or more beside words and rows of keys that are tried first"
        raise WeakPassword(expected, f"{left}")
    if stolen and any(is_stolen(one, stolen) for one in {password, plain}):
        raise WeakPassword("words that no list of stolen passwords has", "one that a list has")


def _plain(password: str) -> str:
    """One form for all ways in which keyboards write the same letters (RFC 8265 §4.2)."""
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "surrogatepass")
