"""What people wrote into entries about a record, and who may know it: reasons, and whose hands.

The words lie beside the log. Nobody outside learns them. Whom an item came from may be kept back by
the record; then so is everything of an entry that names somebody, but for dates and numbers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from archive import models
from archive.disclosure import CONFIDENTIAL, Audience, withholds
from archive.repository import CHUNK
from schemas.record import ID_PATTERN
from schemas.records import Record

NAME_NOBODY = ("of_entry", "stated_date")
"""What of a hand-over may be told where from whom an item came may not."""
SENTENCES = ("counterpart", "reason")
"""What of an entry is words of people."""
OF_PACKETS = "packet."
"""How actions begin of which only those hear who may see what is in the packet."""


def shown(
    detail: Mapping[str, Any], audience: Audience, record: Callable[[], Record]
) -> dict[str, Any]:
    """What of the words of an entry about a record an audience may know."""
    if audience.rank == 0:
        return {}
    named = "counterpart" in detail and audience.rank < CONFIDENTIAL.rank
    if named and withholds(record(), audience, "/acquired/from"):
        return {name: detail[name] for name in NAME_NOBODY if name in detail}
    return dict(detail)


def written_about(connection: Connection, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The words of all entries about these records, the oldest first; none of packets."""
    entries, known, details = models.entries, models.entry_objects, models.details
    query = (
        select(known.c.object_id, entries.c.bytes, details.c.body)
        .join(entries, entries.c.seq == known.c.seq)
        .join(details, details.c.seq == known.c.seq)
        .where(details.c.body.is_not(None))
        .order_by(known.c.seq)
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        some = query.where(known.c.object_id.in_(wanted[start : start + CHUNK]))
        for key, entry, body in connection.execute(some):
            if not str(json.loads(entry)["action"]).startswith(OF_PACKETS):
                found[key].append(dict(json.loads(body)))
    return found


def states(connection: Connection, ids: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """For each item with such words, how many entries have some, and the number of the last."""
    known, details, records = models.entry_objects, models.details, models.records
    query = (
        select(known.c.object_id, func.count(), func.max(known.c.seq))
        .join(details, details.c.seq == known.c.seq)
        .join(records, records.c.id == known.c.object_id)
        .where(details.c.body.is_not(None), records.c.type == "item")
        .group_by(known.c.object_id)
    )
    if ids is None:
        return {key: (many, last) for key, many, last in connection.execute(query)}
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), CHUNK):
        some = query.where(known.c.object_id.in_(wanted[start : start + CHUNK]))
        found.update({key: (many, last) for key, many, last in connection.execute(some)})
    return found


def sentences(detail: Mapping[str, Any]) -> list[str]:
    """What people wrote of an entry, in words; what stands for a record is none."""
    said = (detail.get(name) for name in SENTENCES)
    return [one for one in said if isinstance(one, str) and not ID_PATTERN.fullmatch(one)]
