"""What belongs to a packet: from a case or incident to all that it names and all that shows it.

The walk follows what the audience is shown of each record. What it meets there and may not give is
counted by the entry of the log and never named; nothing is met by way of what is withheld, so that
what lies in the packet does not tell of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import lookup, repository
from archive.disclosure import Audience, View
from archive.pointing import belonging_to
from archive.repository import Summary
from schemas.record import ID_PATTERN
from schemas.records import Record
from schemas.reference import references


@dataclass(frozen=True, slots=True)
class Selected:
    """One record that belongs to the matter."""

    summary: Summary
    record: Record


def select(connection: Connection, subjects: Iterable[str], audience: Audience) -> list[Selected]:
    """Every record that belongs to these subjects (ids), in the order in which they were met.

    Incidents are not followed to further incidents: a packet holds the matter that was asked for.
    """
    asked = list(subjects)
    met: dict[str, Selected] = {}
    waiting = list(asked)
    allowed = set(asked) | _incidents_of(connection, asked)
    while waiting:
        found = repository.find_many(connection, [name for name in waiting if name not in met])
        records = repository.current(connection, list(found.values()))
        new = [Selected(found[key], records[key]) for key in records]
        met.update({row.summary.id: row for row in new})
        views = lookup.views_of(connection, records, audience)
        waiting = [
            name
            for row in new
            for name in _next(connection, row, views[row.summary.id], audience)
            if name not in met and ID_PATTERN.fullmatch(name)
        ]
        waiting = _without_other_incidents(connection, waiting, allowed)
    return list(met.values())


def _incidents_of(connection: Connection, subjects: list[str]) -> set[str]:
    summaries = repository.find_many(connection, subjects)
    records = repository.current(connection, list(summaries.values()))
    return {
        found.value
        for record in records.values()
        if record.type == "case"
        for found in references(record)
    }


def _next(
    connection: Connection, row: Selected, view: View | None, audience: Audience
) -> list[str]:
    if view is None:
        return []
    found = references(row.record)
    is_seen = lookup.sees(connection, [one.value for one in found], audience)
    named = [one.value for one in found if one.pointer in view.moved or not is_seen(one.value)]
    return [*named, *belonging_to(connection, row.summary, audience)]


def _without_other_incidents(
    connection: Connection, names: list[str], allowed: set[str]
) -> list[str]:
    found = repository.find_many(connection, names)
    return [
        name
        for name in names
        if name in found and (found[name].type not in ("incident", "case") or name in allowed)
    ]
