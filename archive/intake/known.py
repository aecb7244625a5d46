"""Which items are here of given bytes: those that came as evidence, by digest and hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from archive import models, repository, seeing
from archive.disclosure import CONFIDENTIAL, Audience
from archive.repository import CHUNK, Summary
from schemas.item import Item

Key = tuple[str, str | None]
"""Digest, and id or words of who handed the file over."""


def items_of(
    connection: Connection, digests: Sequence[str], sees: Audience = CONFIDENTIAL
) -> Mapping[Key, tuple[Summary, Item]]:
    """The items of these bytes; of several from the same hands the first one that was made.

    Those of which `sees` may not know are not among them. Derivatives are left out: they were made
    here, and nobody handed them over.
    """
    summaries = repository.find_many(connection, _ids_of(connection, digests))
    levels = {row.id: row.level for row in summaries.values()}
    told = seeing.known_to(connection, levels, sees)
    items = repository.current(connection, list(summaries.values()))
    found: dict[Key, tuple[Summary, Item]] = {}
    for key in sorted(items, key=lambda key: (summaries[key].created, key)):
        item = items[key]
        if key not in told:
            continue
        if isinstance(item, Item) and item.digest and item.generation != "derivative":
            found.setdefault((item.digest, hands_of(item)), (summaries[key], item))
    return found


def _ids_of(connection: Connection, digests: Sequence[str]) -> set[str]:
    table = models.terms
    ids: set[str] = set()
    for start in range(0, len(digests), CHUNK):
        some = digests[start : start + CHUNK]
        query = select(table.c.record_id)
        query = query.where(table.c.field == "sha256", table.c.value.in_(some))
        ids.update(connection.execute(query).scalars())
    return ids


def hands_of(item: Item) -> str | None:
    """Id or words of who handed the item over; None: it is not said."""
    return item.acquired.from_ if item.acquired else None
