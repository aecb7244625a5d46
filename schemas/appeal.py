"""Appeals: what was asked of whom, by when, and what they answered. No answer is a dated fact."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.dates import DateValue
from schemas.record import BaseRecord, Language
from schemas.reference import ActorRef, AnyRefOrText, IncidentRef
from schemas.shape import Shape
from schemas.vocabulary import code_of


class Demand(Shape):
    """One thing that is asked for."""

    text: Annotated[str, Field(min_length=1)]
    incidents: tuple[IncidentRef, ...] = ()
    """The incidents it is about."""


class Addressee(Shape):
    """To whom the appeal goes, and how to reach them."""

    person: ActorRef | None = None
    office: str | None = None
    address: str | None = None
    fax: str | None = None
    email: str | None = None
    salutation: str | None = None


class Response(Shape):
    """What came back, or that nothing had come back on a date."""

    by: AnyRefOrText | None = None
    date: DateValue | None = None
    kind: Annotated[str, code_of("responses")]
    """HURIDOCS V27; "none" with `as_of` says that there was no answer by then."""
    text: str | None = None
    impact: Annotated[str, code_of("impacts")] | None = None
    as_of: DateValue | None = None


class Appeal(BaseRecord):
    """A call on somebody to act."""

    type: Literal["appeal"]
    kind: Annotated[str, code_of("appeal_kinds")]
    title: Annotated[str, Field(min_length=1)]
    by: AnyRefOrText | None = None
    on_behalf_of: tuple[ActorRef, ...] = ()
    about: tuple[IncidentRef, ...] = ()
    legal_reference: str | None = None
    """The provision that it relies on."""
    demands: tuple[Demand, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    copies_to: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    issued: DateValue | None = None
    deadline: DateValue | None = None
    after_deadline: str | None = None
    """What to do when the deadline has passed."""
    channel: str | None = None
    status: Annotated[str, code_of("appeal_statuses")] | None = None
    responses: tuple[Response, ...] = ()
