"""How fast a program may ask: so many requests in a minute from one network.

Counted in the memory of this process, before anything is looked up, so that a flood of bad tokens
costs little. Whoever is turned away is told how long to wait (RFC 6585, section 4).
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from archive.accounts.limits import network_of
from webui.api.errors import TooFast

MOST: Final = 1200
"""Requests in a minute."""
MINUTE: Final = 60
MOST_NETWORKS: Final = 10_000
"""Counts that are kept; in a flood from more places all begin anew."""


class Pace:
    """Counts requests by network and minute."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._counts: dict[str, tuple[int, int]] = {}
        self._lock = Lock()

    def keep(self, source: str, now: float) -> None:
        """Count a request from the address `source` at `now`, in seconds since 1970.

        Raises:
            TooFast: there were too many in this minute.
        """
        minute, network = int(now) // MINUTE, network_of(source)
        with self._lock:
            if len(self._counts) > MOST_NETWORKS:
                self._counts.clear()
            began, count = self._counts.get(network, (minute, 0))
            count = count + 1 if began == minute else 1
            self._counts[network] = (minute, count)
        if count > self.most:
            raise TooFast(self.most, MINUTE - int(now) % MINUTE)
