"""Who works with the archive. The log knows people by opaque ids; their names lie beside it.

Rights are granted and withdrawn by entries of the log. The table of people is what these entries
lead to, and `verify` compares the two. Whether somebody may grant a right is for
`archive.granting`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from archive import models
from archive.database.errors import DatabaseUnusable
from archive.disclosure import Audience
from archive.errors import NoLongerHere, UnknownPerson
from archive.log import Draft, Thing
from archive.policy import Role, Standing
from archive.workspace import Writer
from schemas.access import Level
from schemas.record import new_record_id

GRANTED = "right.granted"
WITHDRAWN = "right.withdrawn"
EVERYTHING = Standing(Role.ADMINISTRATOR, Level.CONFIDENTIAL, None)
"""The standing of whoever makes an archive."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with the archive, or did."""

    id: str
    name: str
    standing: Standing
    working: bool
    """False: they have left."""


def first_person(connection: Connection) -> str:
    """The id of the person who made the archive."""
    table = models.people
    query = select(table.c.id).order_by(table.c.seq).limit(1)
    return str(connection.execute(query).scalar_one())


def find(connection: Connection, name: str) -> str:
    """The id of the person of this name or id, who may have left.

    Raises:
        UnknownPerson: nobody of that name ever worked here.
    """
    return load(connection, name).id


def at_work(connection: Connection, name: str) -> Person:
    """The person of this name or id, who has not left.

    Raises:
        UnknownPerson: nobody of that name ever worked here.
        NoLongerHere: they have left.
    """
    person = load(connection, name)
    if not person.working:
        raise NoLongerHere(person.name)
    return person


def load(connection: Connection, name: str) -> Person:
    """The person of this name or id.

    Raises:
        UnknownPerson: nobody of that name ever worked here.
    """
    row = connection.execute(_NAMED, {"name": name}).mappings().first()
    if row is None:
        raise UnknownPerson(name)
    return _person(row)


_NAMED = select(models.people).where(
    (models.people.c.name == bindparam("name")) | (models.people.c.id == bindparam("name"))
)
"""Made once: every page asks for somebody."""


def everybody(connection: Connection) -> tuple[Person, ...]:
    """All who work with the archive or did, in the order in which they came."""
    query = select(models.people).order_by(models.people.c.seq)
    return tuple(_person(row) for row in connection.execute(query).mappings())


def _person(row: RowMapping) -> Person:
    told = row["compartments"]
    try:
        compartments = None if told is None else frozenset(json.loads(told))
        standing = Standing(Role(row["role"]), Level(row["clearance"]), compartments)
    except (ValueError, TypeError) as error:
        raise DatabaseUnusable(f"a row of people with rights that there are not: {error}") from None
    return Person(row["id"], row["name"], standing, bool(row["working"]))


def add(
    writer: Writer,
    *,
    name: str,
    role: str,
    person: str | None = None,
    clearance: Level = EVERYTHING.clearance,
    compartments: frozenset[str] | None = None,
) -> str:
    """Let somebody work with the archive; their id."""
    person = person or new_record_id()
    detail = _detail(name, Standing(Role(role), clearance, compartments))
    seq = _enter(writer, GRANTED, person, detail)
    writer.connection.execute(models.people.insert(), [row_of(person, seq, detail)])
    return person


def change(writer: Writer, person: Person, standing: Standing) -> None:
    """Give somebody another standing, or let one who had left come back with it."""
    detail = _detail(person.name, standing)
    seq = _enter(writer, GRANTED, person.id, detail)
    _update(writer, person.id, {**row_of(person.id, seq, detail)})


def withdraw(writer: Writer, person: Person) -> None:
    """Take all rights from somebody; the log keeps what they did, under their name."""
    _enter(writer, WITHDRAWN, person.id, {})
    _update(writer, person.id, {"working": 0})


def _enter(writer: Writer, action: str, person: str, detail: Mapping[str, Any]) -> int:
    (seq,) = writer.append([Draft(action, (Thing(person, "target"),), detail=detail)])
    return seq


def _update(writer: Writer, person: str, values: Mapping[str, Any]) -> None:
    kept = {name: value for name, value in values.items() if name not in ("id", "seq")}
    table = models.people
    writer.connection.execute(table.update().where(table.c.id == person).values(**kept))


def _detail(name: str, standing: Standing) -> dict[str, Any]:
    limited = standing.compartments
    return {
        "name": name,
        "role": standing.role.value,
        "clearance": standing.clearance.value,
        "compartments": None if limited is None else sorted(limited),
    }


def row_of(person: str, seq: int, detail: Mapping[str, Any]) -> dict[str, Any]:
    """The row of the table of people that an entry and its detail make.

    `seq` is the entry by which they came first. Entries from before there were clearances gave all.
    """
    limited = detail.get("compartments")
    return {
        "id": person,
        "seq": seq,
        "name": detail["name"],
        "role": detail["role"],
        "clearance": detail.get("clearance", EVERYTHING.clearance.value),
        "compartments": None if limited is None else json.dumps(limited, ensure_ascii=False),
        "working": 1,
    }


def shown(connection: Connection, person: str, audience: Audience) -> str:
    """How `audience` is told of a person: the public hears the opaque id only."""
    if audience.rank == 0:
        return person
    table = models.people
    name = connection.execute(select(table.c.name).where(table.c.id == person)).scalar_one_or_none()
    return str(name or person)
