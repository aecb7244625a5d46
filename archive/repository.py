"""Records and their revisions in the tables. Rows go in and come out here and nowhere else.

What is written here is part of the transaction of `archive.recording`, which writes the entries of
the log; what is read here is the full record, not yet disclosed to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, select, tuple_

from archive import database, models
from archive.errors import UnknownRecord
from archive.projections import Outline, Stamp, rows_of
from schemas.record import ID_PATTERN
from schemas.records import Record, read_record

CHUNK = 400
"""Ids per query, well under the number of parameters that every SQLite allows."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One revision as it is kept."""

    id: str
    revision: int
    """From 1."""
    seq: int
    """The entry that made it."""
    secret: bytes | None
    """None: erased."""
    body: str | None
    """Canonical JSON; None: erased."""

    @property
    def content(self) -> dict[str, Any]:
        """The record's JSON; empty if it was erased."""
        return json.loads(self.body) if self.body else {}


@dataclass(frozen=True, slots=True)
class Summary:
    """The line of a record in the table of records."""

    id: str
    ref: str
    type: str
    revision: int
    """The current one."""
    seq: int
    """The entry that made it."""
    state: str
    """current, retired or erased."""
    level: int
    """Rank of the audience that may know of it."""
    created: str
    updated: str


COLUMNS = tuple(models.records.c[field.name] for field in fields(Summary))
"""What a `Summary` is made of, in its order."""
_RECORD = select(*COLUMNS)
_REVISION = select(
    models.revisions.c.record_id,
    models.revisions.c.revision,
    models.revisions.c.seq,
    models.revisions.c.secret,
    models.revisions.c.body,
)
_BY_REF = _RECORD.where(models.records.c.ref.in_(bindparam("some", expanding=True)))
_BY_ID = _RECORD.where(models.records.c.id.in_(bindparam("some", expanding=True)))
_ONE_REVISION = _REVISION.where(
    models.revisions.c.record_id == bindparam("id"),
    models.revisions.c.revision == bindparam("number"),
)
_THOSE_REVISIONS = _REVISION.where(
    tuple_(models.revisions.c.record_id, models.revisions.c.revision).in_(
        bindparam("keys", expanding=True)
    )
)
_LINKING = select(models.links.c.record_id, models.links.c.pointer).where(
    models.links.c.target == bindparam("target")
)
"""Made once: to put such a question together takes longer than to answer it."""


def find(connection: Connection, ref: str) -> Summary:
    """The record of this ref or id.

    Raises:
        UnknownRecord: there is none.
    """
    found = find_many(connection, (ref,)).get(ref)
    if found is None:
        raise UnknownRecord(ref)
    return found


def find_many(connection: Connection, refs: Iterable[str]) -> dict[str, Summary]:
    """The records that these refs or ids name; unknown ones are left out."""
    wanted = dict.fromkeys(refs)
    ids = {ref: None for ref in wanted if ID_PATTERN.fullmatch(ref)}  # no ref has this form
    names = [ref for ref in wanted if ref not in ids]
    rows = [*_having(connection, _BY_REF, names), *_having(connection, _BY_ID, ids)]
    return {name: row for row in rows for name in (row.ref, row.id) if name in wanted}


def _having(
    connection: Connection, query: Select[Any], wanted: Collection[str]
) -> Iterator[Summary]:
    """The records of which one column holds one of these."""
    names = list(wanted)
    for start in range(0, len(names), CHUNK):
        for row in connection.execute(query, {"some": names[start : start + CHUNK]}):
            yield Summary(*row)


def by_external_ids(
    connection: Connection, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Summary]:
    """The records that these names in other collections (scheme, value) name."""
    owners: dict[tuple[str, str], str] = {}
    table = models.external_ids
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        query = select(table).where(tuple_(table.c.scheme, table.c.value).in_(some))
        for row in connection.execute(query):
            owners[row.scheme, row.value] = row.record_id
    found = find_many(connection, owners.values())
    return {key: found[owner] for key, owner in owners.items()}


def every(connection: Connection, record_type: str | None = None) -> Iterator[Summary]:
    """All records in the order of their ids, of one type if asked; a thousand at a time."""
    after = ""
    table = models.records
    while True:
        query = _RECORD.where(table.c.id > after).order_by(table.c.id).limit(1000)
        if record_type:
            query = query.where(table.c.type == record_type)
        rows = [Summary(*row) for row in connection.execute(query)]
        if not rows:
            return
        yield from rows
        after = rows[-1].id


