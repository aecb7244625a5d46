"""A place as a source names it: name, geometry, radius, precision. Nothing is placed by guessing.

Geometry is GeoJSON (RFC 7946), longitude before latitude, in degrees of WGS 84. Precision is the
UCDP GED code where_prec, 1 to 7, plus a radius in metres where one is known.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.reference import PlaceRef
from schemas.shape import Shape
from schemas.vocabulary import code_of

Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Position = tuple[Longitude, Latitude]
"""Longitude, latitude in degrees (RFC 7946, section 3.1.1)."""
Line = Annotated[tuple[Position, ...], Field(min_length=2)]
Ring = Annotated[tuple[Position, ...], Field(min_length=4)]


class Point(Shape):
    """One position (RFC 7946, section 3.1.2)."""

    type: Literal["Point"]
    coordinates: Position


class LineString(Shape):
    """Two or more positions (RFC 7946, section 3.1.4)."""

    type: Literal["LineString"]
    coordinates: Line


class Polygon(Shape):
    """An area with its holes; each ring ends where it began (RFC 7946, section 3.1.6)."""

    type: Literal["Polygon"]
    coordinates: Annotated[tuple[Ring, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rings_are_closed(self) -> Polygon:
        for ring in self.coordinates:
            if ring[0] != ring[-1]:
                raise ValueError(
                    f"expected a ring that ends at {ring[0]}, found one that ends at {ring[-1]}"
                )
        return self


class MultiPoint(Shape):
    """Several positions (RFC 7946, section 3.1.3)."""

    type: Literal["MultiPoint"]
    coordinates: Annotated[tuple[Position, ...], Field(min_length=1)]


Geometry = Annotated[Point | LineString | Polygon | MultiPoint, Field(discriminator="type")]


class PlaceValue(Shape):
    """Where something happened, as exactly as the source says and no more."""

    place: PlaceRef | None = None
    """A place record of this archive, if a person chose one."""
    name: str | None = None
    """The place as the source writes it."""
    geometry: Geometry | None = None
    """Where exactly, if that is known better than the place record's own position."""
    radius_m: Annotated[int, Field(ge=0)] | None = None
    """How far from the geometry the true place may lie, in metres. None: not stated."""
    precision: Annotated[str, code_of("place_precisions")] | None = None
    """UCDP where_prec: "1" exact to "7" water or air."""
    admin: tuple[str, ...] = ()
    """Names of the units around it, the largest first, as written by the coder."""
    public_precision: Annotated[str, code_of("place_precisions")] | None = None
    """How exactly the public may learn it. None: as exactly as it is recorded."""

    @model_validator(mode="after")
    def _says_something(self) -> PlaceValue:
        if not (self.place or self.name or self.geometry or self.admin):
            raise ValueError(
                "expected a place, a name, a geometry or an admin path, found none of them"
            )
        return self
