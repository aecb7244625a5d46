"""Records that two archives have revised, laid side by side until a person decides.

Ours goes on standing meanwhile, and theirs is a revision before it, so that neither is ever lost.
What a person decides is a new revision; from then on the other archive can take it forward.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from archive import people, policy, reach, repository, seeing
from archive.accounts import granting
from archive.disclosure import Audience
from archive.drafting.merging import Difference, Merged, merge
from archive.errors import Conflict, NotPermitted
from archive.exchange.errors import NoConflict, NotAChoice
from archive.exchange.naming import Names
from archive.exchange.planning import Step, Write
from archive.exchange.standing import CONFLICTS, DECIDED, undecided
from archive.exchange.taking import record_steps
from archive.log import Thing
from archive.recording import REVISED, Recorded
from archive.repository import Summary
from archive.workspace import Archive
from evidence.proof import canonical
from schemas.records import read_record
from schemas.shape import Json

__all__ = ["Choice", "Waiting", "decide", "look_at", "waiting"]


class Choice(StrEnum):
    """What is to stand."""

    OURS = "ours"
    """All of ours, as it stands."""
    THEIRS = "theirs"
    """All of theirs."""
    BOTH = "both"
    """What each side alone has changed, and for what both have changed, the side chosen."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record about which nobody has decided yet."""

    summary: Summary
    archive: str
    """Name of the archive that has revised it as well."""
    before: int
    """Number of the revision that both began from; 0: there is none."""
    theirs: int
    """Number of their revision here."""
    differences: tuple[Difference, ...] = ()
    """What they have changed; `both` where we have changed it as well, `mine` is ours."""


def waiting(archive: Archive) -> tuple[Waiting, ...]:
    """All that wait for a decision, as far as the person at work may know of them, by ref."""
    with archive.reading() as connection:
        by = granting.audience_of(people.at_work(connection, archive.person))
        known = undecided(connection)
        summaries = {row.id: row for row in repository.find_many(connection, known).values()}
        levels = {key: row.level for key, row in summaries.items()}
        seen = seeing.known_to(connection, levels, by)
        found = [_waiting(summaries[key], known[key]) for key in seen]
        return tuple(sorted(found, key=lambda one: one.summary.ref))


def look_at(archive: Archive, ref: str) -> Waiting:
    """The conflict in the record of this ref or id, with all that they have changed.

    Raises:
        UnknownRecord: there is no such record. NoConflict: nothing waits in it.
        NotPermitted: something of the archive is withheld from the person at work.
    """
    with archive.reading() as connection:
        by = granting.audience_of(people.at_work(connection, archive.person))
        return _found(connection, ref, by)[0]


def decide(
    archive: Archive,
    ref: str,
    choice: Choice,
    fields: Mapping[str, Choice] | None = None,
    *,
    reason: str | None = None,
    expected_revision: int | None = None,
) -> Recorded:
    """Record what a person decided; `fields` say for `both` which side stands, by JSON Pointer.

    Raises:
        UnknownRecord: there is no such record. NoConflict: nothing waits in it.
        NotPermitted: something of the archive is withheld from the person at work.
        NotAChoice: a field that both have changed has no choice, or one has that does not differ.
        Conflict: `expected_revision` is not the current one.
        BadRecord: what was chosen makes no record together.
    """
    with archive.writing() as writer:
        found, states = _found(writer.connection, ref, granting.at_work(writer))
        summary = found.summary
        if expected_revision not in (None, summary.revision):
            raise Conflict(ref, expected=expected_revision or 0, found=summary.revision)
        content = _chosen(found, states, choice, fields or {})
        told = {"archive": found.archive, "theirs": found.theirs, "choice": choice.value}
        record = read_record(json.dumps({**content, "id": summary.id, "ref": summary.ref}))
        write = Write(
            record,
            canonical.encode(record.content()).decode(),
            None,
            REVISED,
            detail={DECIDED: told, **({"reason": reason} if reason else {})},
            things=(Thing(CONFLICTS, "instrument"),),
        )
        step = Step(summary.id, summary.ref, summary.type, "decided", summary, (write,))
        step = Names(writer.connection, found.archive, [step]).named(step)
        (done,) = record_steps(writer, [step])
        return done


def _waiting(summary: Summary, told: Mapping[str, Any]) -> Waiting:
    return Waiting(summary, str(told["archive"]), int(told["before"]), int(told["theirs"]))


@dataclass(frozen=True, slots=True)
class _States:
    before: dict[str, Json]
    ours: dict[str, Json]
    theirs: dict[str, Json]

    def merged(self, chosen: Mapping[str, str]) -> Merged:
        return merge(self.before, self.ours, self.theirs, chosen)


def _found(connection: Connection, ref: str, by: Audience) -> tuple[Waiting, _States]:
    summary = reach.find(connection, ref, by)
    told = undecided(connection).get(summary.id)
    if told is None:
        raise NoConflict(ref)
    if not by.sees_everything:
        expected = policy.open_to(policy.Operation.EXCHANGE)
        raise NotPermitted(
            what="decide between two revisions", expected=expected, found="fields withheld"
        )
    found = _waiting(summary, told)
    before, theirs, ours = (
        repository.revision(connection, summary, number).content if number else {}
        for number in (found.before, found.theirs, summary.revision)
    )
    states = _States(before, ours, theirs)
    differences = tuple(states.merged({}).differences)
    return Waiting(summary, found.archive, found.before, found.theirs, differences), states


def _chosen(
    found: Waiting, states: _States, choice: Choice, fields: Mapping[str, Choice]
) -> dict[str, Json]:
    """The content that a choice leads to. Raises NotAChoice."""
    both = tuple(one.pointer for one in found.differences if one.both)
    for pointer in sorted(fields.keys() - set(both)):
        raise NotAChoice(pointer, both)
    match choice:
        case Choice.OURS:
            return states.ours
        case Choice.THEIRS:
            return states.theirs
        case Choice.BOTH:
            for pointer in both:
                if fields.get(pointer) not in (Choice.OURS, Choice.THEIRS):
                    raise NotAChoice("no side", (pointer,))
            sides = {Choice.OURS: "mine", Choice.THEIRS: "theirs"}
            merged: dict[str, Json] = states.merged(
                {pointer: sides[fields[pointer]] for pointer in both}
            ).typed
            return merged
