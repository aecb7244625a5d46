"""Places: towns, streets, regions, with names in several scripts and the place that holds them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.actor import Name
from schemas.places import Geometry
from schemas.record import BaseRecord
from schemas.reference import PlaceRef
from schemas.shape import NonEmpty
from schemas.vocabulary import code_of


class Place(BaseRecord):
    """Somewhere that records speak of."""

    type: Literal["place"]
    kind: Annotated[str, code_of("place_kinds")]
    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    """All names and spellings; the first is shown."""
    parent: PlaceRef | None = None
    """The place around it."""
    geometry: Geometry | None = None
    radius_m: Annotated[int, Field(ge=0)] | None = None
    """How far the place reaches around its position, in metres."""
    gazetteer_ids: dict[NonEmpty, NonEmpty] = Field(default_factory=dict)
    """Its number in gazetteers, by gazetteer."""
