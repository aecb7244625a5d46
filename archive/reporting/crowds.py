"""How many different people several mentions speak of: each named one once, the unnamed in bounds.

A mention names some and counts others. Those whom it counts without names are different from those
whom it names, but they may be the named ones of another mention, or its unnamed. So many mentions
together speak of at least as many as the largest of them alone, and at most of all added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.counts import Interval

NOBODY = Interval(0, 0)


@dataclass(frozen=True, slots=True)
class Mention:
    """Those of whom one act speaks."""

    named: frozenset[str] = frozenset()
    """Ids of actors."""
    unnamed: Interval = NOBODY
    """How many more."""


def distinct(
    certain: Sequence[Mention],
    possible: Sequence[Mention] = (),
    *,
    same: Iterable[tuple[str, str]] = (),
) -> Interval:
    """How many different ones they speak of.

    `same` holds pairs that are possibly one and the same: they count once in the lower bound and
    twice in the upper one. `possible` mentions count in the upper bound only.
    """
    leader = _leaders(same)
    named = {one for mention in certain for one in mention.named}
    lowest = max(
        [_parties(named, leader), *(_least(mention, leader) for mention in certain)], default=0
    )
    everybody = named.union(*(mention.named for mention in possible))
    most = Interval(len(everybody), len(everybody))
    for mention in (*certain, *possible):
        most += mention.unnamed
    return Interval(lowest, most.hi)


def _least(mention: Mention, leader: Mapping[str, str]) -> int:
    return _parties(mention.named, leader) + mention.unnamed.lo


def _parties(named: Iterable[str], leader: Mapping[str, str]) -> int:
    return len({leader.get(one, one) for one in named})


def _leaders(same: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each id that is in a pair, one id that stands for all that hang together with it."""
    leader: dict[str, str] = {}

    def of(one: str) -> str:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    for left, right in same:
        leader[of(left)] = of(right)
    return {one: of(one) for one in list(leader)}
