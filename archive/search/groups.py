"""For whom a row is, beside its levels: those who see the same of what a record points to.

Most rows are for everybody. A record in compartments has rows for those who belong to all of them.
A record that points to others which are in compartments looks different to those who see these and
to those who do not: it has a row for each such difference that occurs among the audiences of the
archive, and none for those that nobody has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from archive import policy
from schemas.records import Record
from schemas.reference import references

Compartments = frozenset[str] | None
"""Those to which an audience belongs; None: all."""


class Known(NamedTuple):
    """Who may know of every record that is there, by id."""

    levels: Mapping[str, int]
    """Rank of the widest audience."""
    limits: Mapping[str, frozenset[str]]
    """The compartments that it is in; those in none are left out."""


class Group(NamedTuple):
    """Some audiences."""

    within: frozenset[str] = frozenset()
    """Compartments to which all of them belong."""
    seen: frozenset[frozenset[str]] = frozenset()
    """Of each of these they belong to all."""
    unseen: frozenset[frozenset[str]] = frozenset()
    """Of each of these some are closed to them."""

    def includes(self, compartments: Compartments) -> bool:
        """Whether those who belong to these compartments are of the group."""
        return all(
            policy.is_within(some, compartments) for some in (self.within, *self.seen)
        ) and not any(policy.is_within(some, compartments) for some in self.unseen)

    def sees(self, limit: frozenset[str]) -> bool:
        """Whether they see what is in these compartments and one of their records points to."""
        return (limit - self.within) not in self.unseen

    @property
    def is_closed(self) -> bool:
        """Whether nobody who belongs to no compartment is of the group."""
        return bool(self.within or self.seen)

    def listed(self) -> list[list[list[str]]]:
        """The same as lists, in a fixed order."""
        unordered = ([self.within], self.seen, self.unseen)
        return [sorted(map(sorted, some)) for some in unordered]

    @classmethod
    def of_lists(cls, lists: list[list[list[str]]]) -> Group:
        """What `listed` gave."""
        (within,), seen, unseen = (frozenset(map(frozenset, some)) for some in lists)
        return cls(within, seen, unseen)


EVERYBODY = Group()


def groups_of(record: Record, known: Known, audiences: Iterable[Compartments]) -> list[Group]:
    """The groups of these audiences that may see the record and see different things of it."""
    own = known.limits.get(record.id or "", frozenset())
    targets = {found.value for found in references(record)}
    closed = {known.limits[key] - own for key in targets if key in known.limits} - {frozenset()}
    found = set()
    for compartments in audiences:
        if policy.is_within(own, compartments):
            seen = frozenset(one for one in closed if policy.is_within(one, compartments))
            found.add(Group(own, seen, frozenset(closed) - seen))
    return sorted(found, key=Group.listed)
