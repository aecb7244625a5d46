"""Adding incidents up: sums that hold the true number whatever is true of the uncertain ones.

An incident that only possibly belongs to the sum adds to the upper bound alone. What is part of a
larger incident may be counted in the number of that one already; two incidents that are possibly
the same may be counted twice: both lower the lower bound, and never the upper one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from archive.reporting.crowds import distinct
from archive.reporting.measures import LOSSES, MEASURES, NONE, Measured
from schemas.counts import Interval
from schemas.verdict import Verdict

Counted = tuple[Measured, Verdict]
"""An incident and whether it belongs to the sum; `Verdict.NO` is never among them."""
EACH = ("incidents", "acts")
"""What a part of a larger incident does not share with it."""


def totals(
    counted: Sequence[Counted], *, same_actors: Iterable[tuple[str, str]] = ()
) -> dict[str, Interval]:
    """Each measure over all incidents, with victims once each; what nobody mentions is left out."""
    sums = {}
    for name in MEASURES:
        stated = {row.id: row.sums[name] for row, _ in counted if name in row.sums}
        if stated:
            sums[name] = _sum(counted, stated, name)
    certain, possible = (
        [mention for row, verdict in counted if verdict is wanted for mention in row.mentions]
        for wanted in (Verdict.CERTAINLY, Verdict.POSSIBLY)
    )
    if certain or possible:
        sums["victims"] = distinct(certain, possible, same=same_actors)
    return {name: sums[name] for name in MEASURES if name in sums}


def things(counted: Sequence[Counted]) -> dict[str, dict[str, Interval]]:
    """What was lost, by loss and class of property."""
    found: dict[str, dict[str, Interval]] = {}
    for loss in LOSSES:
        classes = sorted({name for row, _ in counted for name in row.things[loss]})
        found[loss] = {
            name: _sum(
                counted,
                {row.id: row.things[loss][name] for row, _ in counted if name in row.things[loss]},
                loss,
            )
            for name in classes
        }
    return found


def _sum(counted: Sequence[Counted], stated: Mapping[str, Interval], measure: str) -> Interval:
    """The sum of what is stated, over wholes with their parts and over possibly equal ones."""
    weighed = {
        row.id: _weighed(stated[row.id], verdict) for row, verdict in counted if row.id in stated
    }
    whole_of = {} if measure in EACH else _wholes(counted, weighed)
    trees = _trees(weighed, whole_of)
    total = NONE
    for group in _groups_of_equals(counted, trees, whole_of):
        added = sum((trees[one] for one in group), NONE)
        total += Interval(max(trees[one].lo for one in group), added.hi)
    return total


def _weighed(number: Interval, verdict: Verdict) -> Interval:
    return number if verdict is Verdict.CERTAINLY else Interval(0, number.hi)


def _wholes(counted: Sequence[Counted], weighed: Mapping[str, Interval]) -> dict[str, str]:
    """The larger incident of each that is a part of one; of a circle, none is the whole."""
    whole_of: dict[str, str] = {}
    for row, _ in counted:
        for whole in row.part_of:
            if row.id in weighed and whole in weighed and row.id not in whole_of:
                above = whole
                while above in whole_of and above != row.id:
                    above = whole_of[above]
                if above != row.id:
                    whole_of[row.id] = whole
    return whole_of


def _trees(weighed: Mapping[str, Interval], whole_of: Mapping[str, str]) -> dict[str, Interval]:
    """For each incident that is part of no other: the bounds of it with all its parts."""
    waiting = Counter(whole_of.values())
    below: dict[str, Interval] = {}
    trees: dict[str, Interval] = {}
    ready = [one for one in weighed if one not in waiting]
    while ready:
        one = ready.pop()
        number = _with_parts(weighed[one], below.get(one))
        if one not in whole_of:
            trees[one] = number
            continue
        whole = whole_of[one]
        below[whole] = below.get(whole, NONE) + number
        waiting[whole] -= 1
        if not waiting[whole]:
            ready.append(whole)
    return trees


def _with_parts(own: Interval, parts: Interval | None) -> Interval:
    if parts is None:
        return own
    open_end = own.hi is None or parts.hi is None
    return Interval(max(own.lo, parts.lo), None if open_end else max(own.hi or 0, parts.hi or 0))


def _groups_of_equals(
    counted: Sequence[Counted], trees: Mapping[str, Interval], whole_of: Mapping[str, str]
) -> list[list[str]]:
    """The incidents that are part of no other, those together that are possibly the same."""
    group: dict[str, list[str]] = {one: [one] for one in trees}

    def top(one: str) -> str:
        while one in whole_of:
            one = whole_of[one]
        return one

    for row, _ in counted:
        for other in row.possibly_same:
            left, right = group.get(top(row.id)), group.get(top(other))
            if left is not None and right is not None and left is not right:
                left += right
                group.update(dict.fromkeys(right, left))
    return list({id(rows): rows for rows in group.values()}.values())
