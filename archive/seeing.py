"""Which records an audience may know of, as conditions of SQL and for single ids.

A record is there for those who are cleared for its level and belong to every compartment that it is
in. What they see of its content is for `archive.disclosure`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, select

from archive import models
from archive.disclosure import Audience

CHUNK = 400
"""Ids per query, well under the number of parameters that every SQLite allows."""


def its_views(audience: Audience) -> list[ColumnElement[bool]]:
    """What a row of `views` has to meet to be what `audience` sees, what it points to apart."""
    table = models.views
    rank = audience.rank
    levels = [table.c.view_lo <= rank, table.c.view_hi >= rank]
    return [*levels, *within(table.c.record_id, audience)]


def within(record_id: ColumnElement[str], audience: Audience) -> list[ColumnElement[bool]]:
    """What an id has to meet so that its record is in no compartment that is closed to them."""
    if audience.compartments is None:
        return []
    table = models.compartments
    closed = table.c.compartment.not_in(sorted(audience.compartments))
    return [record_id.not_in(select(table.c.record_id).where(closed))]


def compartments_of(
    connection: Connection, ids: Iterable[str] | None = None
) -> dict[str, frozenset[str]]:
    """The compartments of these records, or of all; those that are in none are left out."""
    table = models.compartments
    query = select(table.c.record_id, table.c.compartment)
    found: dict[str, set[str]] = defaultdict(set)
    if ids is None:
        for key, name in connection.execute(query):
            found[key].add(name)
    else:
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), CHUNK):
            some = query.where(table.c.record_id.in_(wanted[start : start + CHUNK]))
            for key, name in connection.execute(some):
                found[key].add(name)
    return {key: frozenset(names) for key, names in found.items()}


def known_to(connection: Connection, levels: dict[str, int], audience: Audience) -> frozenset[str]:
    """Which of these records, given with their levels (ranks) by id, the audience may know of."""
    limits = {} if audience.compartments is None else compartments_of(connection, levels)
    return frozenset(
        key
        for key, level in levels.items()
        if audience.knows_of(level=level, limited_to=limits.get(key, ()))
    )
