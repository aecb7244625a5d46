"""Actors: persons, families, groups, organisations, communities. Never merged by a machine."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.counts import CountValue
from schemas.dates import DateValue
from schemas.record import BaseRecord, Language
from schemas.reference import ActorRef, SourceRef
from schemas.shape import NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of

SCRIPT_PATTERN = r"^[A-Z][a-z]{3}$"
"""Form of the codes of ISO 15924."""


class Name(Shape):
    """One way in which somebody or something is called."""

    text: NonEmpty
    script: Annotated[str, Field(pattern=SCRIPT_PATTERN)] | None = None
    """Script code (ISO 15924), such as Latn, Cyrl or Arab."""
    language: Language | None = None
    kind: Annotated[str, code_of("name_kinds")] | None = None
    as_in_source: SourceRef | None = None
    """The source that writes it so."""


class Consent(Shape):
    """What an actor has agreed to. Absent: nobody has asked."""

    scope: tuple[Annotated[str, code_of("packet_purposes")], ...]
    """The purposes that the consent covers. None in the list: the actor agreed to nothing."""
    given_on: DateValue | None = None
    withdrawn_on: DateValue | None = None
    note: OptionalText = None


class Relation(Shape):
    """How this actor stands to another."""

    to: ActorRef
    type: Annotated[str, code_of("relation_types")]
    note: OptionalText = None
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
    occupation: OptionalText = None
    nationality: OptionalText = None
    """Country code (ISO 3166-1 alpha-2) or words of the source."""
    known_identity: bool | None = None
    """Whether the archive knows who this is, even if the name is withheld."""
    public_figure: bool = False
    """A person whose public acts may be named."""
    pseudonym: OptionalText = None
    """The name under which those may meet this actor who may not see the real ones."""
    consent: Consent | None = None
    willing_to_testify: bool | None = None
    relations: tuple[Relation, ...] = ()
    description: OptionalText = None
