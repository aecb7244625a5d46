"""The log in the database: appending entries, reading them, proving them.

An append is a part of the transaction that changes the records, so that there is never a record
without its entry nor an entry without its record. Bytes of an entry are canonical JSON (RFC 8785);
the tree is that of RFC 6962. Names and reasons of people do not stand in an entry: they lie beside
it as its detail, of which the entry holds the digest, and can be erased without harm to the log.
Signing heads is left to `archive.heads`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, select

from archive import database, models
from archive.errors import UnknownEntry
from evidence.proof import canonical, merkle, parts
from evidence.proof.merkle import Frontier
from evidence.proof.tiles import TileTree

SOFTWARE = "khronika/0.1"
"""Which program writes the entries."""
ENTRY_VERSION = 1
"""Version of the form of an entry."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that an entry is about."""

    id: str
    """Opaque id."""
    role: str
    """What part it plays: target, source, counterpart, instrument, key."""
    sha256: str | None = None
    """Digest of its bytes, for evidence and files."""
    size: int | None = None
    """Bytes."""

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this thing in an entry."""
        stated = {"id": self.id, "role": self.role, "sha256": self.sha256, "size": self.size}
        return {key: value for key, value in stated.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that is about to be written."""

    action: str
    """What is done, a code of the vocabulary custody_actions."""
    objects: tuple[Thing, ...]
    digest: str | None = None
    """Record digest of the revision that this entry makes."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """The entry's own words: reason, counterpart, basis. Kept beside the log."""
    outcome: str = "ok"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    seq: int
    """Leaf index, from 0."""
    data: bytes
    """The canonical JSON that was hashed."""

    @property
    def fields(self) -> dict[str, Any]:
        """The entry as JSON."""
        found: dict[str, Any] = canonical.decode(self.data)
        return found


@dataclass(frozen=True, slots=True)
class Head:
    """The state of the tree."""

    size: int
    root: bytes


def moment(at: datetime) -> str:
    """A time as entries write it: UTC with microseconds and a Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def head(connection: Connection) -> Head:
    """Size and root of the log."""
    state = connection.execute(select(models.log_state.c.size, models.log_state.c.root)).one()
    return Head(*state)


def append(
    connection: Connection, drafts: Sequence[Draft], *, actor: str, at: datetime
) -> tuple[int, ...]:
    """Write entries and their details; the numbers they got. Part of the caller's transaction."""
    state = models.log_state
    size, frontier = connection.execute(select(state.c.size, state.c.frontier)).one()
    rows, details, leaves, things = [], [], [], []
    written_at = moment(at)
    for seq, draft in enumerate(drafts, size):
        data, detail = _written(draft, seq=seq, actor=actor, at=written_at)
        rows.append({"seq": seq, "bytes": data})
        leaves.append(merkle.leaf_hash(data))
        things += [{"object_id": key, "seq": seq} for key in {thing.id for thing in draft.objects}]
        if detail:
            details.append(detail)
    if not rows:
        return ()
    database.insert(connection, models.entries, rows)
    if things:
        database.insert(connection, models.entry_objects, things)
    if details:
        database.insert(connection, models.details, details)
    _grow(connection, Frontier.from_bytes(frontier), leaves)
    return tuple(range(size, size + len(rows)))


def _written(draft: Draft, *, seq: int, actor: str, at: str) -> tuple[bytes, dict[str, Any] | None]:
    entry: dict[str, Any] = {
        "action": draft.action,
        "actor": actor,
        "at": at,
        "objects": [thing.to_json() for thing in draft.objects],
        "outcome": draft.outcome,
        "salt": secrets.token_hex(16),
        "seq": seq,
        "sw": SOFTWARE,
        "v": ENTRY_VERSION,
    }
    if draft.digest is not None:
        entry["digest"] = draft.digest
    detail = None
    if draft.detail:
        secret = secrets.token_bytes(32)
        body = dict(draft.detail)
        entry["detail"] = parts.digest_of(body, secret)
        detail = {"seq": seq, "secret": secret, "body": canonical.encode(body).decode()}
    return canonical.encode_entry(entry), detail


