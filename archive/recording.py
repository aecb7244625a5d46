"""Recording: a record is created or revised, and the log says so in the same transaction.

First a plan is made (`plan_recording`): which records are new and which change (`archive.naming`),
what their references lead to (`archive.referring`); nothing is written if anything in it is wrong.
Then it is carried out (`carry_out`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection

from archive import naming, reach, referring, repository
from archive.accounts import granting
from archive.disclosure import CONFIDENTIAL, Audience
from archive.errors import Conflict
from archive.log import Draft, Thing, moment
from archive.projections import Outline, outline
from archive.referring import Targets
from archive.repository import Stored, Summary
from archive.workspace import Archive, Writer
from evidence.proof import canonical, parts
from schemas.records import Record, check_texts, may_hold_nul, read_record
from schemas.reference import FoundReference, references
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
    references: tuple[FoundReference, ...] | None = None
    """Those of the record, where whoever planned has looked for them."""


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
    by: Audience | None = None,
) -> tuple[Recorded, ...]:
    """Create or revise these records, all of them or none; what became of each.

    A draft whose id, ref or external id is known revises that record; one that says what is there
    already changes nothing. References may name records of the same batch by their refs. What is
    not there for the person at work is not there; nor for `by`, if that is less.

    Raises:
        BadReference: a reference leads nowhere, or to a record of another type.
        BadField: a citation, gap or access rule names a field that the record does not have.
        RefTaken, ExternalIdTaken, WrongType: a name of a draft belongs to another record.
        Conflict: `expected_revision` is not the current one.
        NotPermitted: a record would be moved into or out of a compartment that is closed to the
            person at work.
    """
    with archive.writing() as writer:
        plan = plan_recording(
            writer.connection,
            drafts,
            by=(by or CONFIDENTIAL).also(granting.at_work(writer)),
            reason=reason,
            expected_revision=expected_revision,
        )
        return carry_out(writer, plan)


def plan_recording(
    connection: Connection,
    drafts: Sequence[Record],
    *,
    by: Audience,
    reason: str | None = None,
    expected_revision: int | None = None,
    also: Targets = MappingProxyType({}),
) -> tuple[Planned, ...]:
    """What recording these drafts would do. Raises as `record` does; changes nothing.

    What is not there for `by` is not there. `also` names records that are not here yet and will be
    written in the same transaction.
    """
    named = naming.name(connection, drafts)
    kept: frozenset[str] = frozenset()
    if not by.sees_everything:
        reach.check_names(connection, named, by)
        kept = reach.kept_targets(connection, named)
    batch = [row.record for row in named]
    found = [tuple(references(record)) for record in batch]
    pointed = chain.from_iterable(found)
    targets = referring.targets_of(connection, pointed, batch, also, by=by, kept=kept)
    if lost := referring.leading_nowhere(chain.from_iterable(found), targets):
        stay = lost & reach.kept_targets(connection, named)
        targets = {**targets, **{name: (name, referring.NOWHERE) for name in stay}}
    plan = []
    for row, own in zip(named, found, strict=True):
        complete = referring.pointing(row.record, targets, own)
        here = row.before.revision if row.before else 0
        if expected_revision not in (None, here):
            raise Conflict(complete.ref or "", expected=expected_revision or 0, found=here)
        referring.check_paths(complete)
        action = REVISED if row.before else CREATED
        detail = {"reason": reason} if reason else {}
        looked_up = own if complete is row.record else None
        plan.append(Planned(complete, row.before, action, detail=detail, references=looked_up))
    return tuple(plan)


def settle(connection: Connection, plan: Sequence[Planned], *, by: Audience) -> tuple[Planned, ...]:
    """The same plan with ids in every reference. Raises BadReference as `record` does."""
    found = [tuple(references(step.record)) for step in plan]
    targets = referring.targets_of(connection, chain.from_iterable(found), by=by)
    return tuple(
        replace(step, record=referring.pointing(step.record, targets, own), references=None)
        for step, own in zip(plan, found, strict=True)
    )


class Ready(NamedTuple):
    """One record as it will be written, in values that a process can hand to another."""

    id: str
    ref: str
    type: str
    level: int
    """Rank of the audience that may know of it."""
    retired: bool
    content: dict[str, Json]
    plain: bool
    """What `canonical.is_plain` says of `content`."""
    outline: Outline
    before: Summary | None
    """What is there now; None: nothing."""
    action: str
    things: tuple[Thing, ...]
    file: tuple[str, int] | None
    detail: Mapping[str, Any]


def ready(step: Planned) -> Ready:
    """What is planned, with all that follows from the record alone.

    Raises:
        NotCanonical: the record has no canonical form.
    """
    record, content = step.record, step.record.content()
    plain = canonical.is_plain(content)
    if not plain:  # it may have no canonical form: that is told in the plan
        canonical.encode(content)
    return Ready(
        id=record.id or "",
        ref=record.ref or "",
        type=record.type,
        level=record.access.level.rank,
        retired=record.retired is not None,
        content=content,
        plain=plain,
        outline=outline(record, content, step.references),
        before=step.before,
        action=step.action,
        things=step.things,
        file=step.file,
        detail=step.detail,
    )


def carry_out(writer: Writer, plan: Sequence[Planned]) -> tuple[Recorded, ...]:
    """Write what was planned: revisions, entries, followers. Part of the caller's transaction."""
    return write(writer, [ready(step) for step in plan])


