"""Which record each draft of a batch means: by its id, its ref, or its name in another collection.

A draft that names two different records, or two drafts that mean the same one, are refused: a
typing error must never revise somebody else's record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from archive import repository
from archive.errors import ExternalIdTaken, RefTaken, WrongType
from archive.repository import Summary
from schemas.record import new_record_id
from schemas.records import Record


@dataclass(frozen=True, slots=True)
class Named:
    """A draft with the id and ref under which it will be kept."""

    record: Record
    before: Summary | None
    """What is there now; None: nothing."""
    by_external_id: bool = False
    """Whether its name in another collection alone says which record is meant."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The records that drafts may mean."""

    names: Mapping[str, Summary]
    """By ref and by id. No ref has the form of an id (`schemas.record`)."""
    external: Mapping[tuple[str, str], Summary]
    """By scheme and value of an external id."""


def name(connection: Connection, drafts: Sequence[Record]) -> list[Named]:
    """Each draft with its id and ref, and what is there under them.

    Raises:
        RefTaken: a ref belongs to another record, or two drafts mean the same one.
        ExternalIdTaken: the same of an external id.
        WrongType: the record that a draft means is of another type.
    """
    known = _known(connection, drafts)
    named = [_named(draft, known) for draft in drafts]
    _names_differ([row.record for row in named])
    return named


def _known(connection: Connection, drafts: Sequence[Record]) -> _Known:
    names = [name for draft in drafts for name in (draft.id, draft.ref) if name]
    wanted = [(e.scheme, e.value) for draft in drafts for e in draft.external_ids]
    external = repository.by_external_ids(connection, wanted)
    found = repository.find_many(connection, names)
    return _Known({**found, **{row.id: row for row in external.values()}}, external)


def _named(draft: Record, known: _Known) -> Named:
    before = _meant(draft, known)
    if before and draft.type != before.type:
        raise WrongType(before.ref, expected=f"a record of type {draft.type}", found=before.type)
    record_id = before.id if before else draft.id or new_record_id()
    ref = draft.ref or (before.ref if before else f"{draft.type}-{record_id[:8]}")
    by_external_id = before is not None and not {draft.id, draft.ref} & {before.id, before.ref}
    if (draft.id, draft.ref) != (record_id, ref):
        draft = draft.model_copy(update={"id": record_id, "ref": ref})
    return Named(draft, before, by_external_id)


def _meant(draft: Record, known: _Known) -> Summary | None:
    """The record that is there under all the names that the draft gives."""
    by_id = known.names.get(draft.id) if draft.id else None
    by_ref = known.names.get(draft.ref) if draft.ref else None
    if by_ref and draft.id and by_ref.id != draft.id:
        raise RefTaken(by_ref.ref)
    before = by_id or by_ref
    for external in draft.external_ids:
        owner = known.external.get((external.scheme, external.value))
        if before is None and draft.id is None:
            before = owner
        if owner and (before is None or owner.id != before.id):
            raise ExternalIdTaken(external.scheme, external.value)
    return before


def _names_differ(drafts: Sequence[Record]) -> None:
    seen: set[str] = set()
    elsewhere: set[tuple[str, str]] = set()
    for draft in drafts:
        for one in (draft.ref or "", draft.id or ""):
            if one in seen:
                raise RefTaken(one)
            seen.add(one)
        for external in draft.external_ids:
            if (external.scheme, external.value) in elsewhere:
                raise ExternalIdTaken(external.scheme, external.value)
            elsewhere.add((external.scheme, external.value))
