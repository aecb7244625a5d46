"""How far the person at work reaches: what is there for them, and where they may put it.

Nobody revises what they may not know of, and nobody moves a record into or out of a compartment to
which they do not belong. Every way of recording comes through here (`archive.recording.write`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import Connection

from archive import people, policy, repository, seeing
from archive.accounts import granting
from archive.disclosure import Audience
from archive.errors import ExternalIdTaken, NotPermitted, RefTaken, UnknownRecord
from archive.naming import Named
from archive.projections import Outline
from archive.repository import Summary
from archive.workspace import Writer
from schemas.records import Record
from schemas.reference import references


class Step(Protocol):
    """A record as it will be written."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def ref(self) -> str:
        """Its ref."""

    @property
    def before(self) -> Summary | None:
        """What is there now; None: nothing."""

    @property
    def outline(self) -> Outline:
        """What follows from it."""


def find(connection: Connection, ref: str, by: Audience) -> Summary:
    """The record of this ref or id, also one that was erased.

    Raises:
        UnknownRecord: there is none of which `by` may know.
    """
    summary = repository.find(connection, ref)
    if not seeing.known_to(connection, {summary.id: summary.level}, by):
        raise UnknownRecord(ref)
    return summary


def check(writer: Writer, steps: Sequence[Step]) -> None:
    """See that all of this is within the reach of the person at work.

    Raises:
        UnknownRecord: a record that would be revised is not there for them.
        NotPermitted: one would be moved into or out of a compartment that is closed to them.
    """
    if (audience := granting.at_work(writer)).sees_everything:
        return
    levels = {step.id: step.before.level for step in steps if step.before}
    known = seeing.known_to(writer.connection, levels, audience)
    before = seeing.compartments_of(writer.connection, levels)
    person = people.at_work(writer.connection, writer.person)
    for step in steps:
        if step.before and step.id not in known:
            raise UnknownRecord(step.ref)
        after = step.outline.compartments
        if not policy.may_place(person.standing, before.get(step.id, ()), after):
            named = ", ".join(sorted(set(after) - (audience.compartments or set())))
            raise NotPermitted(
                what=f"put {step.ref} into {named}",
                expected="somebody who belongs to it",
                found=f"{person.name!r}, {policy.in_words(person.standing)}",
            )


def check_names(connection: Connection, named: Iterable[Named], by: Audience) -> None:
    """See that every record that the drafts mean is there for `by`.

    That a name is taken is all that is told of one that is not: no two records have the same.

    Raises:
        RefTaken, ExternalIdTaken: one is not.
    """
    meant = {row.before.id: row for row in named if row.before}
    levels = {key: row.before.level for key, row in meant.items() if row.before}
    for key in levels.keys() - seeing.known_to(connection, levels, by):
        draft = meant[key].record
        if meant[key].by_external_id:
            external = draft.external_ids[0]
            raise ExternalIdTaken(external.scheme, external.value)
        raise RefTaken(draft.ref or key)


def kept_targets(connection: Connection, named: Iterable[Named]) -> frozenset[str]:
    """The ids to which the records that will be revised point already: they may go on doing so."""
    before = [row.before for row in named if row.before]
    records: Iterable[Record] = repository.current(connection, before).values()
    return frozenset(found.value for record in records for found in references(record))