def _grow(connection: Connection, frontier: Frontier, leaves: Sequence[bytes]) -> None:
    changed = tree(connection).append(frontier.size, leaves)
    rows = [
        {"level": level, "number": number, "hashes": hashes}
        for (level, number), hashes in changed.items()
    ]
    database.put(connection, models.tiles, rows, keys=("level", "number"))
    grown = frontier.extended(leaves)
    connection.execute(
        models.log_state.update().values(
            size=grown.size, frontier=grown.to_bytes(), root=grown.root()
        )
    )


def tree(connection: Connection) -> TileTree:
    """The tree of the log, read tile by tile, each once: for one state of the log only."""
    tiles = models.tiles
    statement = select(tiles.c.hashes)

    @cache
    def read(level: int, number: int) -> bytes:
        found = connection.execute(
            statement.where(tiles.c.level == level, tiles.c.number == number)
        ).scalar_one_or_none()
        return found or b""

    return TileTree(read)


def entry(connection: Connection, seq: int) -> Entry:
    """One entry.

    Raises:
        UnknownEntry: the log is shorter.
    """
    row = None
    if 0 <= seq < 1 << 63:  # more than a column can hold is more than the log has
        row = connection.execute(
            select(models.entries.c.bytes).where(models.entries.c.seq == seq)
        ).scalar_one_or_none()
    if row is None:
        raise UnknownEntry(seq, head(connection).size)
    return Entry(seq, row)


def entries(connection: Connection, first: int = 0) -> Iterator[Entry]:
    """All entries from number `first` on, in order, a thousand at a time."""
    table = models.entries
    while True:
        rows = connection.execute(
            select(table.c.seq, table.c.bytes)
            .where(table.c.seq >= first)
            .order_by(table.c.seq)
            .limit(1000)
        ).all()
        if not rows:
            return
        for seq, data in rows:
            yield Entry(seq, data)
        first = rows[-1][0] + 1


def about(connection: Connection, object_id: str) -> list[Entry]:
    """All entries that speak of a record, a packet or a key, the oldest first."""
    table, known = models.entries, models.entry_objects
    query = (
        select(table.c.seq, table.c.bytes)
        .join(known, known.c.seq == table.c.seq)
        .where(known.c.object_id == object_id)
        .order_by(table.c.seq)
    )
    return [Entry(seq, data) for seq, data in connection.execute(query)]


def last_seq(connection: Connection) -> int:
    """The number of the last entry, -1 for an empty log."""
    found = connection.execute(select(func.max(models.entries.c.seq))).scalar_one()
    return -1 if found is None else int(found)


def detail(connection: Connection, seq: int) -> dict[str, Any]:
    """The words of an entry; empty if it has none or they were erased."""
    body = connection.execute(
        select(models.details.c.body).where(models.details.c.seq == seq)
    ).scalar_one_or_none()
    return dict(canonical.decode(body.encode())) if body else {}


def details_about(connection: Connection, object_id: str) -> dict[int, str]:
    """The words of all entries that speak of a thing, by number, as they are kept: canonical JSON.

    Entries without any, or whose words were erased, are left out.
    """
    known, table = models.entry_objects, models.details
    query = (
        select(table.c.seq, table.c.body)
        .join(known, known.c.seq == table.c.seq)
        .where(known.c.object_id == object_id, table.c.body.is_not(None))
    )
    return {int(row.seq): row.body for row in connection.execute(query)}


def sealed_detail(connection: Connection, seq: int) -> tuple[dict[str, Any], bytes] | None:
    """The words of an entry with the secret that seals them; None if there are none."""
    row = connection.execute(
        select(models.details.c.body, models.details.c.secret).where(models.details.c.seq == seq)
    ).one_or_none()
    if row is None or row.body is None:
        return None
    return dict(canonical.decode(row.body.encode())), row.secret
