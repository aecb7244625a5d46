"""Items: pieces of evidence as somebody handed them over, from lead to verified file.

What a file says of itself (its clock, its position, its camera) is a claim and is kept as one:
a clock without a zone stays without a zone, and every claim names the tag that it came from.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, model_validator

from schemas.incident import ActKey
from schemas.record import BaseRecord
from schemas.reference import AnyRefOrText, IncidentRef, ItemRef
from schemas.shape import Shape
from schemas.vocabulary import code_of

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in 64 hexadecimal digits, lower case."""
Decimal = Annotated[str, Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,12})?$")]


class ClaimedTime(Shape):
    """When a file says that it was made."""

    wall_clock: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$")]
    """What the device's clock showed, without a zone."""
    utc_offset: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$|^Z$")] | None = None
    """As written in the file. None: none is written. Never guessed from the place."""
    source: str
    """The tag that says so."""


class ClaimedPlace(Shape):
    """Where a file says that it was made."""

    lat: Decimal
    """Degrees north, WGS 84."""
    lon: Decimal
    """Degrees east, WGS 84."""
    altitude_m: Decimal | None = None
    source: str
    """The tag that says so."""


class CaptureClaims(Shape):
    """What a file says of its own making."""

    times: tuple[ClaimedTime, ...] = ()
    place: ClaimedPlace | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    software: str | None = None
    orientation: int | None = None
    """EXIF orientation, 1 to 8."""
    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    notes: tuple[str, ...] = ()
    """What could not be read or makes no sense, in words."""
    raw: dict[str, str] = Field(default_factory=dict)
    """Every tag that was read, as text."""


class Acquisition(Shape):
    """How an item came to the archive."""

    at: AwareDatetime
    """When the archive took it in."""
    by: str | None = None
    """Who took it in: an opaque id of a person of the archive."""
    from_: AnyRefOrText | None = Field(default=None, alias="from")
    """Who handed it over."""
    how: str | None = None
    """In which way."""
    tool: str | None = None
    """Program and version that made or fetched the copy."""
    source_url: str | None = None


class Documents(Shape):
    """What an item is evidence of."""

    incident: IncidentRef
    act: ActKey | None = None
    """One act of that incident; None: the incident as a whole."""


class Item(BaseRecord):
    """A piece of evidence, or a lead to one. Two people can hand over the same bytes: two items."""

    type: Literal["item"]
    title: Annotated[str, Field(min_length=1)]
    kind: Annotated[str, code_of("item_kinds")]
    state: Annotated[str, code_of("item_states")]
    """lead, requested, collected, verified, or unavailable."""
    description: str | None = None
    generation: Annotated[str, code_of("generations")] | None = None
    derivative_of: ItemRef | None = None
    derivation: str | None = None
    """How a derivative was made, by which program."""
    digest: Digest | None = None
    size: Annotated[int, Field(ge=0)] | None = None
    """Bytes."""
    crc32: Annotated[int, Field(ge=0, le=0xFFFFFFFF)] | None = None
    """CRC-32 of the bytes, as in ZIP files."""
    media_type: str | None = None
    """By content, not by name."""
    names: tuple[str, ...] = ()
    """File names under which it came."""
    claims: CaptureClaims | None = None
    """What the file says of its own making."""
    acquired: Acquisition | None = None
    original_whereabouts: str | None = None
    """Where the original device or paper is."""
    documents: tuple[Documents, ...] = ()
    creator: AnyRefOrText | None = None
    consent: tuple[Annotated[str, code_of("packet_purposes")], ...] | None = None
    """Purposes to which the creator agreed. None: nobody has asked."""
    graphic: bool = False
    """Hard to look at."""
    safety_note: str | None = None
    """Whom it may endanger, and how."""
    perceptual_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    """64-bit difference hash of the picture, hexadecimal."""
    urls: tuple[str, ...] = ()
    """Where it is or was published."""

    @model_validator(mode="after")
    def _bytes_where_collected(self) -> Item:
        held = self.state in ("collected", "verified")
        if held and (self.digest is None or self.size is None):
            raise ValueError(
                f"expected digest and size of an item that is {self.state}, found none"
            )
        if self.state == "lead" and self.digest is not None:
            raise ValueError("expected a lead to have no digest: with a file it is collected")
        return self
