"""A place as a source names it: name, geometry, radius, precision. Nothing is placed by guessing.

Geometry is GeoJSON (RFC 7946), longitude before latitude, in degrees of WGS 84; an altitude in
metres is kept where one is given. Of section 3.1 all geometries are read but collections; members
of other standards, `crs` of 2008 and `bbox` are refused. Rings may turn either way: the standard
asks readers to accept both. Precision is the UCDP GED code where_prec, 1 to 7, plus a radius in
metres where one is known.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from schemas.reference import PlaceRef
from schemas.shape import NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of


def _on_earth(position: tuple[float, ...]) -> tuple[float, ...]:
    if len(position) not in (2, 3):
        raise ValueError(
            f"expected longitude, latitude and perhaps an altitude, found a list of {len(position)}"
        )
    for what, number, limit in (("longitude", position[0], 180), ("latitude", position[1], 90)):
        if abs(number) > limit:
            raise ValueError(f"expected a {what} from -{limit} to {limit} degrees, found {number}")
    return position


def _closed(ring: tuple[Position, ...]) -> tuple[Position, ...]:
    if ring[0] != ring[-1]:
        raise ValueError(
            f"expected a ring that ends where it begins, at {list(ring[0])}, "
            f"found one that ends at {list(ring[-1])}"
        )
    return ring


Position = Annotated[tuple[float, ...], AfterValidator(_on_earth)]
"""Longitude and latitude in degrees, altitude in metres or none (RFC 7946, section 3.1.1)."""
Line = Annotated[tuple[Position, ...], Field(min_length=2)]
"""Two or more positions (section 3.1.4)."""
Ring = Annotated[tuple[Position, ...], Field(min_length=4), AfterValidator(_closed)]
"""Four or more positions of which the last is the first (section 3.1.6)."""
Rings = Annotated[tuple[Ring, ...], Field(min_length=1)]
"""An outline and the holes in it."""


class Point(Shape):
    """One position (RFC 7946, section 3.1.2)."""

    type: Literal["Point"]
    coordinates: Position


class MultiPoint(Shape):
    """Several positions (RFC 7946, section 3.1.3)."""

    type: Literal["MultiPoint"]
    coordinates: Annotated[tuple[Position, ...], Field(min_length=1)]


class LineString(Shape):
    """Two or more positions (RFC 7946, section 3.1.4)."""

    type: Literal["LineString"]
    coordinates: Line


class MultiLineString(Shape):
    """Several lines (RFC 7946, section 3.1.5)."""

    type: Literal["MultiLineString"]
    coordinates: Annotated[tuple[Line, ...], Field(min_length=1)]


class Polygon(Shape):
    """An area with its holes; each ring ends where it began (RFC 7946, section 3.1.6)."""

    type: Literal["Polygon"]
    coordinates: Rings


class MultiPolygon(Shape):
    """Several areas, such as a region with its islands (RFC 7946, section 3.1.7)."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[tuple[Rings, ...], Field(min_length=1)]


Geometry = Annotated[
    Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon,
    Field(discriminator="type"),
]


class PlaceValue(Shape):
    """Where something happened, as exactly as the source says and no more."""

    place: PlaceRef | None = None
    """A place record of this archive, if a person chose one."""
    name: OptionalText = None
    """The place as the source writes it."""
    geometry: Geometry | None = None
    """Where exactly, if that is known better than the place record's own position."""
    radius_m: Annotated[int, Field(ge=0)] | None = None
    """How far from the geometry the true place may lie, in metres. None: not stated."""
    precision: Annotated[str, code_of("place_precisions")] | None = None
    """UCDP where_prec: "1" exact to "7" water or air."""
    admin: tuple[NonEmpty, ...] = ()
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