def revision(connection: Connection, summary: Summary, number: int | None = None) -> Stored:
    """One revision of a record, the current one if no number is given.

    Raises:
        UnknownRecord: it has no revision of that number.
    """
    asked = {"id": summary.id, "number": number or summary.revision}
    row = connection.execute(_ONE_REVISION, asked).one_or_none()
    if row is None:
        raise UnknownRecord(f"{summary.ref}, revision {number}")
    return Stored(*row)


def revisions(connection: Connection, record_id: str) -> list[Stored]:
    """All revisions of a record, the first one first."""
    table = models.revisions
    query = _REVISION.where(table.c.record_id == record_id).order_by(table.c.revision)
    return [Stored(*row) for row in connection.execute(query)]


def current(connection: Connection, summaries: Sequence[Summary]) -> dict[str, Record]:
    """The current content of these records, by id; erased ones are left out."""
    texts = current_texts(connection, summaries)
    return {stored.id: read_record(stored.body) for stored in texts if stored.body}


def current_texts(connection: Connection, summaries: Sequence[Summary]) -> Iterator[Stored]:
    """The current revisions of these records as they are kept, in any order."""
    for start in range(0, len(summaries), CHUNK):
        keys = [(row.id, row.revision) for row in summaries[start : start + CHUNK]]
        for row in connection.execute(_THOSE_REVISIONS, {"keys": keys}):
            yield Stored(*row)


def load(connection: Connection, ref: str) -> tuple[Summary, Record]:
    """A record with its current content.

    Raises:
        UnknownRecord: there is none, or its content was erased.
    """
    summary = find(connection, ref)
    return summary, content(connection, summary)


def content(connection: Connection, summary: Summary) -> Record:
    """The current content of a record.

    Raises:
        UnknownRecord: its content was erased.
    """
    stored = revision(connection, summary)
    if stored.body is None:
        raise UnknownRecord(f"{summary.ref} (its content was erased)")
    return read_record(stored.body)


def insert_revisions(connection: Connection, rows: Sequence[Stored]) -> None:
    """Add revisions; part of the caller's transaction."""
    database.insert(
        connection,
        models.revisions,
        [
            {
                "record_id": row.id,
                "revision": row.revision,
                "seq": row.seq,
                "secret": row.secret,
                "body": row.body,
            }
            for row in rows
        ],
    )


def follow(connection: Connection, records: Sequence[tuple[Outline, Summary]]) -> None:
    """Bring the tables of records and followers up to these revisions, each with its outline."""
    summaries = [summary for _, summary in records]
    known = [row for row in summaries if row.revision > 1]
    _forget(connection, [row.id for row in known])
    table = models.records
    if new_rows := [_values(row) for row in summaries if row.revision == 1]:
        database.insert(connection, table, new_rows)
    if changed := [{"known_id": row.id, **_values(row)} for row in known]:
        connection.execute(table.update().where(table.c.id == bindparam("known_id")), changed)
    rows: dict[str, list[dict[str, Any]]] = {}
    for outlined, summary in records:
        for name, some in rows_of(outlined, Stamp(summary.id, summary.seq)).items():
            rows.setdefault(name, []).extend(some)
    for follower in models.FOLLOWERS:
        if rows.get(follower.name):
            database.insert(connection, follower, rows[follower.name])


def _values(summary: Summary) -> dict[str, Any]:
    return {name: getattr(summary, name) for name in _COLUMNS}


_COLUMNS = tuple(column.key for column in models.records.c)


def _forget(connection: Connection, ids: Sequence[str]) -> None:
    for table in models.FOLLOWERS:
        for start in range(0, len(ids), CHUNK):
            some = ids[start : start + CHUNK]
            connection.execute(delete(table).where(table.c.record_id.in_(some)))


def follower_rows(connection: Connection, table: Table, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of one follower table for some records."""
    query = select(table).where(table.c.record_id.in_(ids))
    return [dict(row) for row in connection.execute(query).mappings()]


def linking_to(connection: Connection, record_id: str) -> list[tuple[str, str]]:
    """Which records point to this one, and from which field: (id, JSON Pointer)."""
    return [(row[0], row[1]) for row in connection.execute(_LINKING, {"target": record_id})]
