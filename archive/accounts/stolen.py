"""Passwords that were stolen elsewhere: a list that whoever keeps the archive puts beside it.

    DIR/stolen-passwords.txt    one SHA-1 a line, in hexadecimal and in order; behind it ":7" or so

In that form Pwned Passwords is given out ("ordered by hash"): a thousand million of them. Nothing
is asked of anybody: the file is looked into, at some thirty lines for each password.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from archive.accounts.errors import BadPasswordList

LINE = re.compile(rb"[0-9A-Fa-f]{40}(:[0-9]+)?[ \t]*\r?\n?")
DIGITS = 40
NEAR_BYTES = 4096
"""What lies as near as this is read line by line."""


def is_stolen(password: str, path: Path) -> bool:
    """Whether the list in the file `path` has a password; False where there is no such file.

    Raises:
        BadPasswordList: it cannot be read, or a line that was looked at is none of such a list.
    """
    sha1 = hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    wanted = sha1.hexdigest().upper().encode()
    try:
        with path.open("rb") as file:
            return _stands_in(file, wanted, path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise BadPasswordList(path, error.strerror or str(error)) from error


def _stands_in(file: BinaryIO, wanted: bytes, path: Path) -> bool:
    low, high = 0, file.seek(0, 2)
    file.seek(0)
    _digest(file.readline(), path)
    while high - low > NEAR_BYTES:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline()
        begins = file.tell()
        found = _digest(file.readline(), path)
        if found and found < wanted:
            low = begins
        else:
            high = middle
    file.seek(low)
    while found := _digest(file.readline(), path):
        if found >= wanted:
            return found == wanted
    return False


def _digest(line: bytes, path: Path) -> bytes:
    """The digest in a line; empty behind the last one."""
    if line and not LINE.fullmatch(line):
        raise BadPasswordList(path, f"the line {line[:60]!r}")
    return line[:DIGITS].upper()
