"""A record that is revised by a file keeps what whoever sends the file may not see.

They say what they know. A field that is withheld from them stays as it is; one of which they saw a
part only is not theirs to change, and they are told so, as they are by forms and by the API.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain

from sqlalchemy import Connection

from archive import lookup, naming, reach, recording, referring, repository
from archive.accounts import granting
from archive.disclosure import Audience
from archive.drafting.errors import NotYoursToChange
from archive.drafting.settling import NOT_WHOLE, ruled_apart
from archive.recording import Recorded
from archive.workspace import Archive
from schemas.records import Record, read_record
from schemas.reference import references
from schemas.shape import Json

NAMES_IT = ("id", "type")
"""Fields that say which record it is."""
ACCESS = "access"
GROWS = "citations"
"""A list to which whoever sees a part of it may add."""


def record(
    archive: Archive,
    drafts: Sequence[Record],
    *,
    reason: str | None = None,
    expected_revision: int | None = None,
) -> tuple[Recorded, ...]:
    """Create or revise these records as `archive.recording.record`, sparing what is withheld.

    Raises:
        NotYoursToChange: a draft changes a field of which the person at work sees a part only.
        InputRefusedError, NotPermitted: as `archive.recording.record`.
    """
    with archive.writing() as writer:
        by = granting.at_work(writer)
        plan = recording.plan_recording(
            writer.connection,
            spared(writer.connection, drafts, by),
            by=by,
            reason=reason,
            expected_revision=expected_revision,
        )
        return recording.carry_out(writer, plan)


def spared(connection: Connection, drafts: Sequence[Record], by: Audience) -> Sequence[Record]:
    """The records that these drafts of somebody who sees as much as `by` mean.

    Raises:
        NotYoursToChange: one changes a field of which they see a part only.
        RefTaken, ExternalIdTaken, WrongType, BadReference: as `archive.recording.record`.
    """
    if by.sees_everything:
        return drafts
    named = naming.name(connection, drafts)
    reach.check_names(connection, named, by)
    batch = [row.record for row in named]
    pointed = chain.from_iterable(references(one) for one in batch)
    kept = reach.kept_targets(connection, named)
    targets = referring.targets_of(connection, pointed, batch, by=by, kept=kept)
    before = repository.current(connection, [row.before for row in named if row.before])
    return [
        _spared(connection, referring.pointing(row.record, targets), before[row.before.id], by)
        if row.before and row.before.id in before
        else row.record
        for row in named
    ]


def check(connection: Connection, records: Sequence[Record], by: Audience) -> None:
    """See that none of these whole records differs from what is there in what `by` does not see.

    Raises:
        NotYoursToChange: one does.
    """
    if by.sees_everything:
        return
    there = repository.find_many(connection, [one.id for one in records if one.id])
    before = repository.current(connection, list(there.values()))
    for one in records:
        if one.id in before:
            _check(connection, one, before[one.id], by)


def _check(connection: Connection, record: Record, before: Record, by: Audience) -> None:
    full, seen, mine = before.content(), _seen(connection, before, by), record.content()
    faults = [
        (f"/{name}", NOT_WHOLE)
        for name in sorted(full.keys() | mine.keys())
        if mine.get(name) != full.get(name) and not _is_whole(full, seen, mine, name)
    ]
    if faults:
        raise NotYoursToChange(record.ref or "the record", tuple(faults))


def _spared(connection: Connection, draft: Record, before: Record, by: Audience) -> Record:
    """The record that `draft` means, of which `by` may see a part."""
    full, seen = before.content(), _seen(connection, before, by)
    mine = _said(draft, full, seen)
    result = {name: full[name] for name in NAMES_IT}
    faults = []
    for name in sorted(full.keys() | mine.keys()):
        if name in NAMES_IT:
            continue
        if _is_whole(full, seen, mine, name):
            meant = mine.get(name)
        elif mine.get(name) == seen.get(name):
            meant = full.get(name)
        elif name == GROWS and (rows := _added(seen.get(name), mine.get(name))) is not None:
            meant = [*full.get(name, []), *rows]
        else:
            faults.append((f"/{name}", NOT_WHOLE))
            continue
        if meant is not None:
            result[name] = meant
    if faults:
        raise NotYoursToChange(seen.get("ref", "the record"), tuple(faults))
    return read_record(json.dumps(result))


def _seen(connection: Connection, record: Record, by: Audience) -> dict[str, Json]:
    view = lookup.view_of(connection, record, by)
    return view.content if view else {}


def _said(draft: Record, full: dict[str, Json], seen: dict[str, Json]) -> dict[str, Json]:
    """What a draft says, without what says only which record it is and for whom it is.

    The level and the compartments of a record are shown to all who see it; its rules for single
    fields are not. A draft that says the same of the former, or nothing, changes nothing of them.
    """
    mine = draft.content()
    out = ["ref"] if draft.ref == full["ref"] else []
    same = draft.access.fields == () and _for_whom(mine) == _for_whom(full)
    if ACCESS not in draft.model_fields_set or (ACCESS not in seen and same):
        out.append(ACCESS)
    said = {name: value for name, value in mine.items() if name not in out}
    return {**said, **{name: seen[name] for name in out if name in seen}}


def _for_whom(content: dict[str, Json]) -> tuple[Json, frozenset[str]]:
    access = content.get(ACCESS, {})
    return access.get("level"), frozenset(access.get("compartments", ()))


def _is_whole(
    full: dict[str, Json], seen: dict[str, Json], mine: dict[str, Json], name: str
) -> bool:
    """Whether all of a field was shown, or it is empty; and no rule names a part of it."""
    shown = full.get(name) in (None, seen.get(name))
    if name == ACCESS and ACCESS not in seen:
        return False  # no record is without
    return shown and not ruled_apart(full, mine, name)


def _added(start: Json, rows: Json) -> list[Json] | None:
    """The rows that come behind those that were shown; None: these are not as they were."""
    known = start or []
    if not isinstance(rows, list) or rows[: len(known)] != known:
        return None
    return rows[len(known) :]
