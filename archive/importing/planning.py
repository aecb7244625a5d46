"""What an import will change, unit by unit: created, revised, unchanged, refused and why.

A plan is a value. It is made against the archive as it is, for some units at a time:

1. which records the units speak of, and which of them are there;
2. what each record will say: fields that the file speaks of as in the file, others as they are;
3. whether that is a record, and leads to records that are there (or come in the same file);
4. what differs from before.

Nothing is written here; `archive.importing.run` does that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from archive import recording, repository
from archive.drafting import sparing
from archive.errors import BadField, BadReference, InputRefusedError, RefTaken
from archive.history import differences
from archive.importing.seen import Seen
from archive.importing.sight import Problem
from archive.importing.units import Draft, Maker, Unit
from archive.recording import Ready
from archive.repository import Summary
from evidence.proof import canonical
from schemas.errors import BadRecord
from schemas.record import new_record_id
from schemas.records import Record, read_record
from schemas.shape import Json

CREATED, REVISED, UNCHANGED = "created", "revised", "unchanged"
NAMES = ("type", "id", "ref", "external_ids")
"""Fields by which a record is known; they are not fields that a file fills or empties."""


class Change(NamedTuple):
    """What becomes of one record, in values that a process can hand to another."""

    change: str
    """created, revised or unchanged."""
    type: str
    ref: str
    rows: tuple[int, ...]
    """Numbers of the rows that it came from."""
    differences: tuple[tuple[str, Json, Json], ...] = ()
    """(JSON Pointer, before, after), for one that is revised."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that cannot become records."""

    unit: Unit
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What some units will change."""

    steps: tuple[Ready, ...] = ()
    changes: tuple[Change, ...] = ()
    refused: tuple[Refusal, ...] = ()
    rows: int = 0
    """Rows that were accepted."""


def plan_units(
    connection: Connection, units: Sequence[Unit], maker: Maker, seen: Seen, reason: str | None
) -> Plan:
    """What these units will change; `seen` then knows of them as well."""
    named = [maker.identified(unit) for unit in units]
    there = _There(connection, [draft for drafts, _ in named for draft in drafts])
    accepted: list[tuple[Unit, list[tuple[Draft, Record]]]] = []
    refused: list[Refusal] = []
    fresh = Seen()
    for unit, (drafts, problems) in zip(units, named, strict=True):
        records, found = ([], problems) if problems else _records(drafts, maker, there, seen, fresh)
        if found:
            refused.append(Refusal(unit, tuple(dict.fromkeys(found))))
        else:
            accepted.append((unit, records))
    pairs = [pair for _, records in accepted for pair in records]
    try:
        steps = _steps(connection, [record for _, record in pairs], seen, reason)
    except InputRefusedError as error:
        wrong = _Wrong([unit for unit, _ in accepted], error, refused)
        return _one_by_one(connection, wrong, maker, seen, reason)
    seen.names.update(fresh.names)
    seen.rows.update(fresh.rows)
    seen.made.update(fresh.made)
    if any(draft.template for draft, _ in pairs):
        seen.refs.update(step.ref for step in steps)
    changes = _changes(steps, pairs, there)
    rows = sum(len(unit.rows) for unit, _ in accepted)
    return Plan(steps, changes, tuple(refused), rows)


def _steps(
    connection: Connection, records: Sequence[Record], seen: Seen, reason: str | None
) -> tuple[Ready, ...]:
    """What recording these will write.

    Raises:
        RefTaken: another record of the file, which is not in the archive yet, has one of the refs.
        NotYoursToChange: a row changes a field of which the person at work sees a part only.
        InputRefusedError: as `archive.recording.plan_recording`.
    """
    planned = recording.plan_recording(
        connection, records, by=seen.by, reason=reason, also=seen.names
    )
    taken = next((ref for step in planned if (ref := step.record.ref) in seen.refs), None)
    if taken:
        raise RefTaken(taken)
    sparing.check(connection, [step.record for step in planned if step.before], seen.by)
    return tuple(recording.ready(step) for step in planned)


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Units of which one cannot be recorded."""

    units: Sequence[Unit]
    error: InputRefusedError
    refused: Sequence[Refusal]
    """Those that were refused before."""


def _one_by_one(
    connection: Connection, wrong: _Wrong, maker: Maker, seen: Seen, reason: str | None
) -> Plan:
    """The same for each unit by itself, so that the wrong one is known."""
    units, refused = wrong.units, wrong.refused
    if len(units) == 1:
        problem = Problem(units[0].rows[0].number, "", _without_promise(wrong.error))
        return Plan(refused=(*refused, Refusal(units[0], (problem,))))
    plans = [plan_units(connection, [unit], maker, seen, reason) for unit in units]
    return Plan(
        tuple(step for plan in plans for step in plan.steps),
        tuple(change for plan in plans for change in plan.changes),
        (*refused, *(one for plan in plans for one in plan.refused)),
        sum(plan.rows for plan in plans),
    )


def _without_promise(error: InputRefusedError) -> str:
    if isinstance(error, BadReference | BadField):
        return f"{error.pointer}: {str(error).split('; nothing was changed')[0]}"
    return str(error).split("; nothing was changed")[0]


