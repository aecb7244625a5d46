"""Appeals: what was asked of whom, by when, and what they answered. No answer is a dated fact."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from schemas.dates import DateValue
from schemas.record import BaseRecord
from schemas.reference import ActorRef, IncidentRef, OptionalWho
from schemas.shape import NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of


class Demand(Shape):
    """One thing that is asked for."""

    text: NonEmpty
    incidents: tuple[IncidentRef, ...] = ()
    """The incidents it is about."""


class Addressee(Shape):
    """To whom the appeal goes, and how to reach them."""

    person: ActorRef | None = None
    office: OptionalText = None
    address: OptionalText = None
    fax: OptionalText = None
    email: OptionalText = None
    salutation: OptionalText = None

    @model_validator(mode="after")
    def _is_somebody(self) -> Addressee:
        if not self.content():
            raise ValueError("expected a person, an office or a way to reach them, found none")
        return self


class Response(Shape):
    """What came back, or that nothing had come back on a date."""

    by: OptionalWho = None
    date: DateValue | None = None
    kind: Annotated[str, code_of("responses")]
    """HURIDOCS V27; "none" with `as_of` says that there was no answer by then."""
    text: OptionalText = None
    impact: Annotated[str, code_of("impacts")] | None = None
    as_of: DateValue | None = None


class Appeal(BaseRecord):
    """A call on somebody to act."""

    type: Literal["appeal"]
    kind: Annotated[str, code_of("appeal_kinds")]
    title: NonEmpty
    by: OptionalWho = None
    on_behalf_of: tuple[ActorRef, ...] = ()
    about: tuple[IncidentRef, ...] = ()
    legal_reference: OptionalText = None
    """The provision that it relies on."""
    demands: tuple[Demand, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    copies_to: tuple[NonEmpty, ...] = ()
    languages: tuple[NonEmpty, ...] = ()
    issued: DateValue | None = None
    deadline: DateValue | None = None
    after_deadline: OptionalText = None
    """What to do when the deadline has passed."""
    channel: OptionalText = None
    status: Annotated[str, code_of("appeal_statuses")] | None = None
    responses: tuple[Response, ...] = ()
