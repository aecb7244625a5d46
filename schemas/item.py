"""Items: pieces of evidence as somebody handed them over, from lead to verified file.

What a file says of itself (its clock, its position, its camera) is a claim and is kept as one:
a clock without a zone stays without a zone, and every claim names the tag that it came from.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, field_validator, model_validator

from schemas.dates import DateValue
from schemas.incident import ActKey
from schemas.record import BaseRecord
from schemas.reference import IncidentRef, ItemRef, OptionalWho
from schemas.shape import NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of

DIGEST_PATTERN = r"^[0-9a-f]{64}$"
DECIMAL_PATTERN = r"^-?[0-9]{1,12}(\.[0-9]{1,12})?$"
WALL_CLOCK_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$"
UTC_OFFSET_PATTERN = r"^[+-][0-9]{2}:[0-9]{2}$|^Z$"
PICTURE_HASH_PATTERN = r"^[0-9a-f]{16}$"

Digest = Annotated[str, Field(pattern=DIGEST_PATTERN)]
"""SHA-256 in 64 hexadecimal digits, lower case."""
Decimal = Annotated[str, Field(pattern=DECIMAL_PATTERN)]


class ClaimedTime(Shape):
    """When a file says that it was made."""

    wall_clock: Annotated[str, Field(pattern=WALL_CLOCK_PATTERN)]
    """What the device's clock showed, without a zone."""
    utc_offset: Annotated[str, Field(pattern=UTC_OFFSET_PATTERN)] | None = None
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


class ContentCredentials(Shape):
    """What a C2PA manifest in or beside a file was found to be. Never that the file is true."""

    state: Literal["present", "elsewhere", "unreadable", "broken", "intact"]
    """present: it is there and was not checked. elsewhere: the file only names an address; nothing
    was fetched. broken: it does not fit the file, or its signature does not hold. intact: it fits
    the file and its signature holds; whether the signer can be trusted was not asked."""
    signer: OptionalText = None
    """Whom the certificate names: anybody can have one made."""
    generator: OptionalText = None
    """The program that wrote the manifest."""
    remarks: tuple[str, ...] = ()
    """What the check said, code by code."""


class CaptureClaims(Shape):
    """What a file says of its own making."""

    times: tuple[ClaimedTime, ...] = ()
    place: ClaimedPlace | None = None
    make: OptionalText = None
    model: OptionalText = None
    serial: OptionalText = None
    software: OptionalText = None
    orientation: Annotated[int, Field(ge=1, le=8)] | None = None
    """EXIF orientation, 1 to 8."""
    width: Annotated[int, Field(ge=0)] | None = None
    """Pixels."""
    height: Annotated[int, Field(ge=0)] | None = None
    """Pixels."""
    duration_ms: Annotated[int, Field(ge=0)] | None = None
    """Milliseconds that a film or a sound recording lasts, as its container says."""
    pages: Annotated[int, Field(ge=0)] | None = None
    codecs: tuple[str, ...] = ()
    """How pictures and sound are encoded, stream by stream."""
    credentials: ContentCredentials | None = None
    notes: tuple[str, ...] = ()
    """What could not be read or makes no sense, in words."""
    raw: dict[str, str] = Field(default_factory=dict)
    """Every tag that was read, as text."""


class Acquisition(Shape):
    """How an item came to the archive."""

    at: AwareDatetime
    """When the archive took it in."""
    received: DateValue | None = None
    """When it was handed over, as people state it. None: when the archive took it in."""
    by: OptionalText = None
    """Who took it over: the opaque id of a person of the archive, or words."""
    from_: OptionalWho = Field(default=None, alias="from")
    """Who handed it over."""
    how: OptionalText = None
    """In which way."""
    tool: OptionalText = None
    """Program and version that made or fetched the copy."""
    source_url: OptionalText = None


class Derived(Shape):
    """Something that a program made of the file, kept beside it, to look at or to search."""

    kind: Literal["text", "thumbnail", "poster", "first_page"]
    """text: its words. thumbnail: a small picture. poster: a frame of a film."""
    digest: Digest
    size: Annotated[int, Field(ge=0)]
    """Bytes."""
    media_type: str
    how: str
    """How it was made, by which program and version."""


class Documents(Shape):
    """What an item is evidence of."""

    incident: IncidentRef
    act: ActKey | None = None
    """One act of that incident; None: the incident as a whole."""


class Item(BaseRecord):
    """A piece of evidence, or a lead to one. Two people can hand over the same bytes: two items."""

    type: Literal["item"]
    title: NonEmpty
    kind: Annotated[str, code_of("item_kinds")]
    state: Annotated[str, code_of("item_states")]
    """lead, requested, collected, verified, or unavailable."""
    description: OptionalText = None
    generation: Annotated[str, code_of("generations")] | None = None
    derivative_of: ItemRef | None = None
    derivation: OptionalText = None
    """How a derivative was made, by which program."""
    digest: Digest | None = None
    size: Annotated[int, Field(ge=0)] | None = None
    """Bytes."""
    crc32: Annotated[int, Field(ge=0, le=0xFFFFFFFF)] | None = None
    """CRC-32 of the bytes, as in ZIP files."""
    media_type: OptionalText = None
    """By content, not by name."""
    names: tuple[NonEmpty, ...] = ()
    """File names under which it came, with the folders below the one that was handed over; of any
    bytes, as `schemas.file_names` writes them."""
    contained_in: tuple[ItemRef, ...] = ()
    """The items, such as a ZIP, in which it came."""
    claims: CaptureClaims | None = None
    """What the file says of its own making."""
    acquired: Acquisition | None = None
    original_whereabouts: OptionalText = None
    """Where the original device or paper is."""
    documents: tuple[Documents, ...] = ()
    creator: OptionalWho = None
    consent: tuple[Annotated[str, code_of("packet_purposes")], ...] | None = None
    """Purposes to which the creator agreed; [] is a refusal of all. None: nobody has asked."""
    graphic: bool = False
    """Hard to look at."""
    safety_note: OptionalText = None
    """Whom it may endanger, and how."""
    perceptual_hash: Annotated[str, Field(pattern=PICTURE_HASH_PATTERN)] | None = None
    """64-bit difference hash of the picture, hexadecimal."""
    derived: tuple[Derived, ...] = ()
    """What was made of the file to look at or to search; tells what the file tells."""
    urls: tuple[NonEmpty, ...] = ()
    """Where it is or was published."""

    @field_validator("claims")
    @classmethod
    def _claims_say_something(cls, value: CaptureClaims | None) -> CaptureClaims | None:
        return value if value is not None and value.content() else None

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