class _There:
    """The records that drafts speak of and that are there already."""

    def __init__(self, connection: Connection, drafts: Iterable[Draft]) -> None:
        drafts = list(drafts)
        self.by_key = repository.by_external_ids(connection, [d.key for d in drafts if d.key])
        ids = [draft.id for draft in drafts if draft.id]
        self._by_id = repository.find_many(connection, ids)
        summaries = {row.id: row for row in (*self.by_key.values(), *self._by_id.values())}
        texts = repository.current_texts(connection, list(summaries.values()))
        self.content: Mapping[str, dict[str, Json]] = {row.id: row.content for row in texts}

    def record(self, draft: Draft) -> Summary | None:
        """The record that a draft revises; None: it is new."""
        found = self.by_key.get(draft.key) if draft.key else None
        return found or self._by_id.get(draft.id)


def _records(
    drafts: list[Draft], maker: Maker, there: _There, seen: Seen, fresh: Seen
) -> tuple[list[tuple[Draft, Record]], list[Problem]]:
    """The records of a unit, and what is wrong with it; only one of both is not empty."""
    problems: list[Problem] = []
    for draft in drafts:
        row = seen.rows.get(draft.key) or fresh.rows.get(draft.key)
        known = there.record(draft)
        earlier = seen.earlier.get(draft.key) if known else None
        if not draft.repeats:
            problems += [_twice(draft, number) for number in (row, earlier) if number]
        same = _made(draft, seen, fresh)
        draft.id = same[0] if same else known.id if known else draft.id or new_record_id()
    problems += maker.filled_in(drafts)
    if problems:
        return [], problems
    made: list[tuple[Draft, Record]] = []
    own = Seen()
    for draft in drafts:
        row = seen.rows.get(draft.key) or fresh.rows.get(draft.key)
        said = json.dumps(draft.content, sort_keys=True) if draft.repeats else ""
        if row:
            same = _made(draft, seen, fresh)
            problems += [] if same and same[1] == said else [_other(draft, row)]
            continue
        try:
            made.append((draft, _read(draft, there)))
        except BadRecord as error:
            problems += [_fault(draft, pointer, why) for pointer, why in error.faults]
        if draft.key:
            own.rows.put(draft.key, draft.rows[0].number)
        if draft.key and draft.repeats:
            own.made[draft.key] = (draft.id, said)
    if problems:
        return [], problems
    fresh.rows.update(own.rows)
    fresh.made.update(own.made)
    # Rows point to records of their own unit, and to those that several rows make.
    fresh.names.update({d.id: (d.id, record.type) for d, record in made if d.repeats})
    return made, []


def _twice(draft: Draft, row: int) -> Problem:
    why = f"row {row} has the external id {draft.key[1] if draft.key else ''!r} already"
    return Problem(draft.rows[0].number, _column(draft), why)


def _made(draft: Draft, seen: Seen, fresh: Seen) -> tuple[str, str] | None:
    """Id and JSON of the record that other rows made of this one's external id."""
    return seen.made.get(draft.key) or fresh.made.get(draft.key) if draft.key else None


def _other(draft: Draft, row: int) -> Problem:
    why = f"row {row} says something else of {draft.key[1] if draft.key else ''!r}"
    return Problem(draft.rows[0].number, _column(draft), why)


def _column(draft: Draft) -> str:
    columns = draft.template.identity.columns if draft.template else ("id",)
    return columns[0] if columns else ""


def _read(draft: Draft, there: _There) -> Record:
    before = there.record(draft)
    content = {**draft.content, "id": draft.id}
    if before:
        held = there.content.get(before.id, {})
        kept = {k: v for k, v in held.items() if k not in draft.spoken and k not in content}
        own = [
            row
            for row in held.get("external_ids", [])
            if row not in content.get("external_ids", [])
        ]
        content = {**kept, **content}
        if draft.key:
            content |= {"ref": before.ref, "external_ids": [*content["external_ids"], *own]}
            content["external_ids"] = _in_order(
                held.get("external_ids", []), content["external_ids"]
            )
    return read_record(_as_json(content), name="the record")


def _as_json(content: Json) -> bytes:
    try:
        return canonical.python_json(content).encode()
    except ValueError:
        # No number, or half a letter: in this form too, which says of each where it stands.
        return json.dumps(content).encode()


def _in_order(before: list[Json], now: list[Json]) -> list[Json]:
    """The same names, those that were there first in their order."""
    return [*(row for row in before if row in now), *(row for row in now if row not in before)]


def _fault(draft: Draft, pointer: str, why: str) -> Problem:
    columns = _origin(draft.origin(), pointer)
    return Problem(draft.rows[0].number, columns[0] if columns else "", f"{pointer}: {why}")


def _origin(origin: Mapping[str, tuple[str, ...]], pointer: str) -> tuple[str, ...]:
    """The columns that a place in the record came from, or the nearest thing around or in it."""
    while pointer:
        if pointer in origin:
            return origin[pointer]
        inside = [columns for place, columns in origin.items() if place.startswith(f"{pointer}/")]
        if inside:
            return inside[0]
        pointer = pointer.rpartition("/")[0]
    return ()


def _changes(
    steps: Sequence[Ready], pairs: Sequence[tuple[Draft, Record]], there: _There
) -> tuple[Change, ...]:
    return tuple(_change(step, draft, there) for step, (draft, _) in zip(steps, pairs, strict=True))


def _change(step: Ready, draft: Draft, there: _There) -> Change:
    rows = tuple(row.number for row in draft.rows)
    if step.before is None:
        return Change(CREATED, step.type, step.ref, rows)
    found = tuple(differences(there.content.get(step.before.id, {}), step.content, ""))
    return Change(REVISED if found else UNCHANGED, step.type, step.ref, rows, found)
