"""Cases: what a lawyer works in. Incidents, evidence and appeals gathered for one purpose."""

from __future__ import annotations

from typing import Annotated, Literal

from schemas.record import BaseRecord
from schemas.reference import AppealRef, IncidentRef, ItemRef
from schemas.shape import NonEmpty, OptionalText
from schemas.vocabulary import code_of


class Case(BaseRecord):
    """A selection of incidents for a purpose."""

    type: Literal["case"]
    title: NonEmpty
    purpose: Annotated[str, code_of("packet_purposes")] | None = None
    incidents: tuple[IncidentRef, ...] = ()
    exhibits: tuple[ItemRef, ...] = ()
    """Items in the order of their exhibit numbers; other items of the incidents follow."""
    appeals: tuple[AppealRef, ...] = ()
    members: tuple[NonEmpty, ...] = ()
    """Opaque ids of the people of the archive who work on it."""
    notes: OptionalText = None