def write(writer: Writer, steps: Sequence[Ready]) -> tuple[Recorded, ...]:
    """Write what is ready. Part of the caller's transaction.

    Raises:
        UnknownRecord, NotPermitted: it is beyond the reach of the person at work.
        BadRecord: a text that a program made holds what no record may.
    """
    reach.check(writer, steps)
    same = _unchanged(writer.connection, steps)
    work = [step for step in steps if step.id not in same]
    keys = [secrets.token_bytes(parts.SECRET_BYTES) for _ in work]
    written = [
        parts.write(step.content, key, plain=step.plain)
        for step, key in zip(work, keys, strict=True)
    ]
    for step, made in zip(work, written, strict=True):
        if may_hold_nul(made.text):
            check_texts(step.content, name=step.ref)
    drafts = [_draft(step, made.digest) for step, made in zip(work, written, strict=True)]
    numbers = writer.append(drafts)
    stored, followed = [], []
    at = moment(writer.at)
    for step, key, made, seq in zip(work, keys, written, numbers, strict=True):
        summary = _summary(step, seq, at)
        stored.append(Stored(summary.id, summary.revision, seq, key, made.text))
        followed.append((step.outline, summary))
    if stored:
        repository.insert_revisions(writer.connection, stored)
        repository.follow(writer.connection, followed)
    new = {summary.id: summary for _, summary in followed}
    return tuple(_outcome(step, new.get(step.id)) for step in steps)


def _unchanged(connection: Connection, steps: Sequence[Ready]) -> set[str]:
    """The ids of records that already say exactly what is planned.

    One text of two equal records is enough to know. An older program may have written an equal
    record in other words, so that two different texts are still compared as records.
    """
    known = {step.id: step for step in steps if step.before and not step.file}
    summaries = [step.before for step in known.values() if step.before]
    same = set()
    for stored in repository.current_texts(connection, summaries):
        step = known[stored.id]
        if stored.body == canonical.encode(step.content).decode() or (
            stored.body and read_record(stored.body).content() == step.content
        ):
            same.add(stored.id)
    return same


def _draft(step: Ready, digest: str) -> Draft:
    sha256, size = step.file or (None, None)
    target = Thing(step.id, "target", sha256, size)
    return Draft(step.action, (target, *step.things), digest=digest, detail=step.detail)


def _summary(step: Ready, seq: int, at: str) -> Summary:
    return Summary(
        id=step.id,
        ref=step.ref,
        type=step.type,
        revision=step.before.revision + 1 if step.before else 1,
        seq=seq,
        state="retired" if step.retired else "current",
        level=step.level,
        created=step.before.created if step.before else at,
        updated=at,
    )


def _outcome(step: Ready, written: Summary | None) -> Recorded:
    row = written or step.before
    assert row is not None
    change = "unchanged" if written is None else "revised" if step.before else "created"
    return Recorded(row.id, row.ref, row.type, row.revision, row.seq, change)
