"""What people wrote into entries about a record, and who may know it: reasons, and whose hands.

The words lie beside the log. Nobody outside learns them. Whom an item came from may be kept back by
the record; then so is everything of an entry that names somebody, but for dates and numbers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from archive import models
from archive.disclosure import CONFIDENTIAL, Audience, withholds
from archive.repository import CHUNK
from schemas.record import ID_PATTERN
from schemas.records import Record
from schemas.vocabulary import vocabulary

NAME_NOBODY = ("of_entry", "stated_date")
"""What of a hand-over may be told where from whom an item came may not."""
SENTENCES = ("counterpart", "reason")
"""What of an entry is words of people."""
OF_PACKETS = "packet."
"""How actions begin of which only those hear who may see what is in the packet."""
RECEIVED = "received"
"""Under this name words tell from which archive something came (`archive.exchange`)."""
PROOF = "proof"
"""Under this one, by what that is proved: only those get it who see everything."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An entry of the log of another archive."""

    entry: int
    """Its number there, from 0."""
    at: str
    """When it was written there, UTC."""
    action: str
    """Code of the vocabulary custody_actions."""
    who: str
    """What the person at work is called there."""


@dataclass(frozen=True, slots=True)
class Received:
    """From where something came."""

    archive: str
    """Name of the other archive."""
    entries: tuple[Elsewhere, ...]
    """Entries of its log that say so; none, where it tells nothing of its log."""
    root: str
    """Root of its log then, in hexadecimal; empty: it was not told."""
    before: Received | None = None
    """From where that archive had it; None: it was made there."""

    def in_words(self) -> str:
        """In one sentence, without a full stop."""
        words = f"received from the archive {self.archive}"
        earlier = f"; there {self.before.in_words()}" if self.before else ""
        if not self.entries:
            return f"{words}{earlier}"
        label = vocabulary("custody_actions").label
        told = "; ".join(
            f"entry {one.entry}, {label(one.action, 'en')} by {one.who or 'somebody'}, {one.at}"
            for one in self.entries
        )
        return f"{words} (in its log: {told}; root {self.root[:16]}…){earlier}"


def received_in(detail: Mapping[str, Any]) -> Received | None:
    """From where something came, by the words of an entry; None: from no other archive."""
    told = detail.get(RECEIVED)
    if not isinstance(told, Mapping):
        return None
    rows = [told, *told.get("earlier", ())]
    entries = tuple(
        Elsewhere(row["entry"], row["at"], row["action"], row["who"])
        for row in rows
        if "entry" in row
    )
    before = received_in({RECEIVED: told.get("before")})
    return Received(told["archive"], entries, told.get("root", ""), before)


def shown(
    detail: Mapping[str, Any], audience: Audience, record: Callable[[], Record]
) -> dict[str, Any]:
    """What of the words of an entry about a record an audience may know."""
    if audience.rank == 0:
        return {}
    tells_hands = "counterpart" in detail or RECEIVED in detail
    named = tells_hands and audience.rank < CONFIDENTIAL.rank
    if named and withholds(record(), audience, "/acquired/from"):
        return {name: detail[name] for name in NAME_NOBODY if name in detail}
    all_of_it = audience.sees_everything
    return {name: told for name, told in detail.items() if name != PROOF or all_of_it}


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
