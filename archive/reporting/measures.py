"""What one incident adds to a report: its acts, those whom they befell, and what was lost.

Computed from a view, so that every audience counts what it sees. A count that the source gives for
the whole incident goes before what can be gathered from its acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.disclosure import View
from archive.reporting.crowds import Mention, distinct
from schemas.counts import CountValue, Interval
from schemas.shape import Json

ONE = Interval(1, 1)
SOME = Interval(1, None)
"""At least one: somebody, or something, of whom no number is stated."""
NONE = Interval(0, 0)

PEOPLE: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "killed": (frozenset({"killing"}), frozenset({"dead"})),
    "injured": (frozenset(), frozenset({"injured"})),
    "detained": (frozenset({"arrest", "detention"}), frozenset({"held"})),
    "displaced": (
        frozenset({"eviction", "expulsion", "displacement"}),
        frozenset({"displaced", "exiled"}),
    ),
}
"""What people suffered, by the name of its count: the acts and the statuses that say so."""
DESTROYED = frozenset({"burnt", "bulldozed", "destroyed"})
"""Kinds of damage (and a status) that leave nothing of a thing."""
LOSSES = ("destroyed", "not_returned")
"""What became of things."""
MEASURES = ("incidents", "acts", "victims", *PEOPLE, *LOSSES)
"""All that a report can count."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One incident in numbers."""

    id: str
    sums: Mapping[str, Interval]
    """By measure; one that the incident says nothing of is missing."""
    things: Mapping[str, Mapping[str, Interval]]
    """By loss and class of property."""
    mentions: tuple[Mention, ...]
    """Its victims, an act each."""
    part_of: tuple[str, ...]
    """Ids of larger incidents to which it belongs."""
    possibly_same: tuple[str, ...]
    """Ids of incidents that may be the same one."""


def measure(view: View) -> Measured:
    """What the incident shown in `view` adds to a report."""
    content = view.content
    acts = content.get("acts", [])
    things = {loss: _things(acts, loss) for loss in LOSSES}
    sums = {"incidents": ONE, "acts": _added(_interval(act.get("count")) or ONE for act in acts)}
    for name, (types, statuses) in PEOPLE.items():
        found = _stated(content, name) or _suffered(acts, types, statuses)
        if found is not None:
            sums[name] = found
    for loss, by_class in things.items():
        found = _added(by_class.values()) if by_class else _stated(content, loss)
        if found is not None:
            sums[loss] = found
    links = content.get("links", [])
    return Measured(
        id=view.id,
        sums=sums,
        things=things,
        mentions=tuple(_mention(act.get("victims", [])) for act in acts if act.get("victims")),
        part_of=tuple(link["to"] for link in links if link["type"] == "part_of"),
        possibly_same=tuple(link["to"] for link in links if link["type"] == "possibly_same"),
    )


def _interval(count: Json) -> Interval | None:
    if count is None:
        return None
    value = CountValue.model_validate(count, strict=False)
    return Interval(value.lo, value.hi)


def _added(intervals: Iterable[Interval]) -> Interval:
    return sum(intervals, NONE)


def _stated(content: Mapping[str, Json], name: str) -> Interval | None:
    """What the source counts for the incident as a whole: in all, or group by group."""
    rows = [row for row in content.get("counts", []) if row["of_what"] == name]
    groups = [_interval(row["value"]) or NONE for row in rows if "who" in row]
    totals = [_interval(row["value"]) or NONE for row in rows if "who" not in row]
    if not rows:
        return None
    if not totals:
        return _added(groups)
    return totals[0].hull(*totals[1:], *([_added(groups)] if groups else []))


def _suffered(
    acts: Iterable[Mapping[str, Json]], types: frozenset[str], statuses: frozenset[str]
) -> Interval | None:
    mentions = []
    for act in acts:
        victims = act.get("victims", [])
        if act["type"] not in types:
            victims = [row for row in victims if row.get("status_at_end") in statuses]
        elif not victims:
            mentions.append(Mention(unnamed=SOME))
        if victims:
            mentions.append(_mention(victims))
    return distinct(mentions) if mentions else None


def _mention(victims: Iterable[Mapping[str, Json]]) -> Mention:
    named, unnamed = set(), NONE
    for row in victims:
        if "actor" in row:
            named.add(str(row["actor"]))
        else:
            unnamed += _interval(row.get("count")) or SOME
    return Mention(frozenset(named), unnamed)


def _things(acts: Iterable[Mapping[str, Json]], loss: str) -> dict[str, Interval]:
    """How many things of each class were lost so; two acts may speak of the same things."""
    found: dict[str, Interval] = {}
    for act in acts:
        here: dict[str, Interval] = {}
        for row in act.get("property", []):
            if _is_lost(row, loss):
                number = _interval(row.get("quantity")) or SOME
                here[row["class"]] = here.get(row["class"], NONE) + number
        for name, number in here.items():
            before = found.get(name, NONE)
            found[name] = Interval(max(before.lo, number.lo), (before + number).hi)
    return found


def _is_lost(row: Mapping[str, Json], loss: str) -> bool:
    if loss == "destroyed":
        return bool(DESTROYED & {row.get("damage"), row.get("status")})
    return row.get("status") == loss
