"""Recording: a record is created or revised, and the log says so in the same transaction.

First a plan is made (`plan_recording`): which records are new and which change (`archive.naming`),
what their references lead to (`archive.referring`); nothing is written if anything in it is wrong.
Then it is carried out (`carry_out`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from archive import naming, referring, repository
from archive.errors import Conflict
from archive.log import Draft, Thing, moment
from archive.referring import Targets
from archive.repository import Stored, Summary, body_of
from archive.workspace import Archive, Writer
from evidence.proof import parts
from schemas.records import Record, read_record
from schemas.shape import Json

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
        RefTaken, ExternalIdTaken, WrongType: a name of a draft belongs to another record.
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
    also: Targets = MappingProxyType({}),
) -> tuple[Planned, ...]:
    """What recording these drafts would do. Raises as `record` does; changes nothing.

    `also` names records that are not here yet and will be written in the same transaction.
    """
    named = naming.name(connection, drafts)
    batch = [row.record for row in named]
    targets = referring.targets_of(connection, batch, batch, also)
    plan = []
    for row in named:
        complete = referring.pointing(row.record, targets)
        found = row.before.revision if row.before else 0
        if expected_revision not in (None, found):
            raise Conflict(complete.ref or "", expected=expected_revision or 0, found=found)
        referring.check_paths(complete)
        action = REVISED if row.before else CREATED
        detail = {"reason": reason} if reason else {}
        plan.append(Planned(complete, row.before, action, detail=detail))
    return tuple(plan)


def settle(connection: Connection, plan: Sequence[Planned]) -> tuple[Planned, ...]:
    """The same plan with ids in every reference. Raises BadReference as `record` does."""
    targets = referring.targets_of(connection, [step.record for step in plan])
    return tuple(replace(step, record=referring.pointing(step.record, targets)) for step in plan)


def carry_out(writer: Writer, plan: Sequence[Planned]) -> tuple[Recorded, ...]:
    """Write what was planned: revisions, entries, followers. Part of the caller's transaction."""
    steps = [_Step(step, step.record.content()) for step in plan]
    same = _unchanged(writer.connection, steps)
    work = [step for step in steps if step.planned.record.id not in same]
    drafts = [_draft(step.planned, step.digest()) for step in work]
    numbers = writer.append(drafts)
    stored, followed = [], []
    for step, seq in zip(work, numbers, strict=True):
        summary = _summary(step.planned, seq, moment(writer.at))
        stored.append(Stored(summary.id, summary.revision, seq, step.key, step.body))
        followed.append((step.planned.record, step.content, summary))
    if stored:
        repository.insert_revisions(writer.connection, stored)
        repository.follow(writer.connection, followed)
    written = {summary.id: summary for _, _, summary in followed}
    return tuple(_outcome(step, written.get(step.record.id or "")) for step in plan)


class _Step:
    """One record on its way: its JSON and the text of it are made once for all that need them."""

    def __init__(self, planned: Planned, content: dict[str, Json]) -> None:
        self.planned = planned
        self.content = content
        self.body = body_of(content)
        self.key = b""

    def digest(self) -> str:
        """The record digest under a new secret."""
        self.key = secrets.token_bytes(parts.SECRET_BYTES)
        return parts.digest_of(self.content, self.key)


def _unchanged(connection: Connection, steps: Sequence[_Step]) -> set[str]:
    """The ids of records that already say exactly what is planned.

    One text of two equal records is enough to know. An older program may have written an equal
    record in other words, so that two different texts are still compared as records.
    """
    known = {s.planned.record.id or "": s for s in steps if s.planned.before and not s.planned.file}
    summaries = [step.planned.before for step in known.values() if step.planned.before]
    same = set()
    for stored in repository.current_texts(connection, summaries):
        step = known[stored.id]
        if stored.body == step.body or (
            stored.body and read_record(stored.body) == step.planned.record
        ):
            same.add(stored.id)
    return same


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
