"""Where a list of hits goes on, so that records which are added meanwhile do not shift it.

A cursor names the last hit by what it was ordered by, and the newest revision that was there when
the list began. What was recorded later is not in the list; what was revised later is a new
revision and is not in it either.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass

from archive.errors import BadQuery


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after one hit."""

    until: int
    """Revisions of entries from this number on are not in the list."""
    verdict: int
    """Of the hit; one of `archive.search.verdicts`."""
    key: float
    """What it was ordered by."""
    seq: int
    """The entry that made its revision."""

    def text(self) -> str:
        """As it is given to whoever asks for more."""
        row = json.dumps([self.until, self.verdict, float(self.key), self.seq])
        return base64.urlsafe_b64encode(row.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """The cursor that `Cursor.text` wrote.

    Raises:
        BadQuery: it is none.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        until, verdict, key, seq = json.loads(base64.urlsafe_b64decode(padded))
        whole = all(type(number) is int for number in (until, verdict, seq))
        if whole and isinstance(key, float) and math.isfinite(key):
            return Cursor(until, verdict, key, seq)
    except (ValueError, TypeError, UnicodeError, binascii.Error, RecursionError):
        pass
    raise BadQuery("the cursor of an earlier answer", text[:60])
