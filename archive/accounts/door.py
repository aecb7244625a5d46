"""The door of one process: where passwords are compared, and who was turned away before it.

What was turned away is counted here and not in the database: writing costs more than turning away.
The count of a process that ends is lost with it; the next refusal that is entered tells it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from threading import Lock

from archive.accounts.passwords import Passwords

MOST = 10_000
"""Counts that are kept; of a flood from more places only the number of the last is told."""


class Door:
    """Compares passwords, and counts who was turned away."""

    def __init__(self, passwords: Passwords | None = None) -> None:
        self.passwords = passwords or Passwords()
        self._turned_away: Counter[str] = Counter()
        self._told: dict[str, int] = {}
        self._lock = Lock()

    def turn_away(self, buckets: Iterable[str]) -> None:
        """Count an attempt that was not let through."""
        with self._lock:
            if len(self._turned_away) > MOST:
                self._turned_away.clear()
            self._turned_away.update(buckets)

    def was_told(self, what: str, hour: int) -> bool:
        """Whether `is_news` has heard of it in this hour."""
        with self._lock:
            return self._told.get(what) == hour

    def is_news(self, what: str, hour: int) -> bool:
        """Whether something happens for the first time in an hour, counted from any beginning."""
        with self._lock:
            if self._told.get(what) == hour:
                return False
            if len(self._told) > MOST:
                self._told.clear()
            self._told[what] = hour
            return True

    def turned_away(self, buckets: Iterable[str]) -> int:
        """How many were turned away since this was asked last; they are told with this answer."""
        with self._lock:
            return max((self._turned_away.pop(bucket, 0) for bucket in buckets), default=0)
