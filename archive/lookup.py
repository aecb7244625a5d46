"""Reading a record as one audience sees it, with the titles of what it points to.

A record that the audience may not see and a record that does not exist give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from archive import models, repository, seeing
from archive.disclosure import Audience, Sees, ShowsAct, View, disclose
from archive.errors import UnknownRecord
from archive.repository import CHUNK, Summary
from archive.workspace import Archive
from schemas.item import Item
from schemas.record import ID_PATTERN
from schemas.records import Record, read_record
from schemas.reference import references

KEPT = 64
"""Audiences of which the questions are kept as they are put to the database."""


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


def show(archive: Archive, ref: str, audience: Audience) -> Shown:
    """The record of this ref or id.

    Raises:
        UnknownRecord: there is none that this audience may see.
    """
    with archive.reading() as connection:
        summary, label, record = _found(connection, ref, audience)
        view = view_of(connection, record, audience)
        if view is None:
            raise UnknownRecord(ref)
        pointing = repository.linking_to(connection, summary.id)
        named = [found.value for found in references(record)]
        others = [*named, *(row[0] for row in pointing)]
        labels = {summary.id: label, **labels_of(connection, others, audience)}
        return Shown(
            view=view,
            label=label,
            revision=summary.revision,
            created=summary.created,
            updated=summary.updated,
            labels=labels,
            linked_from=_still_linking(connection, pointing, labels, audience),
        )


def alone(archive: Archive, ref: str, audience: Audience) -> tuple[View, Label]:
    """The record of this ref or id by itself: nobody is asked who points to it.

    Raises:
        UnknownRecord: there is none that this audience may see.
    """
    with archive.reading() as connection:
        _, label, record = _found(connection, ref, audience)
        view = view_of(connection, record, audience)
        if view is None:
            raise UnknownRecord(ref)
        return view, label


def find(connection: Connection, ref: str, audience: Audience) -> Summary:
    """The record that this audience knows by this ref or id.

    Raises:
        UnknownRecord: there is none that it may see.
    """
    found = connection.execute(_named(audience), {"name": ref}).first()
    if found is None:
        raise UnknownRecord(ref)
    return Summary(*found)


@lru_cache(KEPT)
def _named(audience: Audience) -> Select[Any]:
    """Asks for the record that is known by a name."""
    view = models.views
    name: BindParameter[str] = bindparam("name")
    return (
        select(*repository.COLUMNS)
        .join_from(view, models.records, models.records.c.id == view.c.record_id)
        .where((view.c.ref == name) | (view.c.record_id == name), *seeing.its_views(audience))
    )


@lru_cache(KEPT)
def _whole(audience: Audience) -> Select[Any]:
    """The same with what it is called and its content."""
    record, revision, view = models.records.c, models.revisions.c, models.views.c
    current = (revision.record_id == record.id) & (revision.revision == record.revision)
    return (
        _named(audience)
        .join(models.revisions, current)
        .add_columns(view.ref.label("shown_as"), view.title, revision.body)
    )


@lru_cache(KEPT)
def _labels(audience: Audience) -> Select[Any]:
    """Asks what some records are called."""
    view = models.views
    return (
        select(view.c.record_id, view.c.ref, view.c.type, view.c.title)
        .where(view.c.record_id.in_(bindparam("some", expanding=True)))
        .where(*seeing.its_views(audience))
    )


def load(connection: Connection, ref: str, audience: Audience) -> tuple[Summary, Record]:
    """The record that this audience knows by this ref or id, with all of its content.

    Raises:
        UnknownRecord: there is none that it may see.
    """
    summary, _, record = _found(connection, ref, audience)
    return summary, record


def _found(connection: Connection, ref: str, audience: Audience) -> tuple[Summary, Label, Record]:
    """The record that this audience knows by this ref or id, in one question.

    Raises:
        UnknownRecord: there is none that it may see.
    """
    row = connection.execute(_whole(audience), {"name": ref}).first()
    if row is None:
        raise UnknownRecord(ref)
    *columns, shown_as, title, body = row
    summary = Summary(*columns)
    if body is None:
        raise UnknownRecord(f"{summary.ref} (its content was erased)")
    return summary, Label(summary.id, shown_as, summary.type, title), read_record(body)


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
    shown = views_of(connection, bodies, audience)
    left = []
    for record_id, pointer in visible:
        view = shown.get(record_id)
        if view and pointer in view.moved:
            left.append((labels[record_id], view.moved[pointer]))
    return tuple(sorted(left, key=lambda row: (row[0].type, row[0].ref, row[1])))


def view_of(connection: Connection, record: Record, audience: Audience) -> View | None:
    """`record` as `audience` sees it, with regard to who may see what it points to."""
    return views_of(connection, {"": record}, audience)[""]


def views_of(
    connection: Connection, records: Mapping[str, Record], audience: Audience
) -> dict[str, View | None]:
    """The same of several records, under their keys, with the same few questions for all of them.

    Who sees everything sees every act, so that nothing is asked about those.
    """
    named = [found.value for record in records.values() for found in references(record)]
    may_see = sees(connection, named, audience)
    evidence = () if audience.sees_everything else records.values()
    acts = shows_act(connection, evidence, audience)
    return {key: disclose(record, audience, may_see, acts) for key, record in records.items()}


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
    levels = {row.id: row.level for row in found.values() if row.state != "erased"}
    known = seeing.known_to(connection, levels, audience)
    return lambda name: not ID_PATTERN.fullmatch(name) or name in known


def labels_of(connection: Connection, ids: Iterable[str], audience: Audience) -> dict[str, Label]:
    """What those of the records are called that `audience` may see, by id."""
    wanted = list(dict.fromkeys(ids))
    labels: dict[str, Label] = {}
    for start in range(0, len(wanted), CHUNK):
        some = {"some": wanted[start : start + CHUNK]}
        rows = connection.execute(_labels(audience), some)
        labels.update({row[0]: Label(*row) for row in rows})
    return labels
