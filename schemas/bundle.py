"""A bundle of records that goes from one archive to another: its list, and its lines.

What each field is for, byte by byte, is in docs/two-archives.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.item import Digest
from schemas.packet_plan import AUDIENCE
from schemas.record import ID_PATTERN
from schemas.shape import Json, NonEmpty, Shape

FORMAT = 1
"""The newest form of a bundle that this program reads, and the one that it writes."""
LONGEST_PATH = 63
"""Hashes of a proof, as many as a tree with an index of 63 bits can have."""

OpaqueId = Annotated[str, Field(pattern=f"^{ID_PATTERN.pattern}$")]
Seq = Annotated[int, Field(ge=0)]
"""Number of an entry in the sender's log, from 0."""
Secret = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes in hexadecimal."""
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BundledFile(Shape):
    """One file of the bundle."""

    name: NonEmpty
    size: Annotated[int, Field(ge=0)]
    """Bytes."""
    sha256: Digest


class BundleList(Shape):
    """The list of a bundle (`khronika-bundle.json`)."""

    format: Literal[1]
    form: Literal["whole", "shown"]
    """whole: revisions as they were recorded, with proofs. shown: what the audience may see."""
    archive: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    """Name of the sender's archive."""
    origin: NonEmpty
    """Of its log."""
    audience: Annotated[str, Field(pattern=AUDIENCE)]
    records: Annotated[int, Field(ge=0)]
    files: tuple[BundledFile, ...]
    """Everything else in the bundle but the signature, in its order."""


class SentEntry(Shape):
    """One entry of the sender's log, with its proof."""

    seq: Seq
    entry: NonEmpty
    """Its bytes, which are canonical JSON."""
    path: Annotated[tuple[Hash, ...], Field(max_length=LONGEST_PATH)]
    """Sibling hashes from the leaf to the root of the signed head."""
    who: str = ""
    """What the person at work is called there. Nothing proves it."""
    secret: Secret | None = None
    words: str | None = None
    """The entry's own words, canonical JSON, under `secret`; None: none, or they are gone."""


class SentRevision(Shape):
    """One revision as it was recorded."""

    seq: Seq
    secret: Secret
    body: NonEmpty
    """Canonical JSON."""


class Undecided(Shape):
    """Two revisions between which nobody has decided yet, by their record digests."""

    before: Hash | None = None
    """What both were made from; None: nothing."""
    theirs: Hash


class WholeRecord(Shape):
    """A record with all its revisions."""

    id: OpaqueId
    revisions: Annotated[tuple[SentRevision, ...], Field(min_length=1)]
    """The first one first."""
    custody: tuple[Seq, ...] = ()
    """Further entries about it."""
    undecided: Undecided | None = None


class ShownRecord(Shape):
    """A record as an audience sees it, readable as a record."""

    id: OpaqueId
    record: Annotated[dict[str, Json], Field(min_length=1)]
