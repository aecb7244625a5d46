"""Who works with the archive. The log knows people by opaque ids; their names lie beside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from archive import models
from archive.disclosure import Audience
from archive.errors import UnknownPerson
from archive.log import Draft, Thing
from archive.workspace import Writer
from schemas.record import new_record_id

GRANTED = "right.granted"


def first_person(connection: Connection) -> str:
    """The id of the person who made the archive."""
    table = models.people
    query = select(table.c.id).order_by(table.c.seq).limit(1)
    return str(connection.execute(query).scalar_one())


def find(connection: Connection, name: str) -> str:
    """The id of the person of this name or id.

    Raises:
        UnknownPerson: nobody of that name works here.
    """
    table = models.people
    query = select(table.c.id).where((table.c.name == name) | (table.c.id == name))
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise UnknownPerson(name)
    return str(found)


def add(writer: Writer, *, name: str, role: str, person: str | None = None) -> str:
    """Let somebody work with the archive; their id."""
    person = person or new_record_id()
    detail = {"name": name, "role": role}
    (seq,) = writer.append([Draft(GRANTED, (Thing(person, "target"),), detail=detail)])
    writer.connection.execute(models.people.insert(), [row_of(person, seq, detail)])
    return person


def row_of(person: str, seq: int, detail: dict[str, Any]) -> dict[str, Any]:
    """The row of the table of people that an entry and its detail make."""
    return {"id": person, "seq": seq, "name": detail["name"], "role": detail["role"]}


def shown(connection: Connection, person: str, audience: Audience) -> str:
    """How `audience` is told of a person: the public hears the opaque id only."""
    if audience.rank == 0:
        return person
    table = models.people
    name = connection.execute(select(table.c.name).where(table.c.id == person)).scalar_one_or_none()
    return str(name or person)
