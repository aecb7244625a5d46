"""The plan of a packet as a file: what a person reads, edits and approves.

What `PlanFile` names is what a person decides about. The lists beside it say what follows, for
whoever reads; they are made anew when the packet is built.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.shape import Json, NonEmpty, Shape
from schemas.vocabulary import code_of

__all__ = ["FORMAT", "PlanFile", "PlanHead"]

FORMAT = "khronika-plan/1"
AUDIENCE = r"^(public|restricted|confidential)(\+[^+*]+)*$|^(public|restricted|confidential)\+\*$"
"""How an audience is written: a level, with compartments behind it; "+*" for all of them."""


class PlanHead(Shape):
    """The head of the log under which everything in the packet is proved."""

    size: Annotated[int, Field(ge=1)]
    """Entries."""
    root: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Hexadecimal."""


class PlanFile(Shape):
    """A plan that was approved."""

    format: Literal["khronika-plan/1"]
    title: NonEmpty
    audience: Annotated[str, Field(pattern=AUDIENCE)]
    """A level, with compartments behind it: "restricted+team-a"; "+*" stands for all of them."""
    purpose: Annotated[str, code_of("packet_purposes")]
    recipient: str
    numbering: NonEmpty
    """Pattern of the page numbers."""
    first_number: Annotated[int, Field(ge=0)]
    subjects: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]
    """Opaque ids of cases and incidents."""
    exhibits: tuple[NonEmpty, ...]
    """Opaque ids of the items that go in, in the order of their numbers. May be put in another
    order; what is taken out has to be named in `left_out`."""
    left_out: tuple[NonEmpty, ...]
    """Opaque ids of items that a person left out."""
    at: AwareDatetime
    """When it was approved: the date of everything in the packet."""
    head: PlanHead
    told: Json = None
    """What follows from the plan, for whoever reads it; not read when the packet is built."""
