"""What the addresses of the exchange ask and answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.packet_plan import AUDIENCE
from schemas.shape import NonEmpty, Shape

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BundleAsked(Shape):
    """Which records are wanted as a bundle."""

    of: Annotated[tuple[NonEmpty, ...], Field(max_length=1000)]
    """Refs or ids of cases, incidents and other records; none: all that there are."""
    audience: Annotated[str, Field(pattern=AUDIENCE)] | None = None
    """For whom; left out: for all that who asks may see."""
    to: Annotated[str, Field(max_length=200)] = ""
    """Who gets it; the log says so."""


class BundleMade(Shape):
    """A bundle that waits to be fetched."""

    digest: Digest
    """SHA-256 of its list, which is its name."""
    whole: bool
    """Whether it holds revisions with their proofs, or what an audience is shown."""
    records: int
    """How many records."""
    files: int
    """How many stored files."""
    size: int
    """Bytes of the bundle."""


class IncomingAsked(Shape):
    """A bundle that is sent in pieces."""

    digest: Digest
    """SHA-256 of all of it."""
    size: Annotated[int, Field(ge=1, le=1 << 42)]
    """Bytes of all of it."""


class IncomingPiece(IncomingAsked):
    """A piece of a bundle."""

    offset: Annotated[int, Field(ge=0, le=1 << 42)] = 0
    """Where it begins: what has come so far."""


class TakenRecord(Shape):
    """What became of one record."""

    id: str
    """Opaque id."""
    ref: str
    """As it is called here."""
    type: str
    """Which kind of record it is."""
    what: str
    """new, revised, conflict, same, ours is newer, or erased here."""
    called_there: str
    """Its ref there, where another record has that one here; empty: the same."""
    custody: int
    """Entries of its custody that are news here."""


class TakenBundle(Shape):
    """What became of a bundle."""

    archive: str
    """Name of the archive that it came from."""
    whole: bool
    """Whether it held revisions with their proofs."""
    changed: bool
    """Whether anything was news here."""
    entry: int | None
    """The entry of the bundle; null if nothing was news."""
    counts: dict[str, int]
    """How many records of which it became what."""
    files: int
    """Stored files that were not here before."""
    records: tuple[TakenRecord, ...]


class Incoming(Shape):
    """How much of a bundle has come."""

    offset: int
    """Bytes; the next piece begins here."""
    taken: TakenBundle | None = None
    """Once all of it has come: what became of it."""
