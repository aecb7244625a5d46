"""A draft becomes a record: it is read, checked against what the person may see, and recorded.

Whoever revises a record of which something is withheld from them sends back only what they saw.
What was withheld stays as it is; a field of which they saw a part only is not theirs to change, and
they are told so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from archive import lookup, recording, repository
from archive.disclosure import Audience, under_rules_of
from archive.drafting import drafts, reading
from archive.drafting.drafts import Draft
from archive.drafting.errors import DraftRefused, RevisedMeanwhile
from archive.drafting.fields import fields_of
from archive.drafting.meaning import resolver
from archive.drafting.merging import Merged, merge
from archive.drafting.reading import Reading
from archive.drafting.typed import Typed, typed_of
from archive.errors import BadField, BadReference, Conflict, ExternalIdTaken, RefTaken
from archive.recording import Recorded
from archive.workspace import Archive
from schemas.errors import BadPointer, BadRecord
from schemas.pointer import resolve
from schemas.records import Record, read_record
from schemas.reference import references
from schemas.shape import Json

NOT_WHOLE = (
    "expected this field as it is, because a part of it is not shown to you, found a change; ask "
    "somebody who sees all of it"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A revision of a record as one person may revise it."""

    id: str
    ref: str
    revision: int
    typed: Typed


def begin_from(archive: Archive, ref: str, audience: Audience) -> Draft:
    """A new draft of what stands in a record, as far as the audience sees it.

    Raises:
        UnknownRecord: there is none that it may see.
    """
    with archive.reading() as connection:
        summary = lookup.find(connection, ref, audience)
        seen = _seen(connection, summary.id, summary.revision, audience)
    return drafts.begin(archive, summary.type, seen.typed, record=seen.id, begun_from=seen.revision)


def read_draft(archive: Archive, draft: Draft, audience: Audience) -> Reading:
    """What a draft says so far, and everything that is wrong with it. Changes nothing."""
    with archive.reading() as connection:
        return _read(connection, draft, audience)


def compared(
    archive: Archive, draft: Draft, audience: Audience, chosen: Mapping[str, str] | None = None
) -> tuple[Merged, Seen] | None:
    """What others have changed in the record since the draft was begun; None: nothing.

    Raises:
        UnknownRecord: the record is not there any more for this audience.
    """
    if draft.record is None:
        return None
    with archive.reading() as connection:
        summary = lookup.find(connection, draft.record, audience)
        if summary.revision == draft.begun_from:
            return None
        before = _seen(connection, summary.id, draft.begun_from, audience)
        theirs = _seen(connection, summary.id, summary.revision, audience)
        return merge(before.typed, draft.typed, theirs.typed, chosen), theirs


def settle(
    archive: Archive, draft: Draft, audience: Audience, *, reason: str | None = None
) -> Recorded:
    """Record a draft, and take it away in the same transaction.

    Raises:
        DraftRefused: something in it is wrong; carries each fault with its field.
        RevisedMeanwhile: somebody has revised the record since the draft was begun.
        UnknownRecord: the record that it revises is not there any more for this audience.
    """
    with archive.writing() as writer:
        connection = writer.connection
        found = _read(connection, draft, audience)
        content = found.content
        if draft.record is not None:
            content = _whole(connection, draft, audience, found)
        record = _record(content, found.faults)
        outcome = _plan_and_write(writer, record, draft, audience, reason)
        drafts.drop(connection, draft.id)
        return outcome


def _plan_and_write(
    writer: Any, record: Record, draft: Draft, audience: Audience, reason: str | None
) -> Recorded:
    try:
        plan = recording.plan_recording(
            writer.connection,
            [record],
            by=audience,
            reason=reason,
            expected_revision=draft.begun_from,
        )
    except Conflict as error:
        if draft.record is not None:
            raise RevisedMeanwhile(
                error.ref, begun_from=error.expected, found=error.found
            ) from error
        why = f"expected a ref that no record has, found {error.ref!r}, which is taken"
        raise DraftRefused((("/ref", why),)) from error
    except BadReference as error:
        raise DraftRefused(((error.pointer, str(error)),)) from error
    except BadField as error:
        raise DraftRefused(((error.pointer, str(error)),)) from error
    except RefTaken as error:
        raise DraftRefused((("/ref", str(error)),)) from error
    except ExternalIdTaken as error:
        raise DraftRefused((("/external_ids", str(error)),)) from error
    (outcome,) = recording.carry_out(writer, plan)
    return outcome


def _read(connection: Connection, draft: Draft, audience: Audience) -> Reading:
    found = reading.read(draft.type, draft.typed, resolver(connection, audience))
    content = {**_kept_alone(draft), **found.content}
    try:
        read_record(json.dumps(content))
    except BadRecord as error:
        known = {pointer for pointer, _ in found.faults}
        found.faults += [one for one in error.faults if one[0] not in known]
    return found


