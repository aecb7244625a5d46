"""Records that two archives have revised, laid side by side until a person decides.

Ours goes on standing meanwhile, and theirs is a revision before it, so that neither is ever lost.
What a person decides is a new revision; from then on the other archive can take it forward.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection

from archive import people, policy, reach, repository, seeing
from archive.accounts import granting
from archive.disclosure import Audience
from archive.drafting.fields import KEPT, NESTED, Kind, field_at
from archive.drafting.merging import MINE, THEIRS, Difference, Merged, merge
from archive.errors import Conflict, NotPermitted
from archive.exchange.errors import NoConflict, NotAChoice
from archive.exchange.naming import Names
from archive.exchange.standing import CONFLICTS, DECIDED, undecided, undecided_in
from archive.exchange.steps import Step, Write
from archive.exchange.taking import record_steps
from archive.log import Thing
from archive.recording import REVISED, Recorded
from archive.repository import Summary
from archive.workspace import Archive
from evidence.proof import canonical
from schemas.places import PlaceValue
from schemas.pointer import split
from schemas.records import read_record
from schemas.shape import Json

__all__ = ["Choice", "Waiting", "decide", "look_at", "waiting", "waiting_in"]

FILE = "/digest"
"""Of an item: by it one file is chosen or the other."""
VALUES = (NESTED - {Kind.GROUP}) | {Kind.GEOMETRY, Kind.JSON}
"""Kinds of fields that hold one value, which is chosen as a whole."""


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
    archive: str | None
    """Name of the archive that has revised it as well; None: who asks is not told whose hands a
    record came through, for something is withheld from them."""
    before: int
    """Number of the revision that both began from; 0: there is none."""
    theirs: int
    """Number of their revision here."""
    differences: tuple[Difference, ...] = ()
    """What they have changed; `both` where we have changed it as well, `mine` is ours."""


def waiting(archive: Archive, wanted: Audience | None = None) -> tuple[Waiting, ...]:
    """All that wait for a decision, as far as the person at work may know of them, by ref.

    They may want to see the archive as a narrower audience.
    """
    with archive.reading() as connection:
        by = granting.audience_of(people.at_work(connection, archive.person), wanted)
        known = undecided(connection)
        summaries = {row.id: row for row in repository.find_many(connection, known).values()}
        levels = {key: row.level for key, row in summaries.items()}
        seen = seeing.known_to(connection, levels, by)
        found = [_waiting(summaries[key], known[key], by) for key in seen]
        return tuple(sorted(found, key=lambda one: one.summary.ref))


def waiting_in(archive: Archive, record_id: str, by: Audience) -> Waiting | None:
    """The conflict in a record that `by` sees, without what differs; None: nothing waits in it."""
    with archive.reading() as connection:
        told = undecided_in(connection, record_id)
        if told is None:
            return None
        return _waiting(repository.find(connection, record_id), told, by)


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
        step = Names(writer.connection, str(found.archive), [step]).named(step)
        (done,) = record_steps(writer, [step])
        return done


def _waiting(summary: Summary, told: Mapping[str, Any], by: Audience) -> Waiting:
    name = str(told["archive"]) if by.sees_everything else None
    return Waiting(summary, name, int(told["before"]), int(told["theirs"]))


@dataclass(frozen=True, slots=True)
class _States:
    type: str
    before: dict[str, Json]
    ours: dict[str, Json]
    theirs: dict[str, Json]

    def merged(self, chosen: Mapping[str, Choice]) -> Merged:
        """What comes of them; all that tells of a file goes with the file that is chosen."""
        sides = {
            pointer: THEIRS if choice is Choice.THEIRS else MINE
            for pointer, choice in chosen.items()
        }
        is_one = partial(_is_one_value, self.type)
        merged = merge(self.before, self.ours, self.theirs, sides, is_one=is_one)
        if self.has_two_files:
            held = self.theirs if sides.get(FILE) == THEIRS else self.ours
            rest = {key: value for key, value in merged.typed.items() if key not in KEPT["item"]}
            merged.typed = rest | {key: held[key] for key in KEPT["item"] & held.keys()}
            merged.differences = [one for one in merged.differences if not _goes_along(one)]
        return merged

    @property
    def has_two_files(self) -> bool:
        """Whether each side has got another file for the item since they were the same."""
        name = FILE.removeprefix("/")
        files = [one.get(name) for one in (self.before, self.ours, self.theirs)]
        return self.type == "item" and len(set(files)) == len(files)


def _goes_along(one: Difference) -> bool:
    return one.pointer != FILE and split(one.pointer)[0] in KEPT["item"]


def _is_one_value(record_type: str, pointer: str) -> bool:
    """Whether nobody chooses between the parts of what stands there: of a date, of a position."""
    try:
        found = field_at(record_type, pointer)
    except KeyError:  # what a form leaves alone, or a text in one of several languages
        return False
    return found.kind in VALUES or found.shape == PlaceValue.__name__


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
    found = _waiting(summary, told, by)
    before, theirs, ours = (
        repository.revision(connection, summary, number).content if number else {}
        for number in (found.before, found.theirs, summary.revision)
    )
    states = _States(summary.type, before, ours, theirs)
    return replace(found, differences=tuple(states.merged({}).differences)), states


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
            merged: dict[str, Json] = states.merged(fields).typed
            return merged
