"""How long somebody must wait before they may try to sign in again. Pure: counts and times in.

Three counts are kept of attempts that failed: by the address that they came from, by the name that
they were for, and by the browser, where somebody has signed in with it before. An attempt from a
known browser is held up by its own count alone. So guessing at somebody's name from elsewhere slows
down only who comes from elsewhere, and never shuts its owner out.

What a guesser gets: from one address 10 guesses and then one in 15 minutes; for one name from all
addresses together 30 guesses and then one a minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Counted(StrEnum):
    """By what failures are counted."""

    SOURCE = "source"
    NAME = "name"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures cost nothing, and what the next ones cost."""

    free: int
    longest_seconds: int
    """The wait doubles from one second up to this."""


LIMITS = {
    Counted.SOURCE: Limit(free=10, longest_seconds=15 * 60),
    Counted.NAME: Limit(free=30, longest_seconds=60),
    Counted.BROWSER: Limit(free=10, longest_seconds=60),
}
FORGOTTEN_SECONDS = 24 * 3600
"""After so long without a failure a count begins anew."""


@dataclass(frozen=True, slots=True)
class Failures:
    """What is counted in one place."""

    counted: Counted
    failures: int
    last: int
    """When the last one was, in seconds since 1970."""

    def wait_seconds(self, now: int) -> int:
        """How long to wait from now; 0 if not at all."""
        over = self.failures - LIMITS[self.counted].free
        if over < 0 or self.is_forgotten(now):
            return 0
        cost = min(1 << min(over, 20), LIMITS[self.counted].longest_seconds)
        # A clock that was set back must not shut anybody out for longer than the wait itself.
        return min(cost, max(0, self.last + cost - now))

    def is_forgotten(self, now: int) -> bool:
        """Whether the last failure is so old that it counts no more."""
        return abs(now - self.last) > FORGOTTEN_SECONDS


def wait_seconds(counts: Iterable[Failures], now: int) -> int:
    """How long to wait from now, by all that is counted."""
    return max((one.wait_seconds(now) for one in counts), default=0)


def network_of(source: str) -> str:
    """The part of an address that one person has: all of IPv4, the first 64 bits of IPv6.

    RFC 6177 §2: a site gets at least a /64, in which it can choose any address.
    """
    import ipaddress

    try:
        address = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        return source
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
