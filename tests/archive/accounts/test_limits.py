"""Who fails often waits, and never longer than is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts.limits import LIMITS, Counted, Failures, network_of, wait_seconds

NOW = 1_000_000_000


@pytest.mark.parametrize("counted", list(Counted))
def test_the_first_failures_cost_nothing_and_the_next_ever_more(counted: Counted) -> None:
    limit = LIMITS[counted]
    waits = [Failures(counted, n, NOW).wait_seconds(NOW) for n in range(limit.free + 30)]
    assert waits[: limit.free] == [0] * limit.free
    assert waits[limit.free : limit.free + 4] == [1, 2, 4, 8]
    assert waits[-1] == limit.longest_seconds
    assert waits == sorted(waits)


def test_a_wait_passes_and_a_count_is_forgotten_after_a_day() -> None:
    one = Failures(Counted.SOURCE, 14, NOW)
    assert [one.wait_seconds(NOW + passed) for passed in (0, 10, 16, 17)] == [16, 6, 0, 0]
    often = Failures(Counted.SOURCE, 10**6, NOW)
    assert often.wait_seconds(NOW + 899) == 1
    assert often.wait_seconds(NOW + 900) == 0
    assert often.is_forgotten(NOW + 86_401)


@given(
    st.sampled_from(Counted),
    st.integers(0, 10**9),
    st.integers(0, 2**40),
    st.integers(0, 2**40),
)
def test_nobody_waits_longer_than_the_longest_whatever_the_clock_does(
    counted: Counted, failures: int, last: int, now: int
) -> None:
    assert (
        0 <= Failures(counted, failures, last).wait_seconds(now) <= LIMITS[counted].longest_seconds
    )


def test_the_longest_wait_of_all_counts() -> None:
    counts = [Failures(Counted.SOURCE, 12, NOW), Failures(Counted.NAME, 34, NOW)]
    assert wait_seconds(counts, NOW) == 16
    assert wait_seconds([], NOW) == 0


@pytest.mark.parametrize(
    ("source", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(source: str, network: str) -> None:
    assert network_of(source) == network
