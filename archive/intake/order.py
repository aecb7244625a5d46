"""How files come to the archive and what they document: what people say of an acquisition.

An order is checked against the archive before the first byte moves (`resolve`): the incident, its
act, the lead and the person have to be there. What a sidecar says of single files goes before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from archive import lookup, people, repository, seeing
from archive.disclosure import CONFIDENTIAL, Audience
from archive.errors import UnknownPerson, WrongType
from archive.intake.errors import ActWithoutIncident, UnknownAct
from archive.repository import Summary
from schemas.access import Level
from schemas.dates import DateValue
from schemas.incident import Incident
from schemas.item import Item
from schemas.sidecar import Handover, Sidecar, SidecarFile


@dataclass(frozen=True, slots=True)
class Order:
    """How files come to the archive, and what they document."""

    incident: str | None = None
    """Ref of the incident that they document."""
    act: str | None = None
    """Key of one act of that incident."""
    title: str | None = None
    """Title of the item; None: its kind and the beginning of its digest, which names nobody."""
    level: Level = Level.RESTRICTED
    by: str | None = None
    """Who took them over: the name of a person of the archive, or words. None: who is at work."""
    received: DateValue | None = None
    """When they were handed over. None: now."""
    handed_over_by: str | None = None
    """Ref of an actor, or the name of somebody who has no record."""
    how: str | None = None
    tool: str | None = None
    source_url: str | None = None
    original_whereabouts: str | None = None
    consent: tuple[str, ...] | None = None
    """Purposes to which its maker agreed. None: nobody has asked."""
    before: tuple[Handover, ...] = ()
    """Through whose hands they went before, as stated now; the first one first."""
    sees: Audience = CONFIDENTIAL
    """What whoever adds the files may know of: an item beyond that is never told to be there."""
    lead: str | None = None
    """Ref of the lead that this file answers; it becomes the item and keeps its history."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """An order with the records that it names."""

    order: Order
    incident: Summary | None = None
    lead: Summary | None = None
    lead_digest: str | None = None
    """Digest of the file that the lead has got already; None: it waits for one."""
    giver: str | None = None
    """Id of who handed the files over, or words; None: it is not said."""
    by: str | None = None
    """Id of the person who took them over, or words; None: who is at work."""
    givers_before: tuple[str, ...] = ()
    """The same of each earlier hand-over, where there is a record; words otherwise."""
    compartments: tuple[str, ...] = ()
    """The teams and cases of the incident and of the lead: their evidence is not for more eyes."""


def resolve(connection: Connection, order: Order) -> Resolved:
    """The order with what it names.

    Raises:
        UnknownRecord, WrongType: the incident or lead is none.
        UnknownAct, ActWithoutIncident: the act is none of that incident.
    """
    incident = _record(connection, order.incident, "incident", order.sees)
    _check_act(connection, order, incident)
    lead = _record(connection, order.lead, "item", order.sees)
    limits = seeing.compartments_of(connection, [row.id for row in (incident, lead) if row])
    return Resolved(
        order,
        incident=incident,
        lead=lead,
        lead_digest=_digest(connection, lead),
        giver=_id_or_words(connection, order.handed_over_by, order.sees),
        by=_person(connection, order.by),
        givers_before=tuple(
            _id_or_words(connection, one.giver, order.sees) or one.giver for one in order.before
        ),
        compartments=tuple(sorted(frozenset().union(*limits.values()))),
    )


def _record(
    connection: Connection, ref: str | None, expected: str, sees: Audience
) -> Summary | None:
    summary = lookup.find(connection, ref, sees) if ref else None
    if summary and summary.type != expected:
        raise WrongType(ref or "", expected=f"a record of type {expected}", found=summary.type)
    return summary


def _check_act(connection: Connection, order: Order, incident: Summary | None) -> None:
    if order.act is None:
        return
    if incident is None:
        raise ActWithoutIncident(order.act)
    record = repository.current(connection, [incident]).get(incident.id)
    acts = record.acts if isinstance(record, Incident) else ()
    known = tuple(act.key for act in acts if act.key)
    if order.act not in known:
        raise UnknownAct(order.act, incident=incident.ref, known=known)


def _digest(connection: Connection, lead: Summary | None) -> str | None:
    record = repository.current(connection, [lead]).get(lead.id) if lead else None
    return record.digest if isinstance(record, Item) else None


def _id_or_words(connection: Connection, who: str | None, sees: Audience) -> str | None:
    if who is None:
        return None
    known = repository.find_many(connection, [who]).get(who)
    if known is None or not seeing.known_to(connection, {known.id: known.level}, sees):
        return who
    return known.id


def _person(connection: Connection, name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return people.find(connection, name)
    except UnknownPerson:
        return name


class Orders:
    """The order of each file: the whole intake's, changed by what a sidecar says of the file."""

    def __init__(self, connection: Connection, order: Order, sidecar: Sidecar | None) -> None:
        self.of_all = resolve(connection, order)
        self._said = {row.path: row for row in sidecar.files} if sidecar else {}
        self._special = {
            path: resolve(connection, _changed(order, row)) for path, row in self._said.items()
        }
        self._met: set[str] = set()

    def of(self, name: str) -> Resolved:
        """The order for the file of this name."""
        if name in self._said:
            self._met.add(name)
        return self._special.get(name, self.of_all)

    def of_member(self, name: str, container: Resolved) -> Resolved:
        """The order for a file that lies in a ZIP or TAR: that one's, if nothing else is said.

        A lead is answered by the ZIP or TAR as it came, and not by everything in it.
        """
        if name in self._said:
            return self.of(name)
        return replace(
            container, order=replace(container.order, lead=None), lead=None, lead_digest=None
        )

    def expected_digest(self, name: str) -> str | None:
        """What a sidecar promises that the file hashes to; None: nothing."""
        said = self._said.get(name)
        return said.sha256 if said and said.sha256 else None

    def not_met(self) -> list[str]:
        """The files of the sidecar that did not come."""
        return [path for path in self._said if path not in self._met]


def _changed(order: Order, said: SidecarFile) -> Order:
    stated: dict[str, Any] = {
        name: getattr(said, name)
        for name in type(said).model_fields
        if name in Order.__slots__ and name in said.model_fields_set
    }
    return replace(order, **stated)
