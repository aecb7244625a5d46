"""Recording: a record is created or revised, and the log says so in the same transaction.

First a plan is made (`plan_recording`): which records are new, which change, what their references
lead to; nothing is written if anything in it is wrong. Then it is carried out (`carry_out`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select, tuple_

from archive import models, repository
from archive.errors import BadField, BadReference, Conflict, RefTaken, WrongType
from archive.log import Draft, Thing, moment
from archive.repository import Stored, Summary, body_of
from archive.workspace import Archive, Writer
from evidence import parts
from schemas.errors import BadPointer
from schemas.pointer import resolve
from schemas.record import new_record_id
from schemas.records import Record
from schemas.reference import FoundReference, references, with_references

Targets = Mapping[str, tuple[str, str]]
"""Id and type of the record behind each name that a reference uses."""

CREATED = "record.created"
REVISED = "record.revised"


@dataclass(frozen=True, slots=True)
class Planned:
    """One record as it will be written."""

    record: Record
    """Complete: with its id and ref, and with ids in every reference."""
    before: Summary | None
    """What is there now; None: nothing."""
    action: str
    """What the log will call it."""
    things: tuple[Thing, ...] = ()
    """What the entry names beside the record itself."""
    file: tuple[str, int] | None = None
    """Digest and size in bytes of the file, where the record takes one in."""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one record."""

    id: str
    ref: str
    type: str
    revision: int
    seq: int
    """The entry that made this revision."""
    change: str
    """created, revised or unchanged."""


def record(
    archive: Archive,
    drafts: Sequence[Record],
    *,
    reason: str | None = None,
    expected_revision: int | None = None,
) -> tuple[Recorded, ...]:
    """Create or revise these records, all of them or none; what became of each.

    A draft whose id, ref or external id is known revises that record; one that says what is there
    already changes nothing. References may name records of the same batch by their refs.

    Raises:
        BadReference: a reference leads nowhere, or to a record of another type.
        BadField: a citation, gap or access rule names a field that the record does not have.
        RefTaken, WrongType: a ref belongs to another record.
        Conflict: `expected_revision` is not the current one.
    """
    with archive.writing() as writer:
        plan = plan_recording(
            writer.connection, drafts, reason=reason, expected_revision=expected_revision
        )
        return carry_out(writer, plan)


def plan_recording(
    connection: Connection,
    drafts: Sequence[Record],
    *,
    reason: str | None = None,
    expected_revision: int | None = None,
) -> tuple[Planned, ...]:
    """What recording these drafts would do. Raises as `record` does; changes nothing."""
    known = _known(connection, drafts)
    named = [_named(draft, known) for draft in drafts]
    _refs_differ(named)
    batch = {draft.ref: draft for draft in named if draft.ref}
    targets = _targets(connection, named, batch)
    plan = []
    for draft in named:
        before = known.get(draft.id or "")
        if before and expected_revision not in (None, before.revision):
            raise Conflict(before.ref, expected=expected_revision or 0, found=before.revision)
        complete = _complete(draft, targets)
        _check_paths(complete)
        action = REVISED if before else CREATED
        detail = {"reason": reason} if reason else {}
        plan.append(Planned(complete, before, action, detail=detail))
    return tuple(plan)


def settle(connection: Connection, plan: Sequence[Planned]) -> tuple[Planned, ...]:
    """The same plan with ids in every reference. Raises BadReference as `record` does."""
    targets = _targets(connection, [step.record for step in plan], {})
    return tuple(replace(step, record=_complete(step.record, targets)) for step in plan)


def _complete(draft: Record, targets: Targets) -> Record:
    """The draft with ids in every reference."""

    def target(found: FoundReference) -> str:
        return _target(found, draft, targets)

    return with_references(draft, target)


def _known(connection: Connection, drafts: Sequence[Record]) -> dict[str, Summary]:
    """The records that the drafts mean, by every name under which a draft may mean them."""
    names = [name for draft in drafts for name in (draft.id, draft.ref) if name]
    known = repository.find_many(connection, names)
    table = models.external_ids
    wanted = [(e.scheme, e.value) for draft in drafts for e in draft.external_ids]
    for start in range(0, len(wanted), repository.CHUNK):
        query = select(table).where(
            tuple_(table.c.scheme, table.c.value).in_(wanted[start : start + repository.CHUNK])
        )
        rows = connection.execute(query).all()
        found = repository.find_many(connection, [row.record_id for row in rows])
        known.update({f"{row.scheme}\0{row.value}": found[row.record_id] for row in rows})
    known.update({summary.id: summary for summary in known.values()})
    return known


