"""Which records go along: those that were asked for, all that they name, and all that shows them.

What an audience is not shown leads nowhere: nothing is met by way of what is withheld. For those
who see everything what is met is closed: no record in the bundle points to one that is not, but
to those that were erased. So the other archive can revise each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import lookup, repository
from archive.disclosure import Audience, View
from archive.pointing import belonging_to
from archive.repository import Summary
from schemas.record import ID_PATTERN
from schemas.records import Record
from schemas.reference import references

__all__ = ["Chosen", "choose", "everything"]

ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One record that goes along."""

    summary: Summary
    record: Record
    view: View


def everything(connection: Connection, audience: Audience) -> tuple[Chosen, ...]:
    """Every record that the audience may know of, by id."""
    summaries = [row for row in repository.every(connection) if row.state != ERASED]
    return _in_order(_looked_at(connection, summaries, audience))


def choose(connection: Connection, refs: Iterable[str], audience: Audience) -> tuple[Chosen, ...]:
    """What belongs to these cases, incidents and other records, by id.

    Raises:
        UnknownRecord: the audience knows none of one of these names.
    """
    asked = [lookup.find(connection, ref, audience) for ref in dict.fromkeys(refs)]
    met: dict[str, Chosen] = {}
    matters = {row.id for row in asked if row.type == "incident"}
    waiting: list[str] = [row.id for row in asked]
    while waiting:
        found = repository.find_many(connection, [one for one in waiting if one not in met])
        new = _looked_at(connection, _there(found.values()), audience)
        met.update({one.summary.id: one for one in new})
        for one in new:
            if one.record.type == "case":
                matters.update(row.value for row in references(one.record))
        waiting = _next(connection, new, matters, audience)
        waiting = [one for one in dict.fromkeys(waiting) if one not in met]
    return _in_order(met.values())


def _there(summaries: Iterable[Summary]) -> list[Summary]:
    return [row for row in {one.id: one for one in summaries}.values() if row.state != ERASED]


def _in_order(chosen: Iterable[Chosen]) -> tuple[Chosen, ...]:
    return tuple(sorted(chosen, key=lambda one: one.summary.id))


def _looked_at(
    connection: Connection, summaries: Collection[Summary], audience: Audience
) -> list[Chosen]:
    """Those of the records that the audience may know of, as it sees them."""
    records = repository.current(connection, list(summaries))
    views = lookup.views_of(connection, records, audience)
    return [
        Chosen(row, records[row.id], view)
        for row in summaries
        if (view := views.get(row.id)) is not None
    ]


def _next(
    connection: Connection, new: Iterable[Chosen], matters: Collection[str], audience: Audience
) -> list[str]:
    """The ids of what these records lead to."""
    leading: list[str] = []
    for one in new:
        leading += [
            found.value
            for found in references(one.record)
            if ID_PATTERN.fullmatch(found.value)
            and (audience.sees_everything or found.pointer in one.view.moved)
        ]
        if one.summary.type == "item" or one.summary.id in matters:
            around = belonging_to(connection, one.summary, audience)
            leading += [key for key, view in around.items() if view is not None]
    return leading
