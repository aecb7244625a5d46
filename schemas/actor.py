"""Actors: persons, families, groups, organisations, communities. Never merged by a machine."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.counts import CountValue
from schemas.dates import DateValue
from schemas.record import BaseRecord, Language
from schemas.reference import ActorRef, AnyRef
from schemas.shape import Shape
from schemas.vocabulary import code_of


class Name(Shape):
    """One way in which somebody or something is called."""

    text: Annotated[str, Field(min_length=1)]
    script: Annotated[str, Field(pattern=r"^[A-Z][a-z]{3}$")] | None = None
    """Script code (ISO 15924), such as Latn, Cyrl or Arab."""
    language: Language | None = None
    kind: Annotated[str, code_of("name_kinds")] | None = None
    as_in_source: AnyRef | None = None
    """The source that writes it so."""


class Consent(Shape):
    """What an actor has agreed to. Absent: nobody has asked."""

    scope: tuple[Annotated[str, code_of("packet_purposes")], ...] = ()
    """The purposes that the consent covers."""
    given_on: DateValue | None = None
    withdrawn_on: DateValue | None = None
    note: str | None = None


class Relation(Shape):
    """How this actor stands to another."""

    to: ActorRef
    type: Annotated[str, code_of("relation_types")]
    note: str | None = None
    hedge: Annotated[str, code_of("hedges")] | None = None


class Actor(BaseRecord):
    """Somebody who did, suffered, said or was asked something."""

    type: Literal["actor"]
    kind: Annotated[str, code_of("actor_kinds")]
    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    """All names and spellings; the first is shown."""
    sex: Annotated[str, code_of("sexes")] | None = None
    born: DateValue | None = None
    size: CountValue | None = None
    """How many members, for a group."""
    occupation: str | None = None
    nationality: str | None = None
    """Country code (ISO 3166-1 alpha-2) or words of the source."""
    known_identity: bool | None = None
    """Whether the archive knows who this is, even if the name is withheld."""
    public_figure: bool = False
    """A person whose public acts may be named."""
    pseudonym: str | None = None
    """The name under which those may meet this actor who may not see the real ones."""
    consent: Consent | None = None
    willing_to_testify: bool | None = None
    relations: tuple[Relation, ...] = ()
    description: str | None = None