def _named(draft: Record, known: Mapping[str, Summary]) -> Record:
    """The draft with the id and ref under which it will be kept."""
    names = [draft.id or "", draft.ref or ""]
    names += [f"{e.scheme}\0{e.value}" for e in draft.external_ids]
    before = next((known[name] for name in names if name in known), None)
    if before and draft.type != before.type:
        raise WrongType(before.ref, expected=f"a record of type {draft.type}", found=before.type)
    if before and draft.ref and draft.ref in known and known[draft.ref].id != before.id:
        raise RefTaken(draft.ref)
    record_id = before.id if before else draft.id or new_record_id()
    ref = draft.ref or (before.ref if before else f"{draft.type}-{record_id[:8]}")
    return draft.model_copy(update={"id": record_id, "ref": ref})


def _refs_differ(drafts: Sequence[Record]) -> None:
    seen: set[str] = set()
    for draft in drafts:
        for name in (draft.ref or "", draft.id or ""):
            if name in seen:
                raise RefTaken(name)
            seen.add(name)


def _targets(
    connection: Connection, drafts: Sequence[Record], batch: Mapping[str, Record]
) -> dict[str, tuple[str, str]]:
    """The id and type behind each name that a reference uses."""
    wanted = {found.value for draft in drafts for found in references(draft)}
    stored = repository.find_many(connection, wanted)
    targets = {name: (row.id, row.type) for name, row in stored.items()}
    for draft in batch.values():
        targets.update(
            dict.fromkeys((draft.ref or "", draft.id or ""), (draft.id or "", draft.type))
        )
    return targets


def _target(found: FoundReference, of: Record, targets: Targets) -> str:
    """The id that a reference leads to, or its words where words may stand."""
    target = targets.get(found.value)
    if target is None:
        if found.mark.or_text:
            return found.value
        raise BadReference(
            record=of.ref or "the record",
            pointer=found.pointer,
            value=found.value,
            why="no record has this ref or id",
        )
    if found.mark.types and target[1] not in found.mark.types:
        raise BadReference(
            record=of.ref or "the record",
            pointer=found.pointer,
            value=found.value,
            why=f"it is of type {target[1]}, where {' or '.join(found.mark.types)} is expected",
        )
    return target[0]


def _check_paths(draft: Record) -> None:
    """Whether each citation, gap and access rule names a field, be it an empty one."""
    content = draft.content()
    for list_name, path in _paths(draft):
        above = path.rpartition("/")[0]
        try:
            resolve(content, above)
        except BadPointer as error:
            raise BadField(
                record=draft.ref or "the record", pointer=path, why=f"{list_name}: {error}"
            ) from error


def _paths(draft: Record) -> Iterator[tuple[str, str]]:
    yield from (("citations", row.path) for row in draft.citations)
    yield from (("gaps", row.path) for row in draft.gaps)
    yield from (("access", row.path) for row in draft.access.fields)


def carry_out(writer: Writer, plan: Sequence[Planned]) -> tuple[Recorded, ...]:
    """Write what was planned: revisions, entries, followers. Part of the caller's transaction."""
    same = _unchanged(writer.connection, plan)
    work = [step for step in plan if step.record.id not in same]
    bodies = [body_of(step.record) for step in work]
    keys = [secrets.token_bytes(32) for _ in work]
    digests = [
        parts.digest_of(step.record.content(), key) for step, key in zip(work, keys, strict=True)
    ]
    drafts = [_draft(step, digest) for step, digest in zip(work, digests, strict=True)]
    numbers = writer.append(drafts)
    stored, followed = [], []
    for step, body, key, seq in zip(work, bodies, keys, numbers, strict=True):
        summary = _summary(step, seq, moment(writer.at))
        stored.append(Stored(summary.id, summary.revision, seq, key, body))
        followed.append((step.record, summary))
    if stored:
        repository.insert_revisions(writer.connection, stored)
        repository.follow(writer.connection, followed)
    written = {summary.id: summary for _, summary in followed}
    return tuple(_outcome(step, written.get(step.record.id or "")) for step in plan)


def _unchanged(connection: Connection, plan: Sequence[Planned]) -> set[str]:
    """The ids of records that already say exactly what is planned."""
    before = [step.before for step in plan if step.before and not step.file]
    now = repository.current(connection, before)
    return {
        step.record.id or ""
        for step in plan
        if step.record.id in now and now[step.record.id or ""] == step.record
    }


def _draft(step: Planned, digest: str) -> Draft:
    sha256, size = step.file or (None, None)
    target = Thing(step.record.id or "", "target", sha256, size)
    return Draft(step.action, (target, *step.things), digest=digest, detail=step.detail)


def _summary(step: Planned, seq: int, at: str) -> Summary:
    record = step.record
    return Summary(
        id=record.id or "",
        ref=record.ref or "",
        type=record.type,
        revision=step.before.revision + 1 if step.before else 1,
        seq=seq,
        state="retired" if record.retired else "current",
        level=record.access.level.rank,
        created=step.before.created if step.before else at,
        updated=at,
    )


def _outcome(step: Planned, written: Summary | None) -> Recorded:
    row = written or step.before
    assert row is not None
    change = "unchanged" if written is None else "revised" if step.before else "created"
    return Recorded(row.id, row.ref, row.type, row.revision, row.seq, change)
