"""Where drafts are kept: a table of the archive, each row open to its owner alone.

A draft has no entry in the log, because it is no record. It stays until its owner records it or
throws it away, or until the record that it revises is erased. Each time it is saved its version
grows by one; who saves from an older version gets a draft of their own beside it, so that two
windows on one draft lose nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from archive import database, log, models
from archive.drafting.errors import UnknownDraft
from archive.drafting.typed import Typed
from archive.workspace import Archive
from schemas.record import new_record_id


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has typed and not recorded."""

    id: str
    person: str
    type: str
    record: str | None
    """Id of the record that it revises; None: it will be a new one."""
    begun_from: int
    """The revision that it began from; 0: none."""
    version: int
    saved: str
    """When it was saved last (ISO 8601, UTC)."""
    typed: Typed
    desk: Mapping[str, Any] = field(default_factory=dict)
    """What lies beside it: the source that is being read, the passage that is marked."""

    @property
    def title(self) -> str:
        """What it will be called, as far as that is typed."""
        names = self.typed.get("names") or [{}]
        return str(self.typed.get("title") or names[0].get("text") or self.typed.get("ref") or "")


def begin(
    archive: Archive,
    record_type: str,
    typed: Typed,
    *,
    record: str | None = None,
    begun_from: int = 0,
    desk: Mapping[str, Any] | None = None,
) -> Draft:
    """A new draft of the person at work."""
    draft = Draft(
        id=new_record_id(),
        person=archive.person,
        type=record_type,
        record=record,
        begun_from=begun_from,
        version=1,
        saved=log.moment(archive.clock()),
        typed=typed,
        desk=desk or {},
    )
    with database.writing(archive.engine) as connection:
        connection.execute(models.drafts.insert(), [_values(draft)])
    return draft


def load(archive: Archive, draft: str) -> Draft:
    """The draft of this id.

    Raises:
        UnknownDraft: the person at work has none of this id.
    """
    with archive.reading() as connection:
        return _load(connection, archive.person, draft)


def own(archive: Archive) -> tuple[Draft, ...]:
    """All drafts of the person at work, the one saved last first."""
    table = models.drafts
    query = select(table).where(table.c.person == archive.person).order_by(table.c.saved.desc())
    with archive.reading() as connection:
        return tuple(_draft(row) for row in connection.execute(query))


def save(archive: Archive, draft: Draft) -> Draft:
    """Keep a draft that was made from a version of itself; the draft as it is kept.

    If another window has saved it since, what is given is kept as a draft of its own.

    Raises:
        UnknownDraft: the person at work has none of this id any more.
    """
    with database.writing(archive.engine) as connection:
        there = _load(connection, archive.person, draft.id)
        saved = log.moment(archive.clock())
        if there.version == draft.version and _body(there) == _body(draft):
            return there
        if there.version != draft.version:
            beside = replace(draft, id=new_record_id(), version=1, saved=saved)
            connection.execute(models.drafts.insert(), [_values(beside)])
            return beside
        kept = replace(draft, version=draft.version + 1, saved=saved)
        table = models.drafts
        connection.execute(table.update().where(table.c.id == draft.id).values(**_values(kept)))
        return kept


def discard(archive: Archive, draft: str) -> None:
    """Throw a draft away.

    Raises:
        UnknownDraft: the person at work has none of this id.
    """
    with database.writing(archive.engine) as connection:
        found = _load(connection, archive.person, draft)
        drop(connection, found.id)


def drop(connection: Connection, draft: str) -> None:
    """Take a draft away. Part of the caller's transaction."""
    connection.execute(delete(models.drafts).where(models.drafts.c.id == draft))


def _load(connection: Connection, person: str, draft: str) -> Draft:
    table = models.drafts
    query = select(table).where(table.c.id == draft, table.c.person == person)
    row = connection.execute(query).first()
    if row is None:
        raise UnknownDraft(draft)
    return _draft(row)


def _draft(row: Row[Any]) -> Draft:
    found = row._mapping
    body = json.loads(found["body"])
    return Draft(
        id=found["id"],
        person=found["person"],
        type=found["type"],
        record=found["record"],
        begun_from=found["begun_from"],
        version=found["version"],
        saved=found["saved"],
        typed=body["typed"],
        desk=body["desk"],
    )


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "person": draft.person,
        "type": draft.type,
        "record": draft.record,
        "begun_from": draft.begun_from,
        "version": draft.version,
        "saved": draft.saved,
        "body": _body(draft),
    }


def _body(draft: Draft) -> str:
    return json.dumps({"typed": draft.typed, "desk": dict(draft.desk)}, ensure_ascii=False)