def _kept_alone(draft: Draft) -> dict[str, Json]:
    """What makes an item that holds a file readable by itself; the rest is put in when it is
    recorded."""
    if draft.type != "item" or draft.record is None:
        return {}
    return {"digest": "0" * 64, "size": 0} if draft.typed.get("state") in _HELD else {}


_HELD = ("collected", "verified")


def _record(content: dict[str, Json], faults: list[tuple[str, str]]) -> Record:
    if faults:
        raise DraftRefused(tuple(faults))
    try:
        return read_record(json.dumps(content))
    except BadRecord as error:
        raise DraftRefused(error.faults) from error


def _whole(
    connection: Connection, draft: Draft, audience: Audience, found: Reading
) -> dict[str, Json]:
    """What the record will say: what was typed, and what was not shown as it is."""
    summary = lookup.find(connection, draft.record or "", audience)
    if summary.revision != draft.begun_from:
        raise RevisedMeanwhile(summary.ref, begun_from=draft.begun_from, found=summary.revision)
    _, record = repository.load(connection, summary.id)
    view = lookup.view_of(connection, record, audience)
    assert view is not None
    full, shown = record.content(), view.content
    same = _normal(draft.type, shown, connection, audience)
    mine = {key: value for key, value in found.content.items() if value not in ([], {})}
    merged, faults = with_withheld(draft.type, full, shown, same, mine)
    found.faults += faults
    return {**merged, "id": summary.id}


def _normal(
    record_type: str, content: dict[str, Json], connection: Connection, audience: Audience
) -> dict[str, Json]:
    """What a form made of `content` says when nobody has changed anything in it."""
    typed = typed_of(fields_of(record_type), content, {})
    read = reading.read(record_type, typed, resolver(connection, audience))
    return {key: value for key, value in read.content.items() if value not in ([], {})}


def with_withheld(
    record_type: str,
    full: dict[str, Json],
    shown: dict[str, Json],
    same: dict[str, Json],
    mine: dict[str, Json],
) -> tuple[dict[str, Json], list[tuple[str, str]]]:
    """The record that somebody means who was shown `shown` of `full` and made `mine` of it.

    And each field, with the reason, that they may not change. `same` is what their form says while
    they change nothing in it.
    """
    names = {one.name for one in fields_of(record_type).inner}
    result = {key: value for key, value in full.items() if key not in names}
    faults = []
    for name in sorted(names & (full.keys() | mine.keys())):
        if mine.get(name) == same.get(name):
            kept: Json = full.get(name)
        elif full.get(name) in (None, shown.get(name)) and not ruled_apart(full, mine, name):
            kept = mine.get(name)
        elif name == "citations" and _begins_with(mine.get(name), same.get(name)):
            kept = [*full.get(name, []), *mine[name][len(same.get(name) or []) :]]
        else:
            kept = full.get(name)
            faults.append((f"/{name}", NOT_WHOLE))
        if kept is not None:
            result[name] = kept
    return {"type": record_type, **result}, faults


def _begins_with(rows: Json, start: Json) -> bool:
    return isinstance(rows, list) and rows[: len(start or [])] == (start or [])


def ruled_apart(full: dict[str, Json], mine: dict[str, Json], name: str) -> bool:
    """Whether a rule of access, which only few see, would name something else in the field."""
    if "access" in mine:
        return False  # whoever was shown the rules answers for them
    for path in _ruled(full):
        if path.startswith(f"/{name}/") and _at(full, path) != _at(mine, path):
            return True
    return False


def _ruled(full: dict[str, Json]) -> Iterator[str]:
    for rule in full.get("access", {}).get("fields", []):
        yield rule["path"]


def _at(content: dict[str, Json], path: str) -> Json:
    try:
        return resolve(content, path)
    except BadPointer:
        return None


def _seen(connection: Connection, record_id: str, revision: int, audience: Audience) -> Seen:
    """A revision as the audience may revise it."""
    summary = repository.find(connection, record_id)
    stored = repository.revision(connection, summary, revision)
    _, now = repository.load(connection, record_id)
    record = read_record(stored.body) if stored.body else now
    if revision != summary.revision and not audience.sees_everything:
        record = under_rules_of(record, now)
    view = lookup.view_of(connection, record, audience)
    content = view.content if view else {}
    labels = lookup.labels_of(connection, [one.value for one in references(record)], audience)
    refs = {key: label.ref for key, label in labels.items()}
    typed = typed_of(fields_of(summary.type), content, refs)
    return Seen(summary.id, summary.ref, revision, typed)
