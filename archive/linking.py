"""Linking two incidents, or two actors, by a revision of the first of them."""

from __future__ import annotations

from collections.abc import Sequence

from archive import lookup, recording
from archive.accounts import granting
from archive.errors import WrongType
from archive.recording import Planned, Recorded
from archive.workspace import Archive
from schemas.actor import Actor, Relation
from schemas.incident import Incident, Link
from schemas.records import Record
from schemas.vocabulary import vocabulary

LINKED = "record.linked"


def link(archive: Archive, one: str, other: str, *, kind: str, note: str | None = None) -> Recorded:
    """Link the record `one` to `other`; a link that is there already changes nothing.

    Raises:
        UnknownRecord: one of them is not here.
        WrongType: they are not two incidents nor two actors.
        UnknownTerm: `kind` is no code of link_types or relation_types.
    """
    with archive.writing() as writer:
        by = granting.at_work(writer)
        before, first = lookup.load(writer.connection, one, by)
        target = lookup.find(writer.connection, other, by)
        if target.type != first.type:
            expected = f"a record of type {first.type}, to be linked with {one}"
            raise WrongType(other, expected=expected, found=f"one of type {target.type}")
        changed = _linked(first, target.id, kind, note, ref=one)
        plan = (Planned(changed, before, LINKED),)
        (outcome,) = recording.carry_out(writer, plan)
        return outcome


def _linked(record: Record, target: str, kind: str, note: str | None, *, ref: str) -> Record:
    if isinstance(record, Incident):
        vocabulary("link_types").term(kind)
        links = [*record.links, Link(to=target, type=kind, note=note)]
        return record.model_copy(update={"links": _once(links)})
    if isinstance(record, Actor):
        vocabulary("relation_types").term(kind)
        relations = [*record.relations, Relation(to=target, type=kind, note=note)]
        return record.model_copy(update={"relations": _once(relations)})
    raise WrongType(
        ref, expected="an incident or an actor", found=f"a record of type {record.type}"
    )


def _once(rows: Sequence[Link | Relation]) -> tuple[Link | Relation, ...]:
    return tuple(row for index, row in enumerate(rows) if row not in rows[:index])
