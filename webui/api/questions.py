"""What programs ask and send: the shapes of what stands behind the question mark and in bodies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.access import Level
from schemas.packet_plan import AUDIENCE
from schemas.shape import NonEmpty, Shape

Text = Annotated[str, Field(max_length=4000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Numbers = Annotated[
    str, Field(max_length=200, pattern=r"^-?[0-9]+(\.[0-9]+)?( *, *-?[0-9]+(\.[0-9]+)?){2,3}$")
]
"""Three or four numbers between commas."""
Kind = Literal["incident", "actor", "source", "item", "appeal", "place", "case"]
Why = Annotated[str | None, Field(max_length=2000)]


class SearchAsked(Shape):
    """A search. Everything that is given must be met, certainly or possibly."""

    words: Text = ""
    """Words, phrases in quotation marks, fields: the language of the search box."""
    type: tuple[Kind, ...] = ("incident",)
    """Types of record."""
    date_from: Annotated[Text, Field(alias="from")] = ""
    """A date (EDTF); from its first day on."""
    date_to: Annotated[Text, Field(alias="to")] = ""
    """A date (EDTF); up to and with its last day."""
    place: Text = ""
    """Ref, id or name of a place; what lies in it counts."""
    near: Numbers | None = None
    """Latitude, longitude in degrees, and kilometres around it: 43.318,45.698,20."""
    bbox: Numbers | None = None
    """West, south, east, north in degrees: 45,43,46,44."""
    kind: tuple[Text, ...] = ()
    """Codes of kinds of incident or act; one of them, or a narrower one, is enough."""
    actor: tuple[Text, ...] = ()
    """Refs, ids or names; all of them must be involved."""
    certain: bool = False
    """Leave out what is only possible."""
    retired: bool = False
    """Also records that are no longer in use."""
    sort: Literal["relevance", "date", "newest", "recorded", "distance"] = "relevance"
    """The order of the hits, certain ones before possible ones."""
    limit: Annotated[int, Field(ge=0, le=100)] = 20
    """Hits on a page."""
    after: Text | None = None
    """The cursor `next` of an earlier answer to the same question: go on there."""
    facets: bool = False
    """Count all hits by kind, place, actor and more."""
    histogram: Literal["day", "month", "year"] | None = None
    """Count all hits by this step of time."""
    cells: Annotated[float, Field(ge=0.001, le=90)] | None = None
    """Count all hits by squares of so many degrees."""


class PeopleAsked(Shape):
    """A name that is looked for."""

    name: Name
    """In any spelling or script."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    """How many, the likest first."""


class Reason(Shape):
    """Why something is changed."""

    reason: Why = None
    """In your words; kept with the entry of the log."""


class LinkAsked(Shape):
    """A link from one incident or actor to another."""

    to: Name
    """Ref or id."""
    type: Name
    """A code of link_types or relation_types."""
    note: Why = None
    """In your words."""


class RetirementAsked(Shape):
    """That a record is no longer in use."""

    why: Name
    """A code of retired_reasons."""
    reason: NonEmpty
    """In your words; kept with the entry of the log."""
    in_favour_of: Name | None = None
    """Ref or id of the record to use instead."""


class FileAsked(Shape):
    """A file that is sent in pieces."""

    name: Annotated[str, Field(min_length=1, max_length=1000)]
    """With the folders that it lies in, between slashes."""
    size: Annotated[int, Field(ge=0, le=1 << 42)]
    """Bytes of the whole file."""
    modified: Text = ""
    """What tells it from another of the same name and size: when it was changed last."""


class PieceAsked(FileAsked):
    """A piece of a file, and what the whole file is."""

    offset: Annotated[int, Field(ge=0, le=1 << 42)] = 0
    """Where in the file it begins: what has come so far."""
    act: Text = ""
    """Key of the act of the incident that it documents; empty: the incident as a whole."""
    level: Level = Level.RESTRICTED
    """Who may see it."""
    handed_over_by: Annotated[str, Field(max_length=2000)] = ""
    """Who handed it over."""
    received: Text = ""
    """When, if not now (EDTF)."""
    how: Annotated[str, Field(max_length=2000)] = ""
    """In which way it came."""
    source_url: Annotated[str, Field(max_length=2000)] = ""
    """Address where it was found."""
    original_whereabouts: Annotated[str, Field(max_length=2000)] = ""
    """Where the original is."""


class PacketAsked(Shape):
    """A packet that is planned or built."""

    of: Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)]
    """Refs or ids of cases and incidents."""
    audience: Annotated[str, Field(pattern=AUDIENCE)]
    """Who will read it, a level and compartments: "restricted+team-a"; no more than you may see."""
    purpose: Name = "court"
    """A code of packet_purposes."""
    recipient: Annotated[str, Field(max_length=200)] = ""
    """Who gets it; kept with the entry of the log."""
    numbering: Annotated[str, Field(max_length=40)] = ""
    """Page numbers: # for each digit."""
    first: Annotated[int, Field(ge=0, lt=10**12)] = 1
    """Number of the first page."""
    leave_out: Annotated[tuple[Name, ...], Field(max_length=1000)] = ()
    """Refs or ids of items that stay out."""


class BuildAsked(PacketAsked):
    """A packet that is built as its plan says."""

    encrypt_to: Annotated[
        tuple[Annotated[str, Field(max_length=2000)], ...], Field(max_length=20)
    ] = ()
    """Public keys of age or OpenSSH; none: it is not encrypted."""


class DownloadAsked(Shape):
    """To whom a packet goes."""

    to: Annotated[str, Field(max_length=200)] = ""
    """Kept with the entry of the log."""


class AcknowledgementAsked(Shape):
    """That somebody said that a packet came."""

    by: Name
    """Who."""
    said: Annotated[str, Field(max_length=2000)] = ""
    """What they said."""
