"""What belongs to a packet: from a case or incident to all that it names and all that shows it.

The walk follows full records, so that it can say of everything it met whether this audience gets
it; what it may not get is counted by the entry of the log and never named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import repository
from archive.repository import Summary
from schemas.record import ID_PATTERN
from schemas.records import Record
from schemas.reference import references

SHOWS_AN_INCIDENT = {"item": ("/documents/",), "appeal": ("/about/", "/demands/")}
"""Records that belong to an incident because they point to it, by the field that points."""


@dataclass(frozen=True, slots=True)
class Selected:
    """One record that belongs to the matter."""

    summary: Summary
    record: Record


def select(connection: Connection, subjects: Iterable[str]) -> list[Selected]:
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
        waiting = [
            name
            for row in new
            for name in _next(connection, row)
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


def _next(connection: Connection, row: Selected) -> list[str]:
    named = [found.value for found in references(row.record)]
    if row.summary.type == "item":
        named += _pointing(connection, row.summary.id, "item", ("/derivative_of",))
    if row.summary.type == "incident":
        for kind, fields in SHOWS_AN_INCIDENT.items():
            named += _pointing(connection, row.summary.id, kind, fields)
    return named


def _pointing(connection: Connection, target: str, kind: str, fields: tuple[str, ...]) -> list[str]:
    rows = [
        record_id
        for record_id, pointer in repository.linking_to(connection, target)
        if pointer.startswith(fields)
    ]
    found = repository.find_many(connection, rows)
    return [record_id for record_id in rows if found[record_id].type == kind]


def _without_other_incidents(
    connection: Connection, names: list[str], allowed: set[str]
) -> list[str]:
    found = repository.find_many(connection, names)
    return [
        name
        for name in names
        if name in found and (found[name].type not in ("incident", "case") or name in allowed)
    ]
