"""Reading a record as one audience sees it, with the titles of what it points to.

A record that the audience may not see and a record that does not exist give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from archive import log, models, people, repository
from archive.disclosure import Audience, Sees, ShowsAct, View, disclose, under_rules_of
from archive.errors import UnknownRecord
from archive.repository import CHUNK, Summary
from archive.workspace import Archive
from schemas.access import Level
from schemas.item import Item
from schemas.record import ID_PATTERN
from schemas.records import Record, read_record
from schemas.reference import references
from schemas.shape import Json


@dataclass(frozen=True, slots=True)
class Label:
    """What a record is called."""

    id: str
    ref: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as an audience sees it, with what stands around it."""

    view: View
    label: Label
    revision: int
    created: str
    updated: str
    labels: dict[str, Label]
    """What the records that it points to are called, by id."""
    linked_from: tuple[tuple[Label, str], ...]
    """Visible records that point to it, with the JSON Pointer of the field as it is shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One revision, beside the one before it."""

    revision: int
    seq: int
    at: str
    action: str
    who: str
    reason: str
    differences: tuple[tuple[str, Json, Json], ...]
    """(JSON Pointer, before, after); None stands for nothing."""


def show(archive: Archive, ref: str, audience: Audience) -> Shown:
    """The record of this ref or id.

    Raises:
        UnknownRecord: there is none that this audience may see.
    """
    with archive.reading() as connection:
        summary = find(connection, ref, audience)
        _, record = repository.load(connection, summary.id)
        view = view_of(connection, record, audience)
        if view is None:
            raise UnknownRecord(ref)
        pointing = repository.linking_to(connection, summary.id)
        named = [found.value for found in references(record)]
        labels = labels_of(
            connection, [*named, summary.id, *(row[0] for row in pointing)], audience
        )
        return Shown(
            view=view,
            label=labels[summary.id],
            revision=summary.revision,
            created=summary.created,
            updated=summary.updated,
            labels=labels,
            linked_from=_still_linking(connection, pointing, labels, audience),
        )


def find(connection: Connection, ref: str, audience: Audience) -> Summary:
    """The record that this audience knows by this ref or id.

    Raises:
        UnknownRecord: there is none that it may see.
    """
    table = models.views
    query = select(table.c.record_id).where(
        (table.c.ref == ref) | (table.c.record_id == ref),
        table.c.view_lo <= audience.rank,
        table.c.view_hi >= audience.rank,
    )
    found = connection.execute(query).scalars().first()
    if found is None:
        raise UnknownRecord(ref)
    return repository.find(connection, found)


def _still_linking(
    connection: Connection,
    pointing: list[tuple[str, str]],
    labels: dict[str, Label],
    audience: Audience,
) -> tuple[tuple[Label, str], ...]:
    """The links that are left once the other records have been disclosed."""
    visible = [row for row in pointing if row[0] in labels]
    summaries = repository.find_many(connection, [row[0] for row in visible])
    bodies = repository.current(connection, list(summaries.values()))
    shown = {key: view_of(connection, record, audience) for key, record in bodies.items()}
    left = []
    for record_id, pointer in visible:
        view = shown.get(record_id)
        if view and pointer in view.moved:
            left.append((labels[record_id], view.moved[pointer]))
    return tuple(sorted(left, key=lambda row: (row[0].type, row[0].ref, row[1])))


def view_of(connection: Connection, record: Record, audience: Audience) -> View | None:
    """`record` as `audience` sees it, with regard to who may see what it points to."""
    named = [found.value for found in references(record)]
    may_see = sees(connection, named, audience)
    return disclose(record, audience, may_see, shows_act(connection, [record], audience))


def shows_act(connection: Connection, records: Iterable[Record], audience: Audience) -> ShowsAct:
    """Whether `audience` sees each act of which one of these records is evidence."""
    named = {
        row.incident
        for record in records
        if isinstance(record, Item)
        for row in record.documents
        if row.act
    }
    summaries = repository.find_many(connection, named)
    incidents = repository.current(connection, list(summaries.values()))
    shown: set[tuple[str, str]] = set()
    for key, incident in incidents.items():
        view = disclose(incident, audience, lambda _: True)
        acts = view.content.get("acts", []) if view else []
        shown.update((key, act["key"]) for act in acts if "key" in act)
    return lambda incident, key: (incident, key) in shown


def sees(connection: Connection, names: Iterable[str], audience: Audience) -> Sees:
    """Whether `audience` may see each of these records; plain words are seen by all."""
    found = repository.find_many(connection, [name for name in names if ID_PATTERN.fullmatch(name)])

    def may_see(name: str) -> bool:
        if not ID_PATTERN.fullmatch(name):
            return True
        return name in found and _may_see(found[name], audience)

    return may_see


def _may_see(row: Summary, audience: Audience) -> bool:
    return row.level <= audience.rank and row.state != "erased"


def labels_of(connection: Connection, ids: Iterable[str], audience: Audience) -> dict[str, Label]:
    """What those of the records are called that `audience` may see, by id."""
    wanted = list(dict.fromkeys(ids))
    labels: dict[str, Label] = {}
    view = models.views
    for start in range(0, len(wanted), CHUNK):
        query = (
            select(view.c.record_id, view.c.ref, view.c.type, view.c.title)
            .where(view.c.record_id.in_(wanted[start : start + CHUNK]))
            .where(view.c.view_lo <= audience.rank, view.c.view_hi >= audience.rank)
        )
        labels.update({row[0]: Label(*row) for row in connection.execute(query)})
    return labels


def history(archive: Archive, ref: str, audience: Audience) -> tuple[Change, ...]:
    """Every revision of a record as this audience may see it today, the first one first.

    What was shown once and is withheld now is withheld in the earlier revisions too.

    Raises:
        UnknownRecord: there is none that this audience may see.
    """
    with archive.reading() as connection:
        summary = find(connection, ref, audience)
        now = repository.load(connection, summary.id)[1]
        changes: list[Change] = []
        before: dict[str, Json] = {}
        for stored in repository.revisions(connection, summary.id):
            record = read_record(stored.body) if stored.body else None
            if record and audience.level is not Level.CONFIDENTIAL:
                record = under_rules_of(record, now)
            view = view_of(connection, record, audience) if record else None
            content = view.content if view else {}
            fields = log.entry(connection, stored.seq).fields
            changes.append(
                Change(
                    revision=stored.revision,
                    seq=stored.seq,
                    at=fields["at"],
                    action=fields["action"],
                    who=people.shown(connection, fields["actor"], audience),
                    reason=reason_of(connection, stored.seq, audience),
                    differences=tuple(differences(before, content, "")),
                )
            )
            before = content
        return tuple(changes)


def reason_of(connection: Connection, seq: int, audience: Audience) -> str:
    """The reason that somebody gave for an entry; the public is not told."""
    return str(log.detail(connection, seq).get("reason", "")) if audience.rank > 0 else ""


def differences(before: Json, after: Json, pointer: str) -> Iterable[tuple[str, Json, Json]]:
    """What differs between two JSON values, as (JSON Pointer, before, after)."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differences(before.get(key), after.get(key), f"{pointer}/{key}")
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            old: Any = before[index] if index < len(before) else None
            new: Any = after[index] if index < len(after) else None
            yield from differences(old, new, f"{pointer}/{index}")
    else:
        yield pointer, before, after
