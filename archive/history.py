"""The history of a record: every revision beside the one before it, as one audience may read it.

Those from whom nothing is withheld see every word that ever stood. Everybody else sees of an
earlier revision what stands today as well, and of the rest only that it was another: a name that
was written over was perhaps written over so that they do not read it, and nobody can tell by
machine which words were a typing error and which a danger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Connection

from archive import entry_words, log, lookup, people, repository
from archive.disclosure import Audience, under_rules_of
from archive.entry_words import Received
from archive.repository import Stored
from archive.workspace import Archive
from schemas.pointer import escaped
from schemas.records import Record, read_record
from schemas.shape import Json


class Unshown(Enum):
    """What stands in a difference in the place of a value."""

    EARLIER = "earlier"
    """Something else than today, which this audience does not see any more."""


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
    """(JSON Pointer, before, after); None stands for nothing, `Unshown.EARLIER` for something that
    this audience may not read."""
    received: Received | None = None
    """From which archive it came; None: it was made here, or this audience may not know."""


def history(archive: Archive, ref: str, audience: Audience) -> tuple[Change, ...]:
    """Every revision of a record as this audience may see it today, the first one first.

    Raises:
        UnknownRecord: there is none that this audience may see.
    """
    with archive.reading() as connection:
        summary = lookup.find(connection, ref, audience)
        now = repository.load(connection, summary.id)[1]
        today = _content(connection, now, audience)
        changes: list[Change] = []
        before: dict[str, Json] = {}
        for stored in repository.revisions(connection, summary.id):
            is_now = stored.seq == summary.seq
            after = today if is_now else _earlier_content(connection, stored, now, audience)
            if after is None:
                after = before  # that it was closed then is not told
            all_of_it = audience.sees_everything
            found = differences(before, after, "") if all_of_it else _told(before, after, today)
            changes.append(_change(connection, stored, audience, tuple(found), now))
            before = after
        return tuple(changes)


def _content(connection: Connection, record: Record, audience: Audience) -> dict[str, Json]:
    view = lookup.view_of(connection, record, audience)
    return view.content if view else {}


def _earlier_content(
    connection: Connection, stored: Stored, now: Record, audience: Audience
) -> dict[str, Json] | None:
    """A revision as it may be read today: under its own rules and those of `now`.

    None: the record was closed to them when it said so.
    """
    if stored.body is None:
        return {}
    record = read_record(stored.body)
    if not audience.sees_everything:
        record = under_rules_of(record, now)
    view = lookup.view_of(connection, record, audience)
    return None if view is None else view.content


def _change(
    connection: Connection,
    stored: Stored,
    audience: Audience,
    found: tuple[tuple[str, Json, Json], ...],
    now: Record,
) -> Change:
    fields = log.entry(connection, stored.seq).fields
    words = entry_words.shown(log.detail(connection, stored.seq), audience, lambda: now)
    return Change(
        revision=stored.revision,
        seq=stored.seq,
        at=fields["at"],
        action=fields["action"],
        who=people.shown(connection, fields["actor"], audience),
        reason=reason_of(connection, stored.seq, audience),
        differences=found,
        received=entry_words.received_in(words),
    )


def reason_of(connection: Connection, seq: int, audience: Audience) -> str:
    """The reason that somebody gave for an entry; the public is not told."""
    return str(log.detail(connection, seq).get("reason", "")) if audience.rank > 0 else ""


def _told(
    before: dict[str, Json], after: dict[str, Json], today: dict[str, Json]
) -> Iterator[tuple[str, Json, Json]]:
    """The fields that differ, as wholes; those that are not as today without their content."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            known = (None, today.get(name))
            shown = [value if value in known else Unshown.EARLIER for value in (old, new)]
            yield f"/{escaped(name)}", shown[0], shown[1]


def differences(before: Json, after: Json, pointer: str) -> Iterable[tuple[str, Json, Json]]:
    """What differs between two JSON values, as (JSON Pointer, before, after)."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            inner = before.get(key), after.get(key)
            yield from differences(*inner, f"{pointer}/{escaped(key)}")
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            old: Any = before[index] if index < len(before) else None
            new: Any = after[index] if index < len(after) else None
            yield from differences(old, new, f"{pointer}/{index}")
    else:
        yield pointer, before, after
