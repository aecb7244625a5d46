"""One note: two values side by side, how far apart they are, and whether they can both be true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.lookup import Label
from schemas.verdict import Verdict


class About(StrEnum):
    """What a note compares."""

    CAPTURE_TIME = "capture_time"
    """The claimed time with the date of an incident."""
    CAPTURE_PLACE = "capture_place"
    """The claimed position with the place of an incident."""
    ARRIVAL = "arrival"
    """The claimed time with the moment at which the file came here."""
    SAME_FILE = "same_file"
    """The bytes with those of another item."""
    LIKE_PICTURE = "like_picture"
    """The picture with that of another item."""
    KNOWN_EARLIER = "known_earlier"
    """The first sign of the same picture with the date of an incident."""
    SOFTWARE = "software"
    """What wrote the file with the programs that change pictures."""
    CREDENTIALS = "credentials"
    """The file with its content credentials (C2PA)."""


class Unit(StrEnum):
    """What a difference is counted in."""

    HOURS = "hours"
    METRES = "metres"
    BITS = "bits"
    """Of the 64 of a picture's hash."""


@dataclass(frozen=True, slots=True)
class Note:
    """One comparison. It says nothing about who is right."""

    about: About
    claimed: str
    """The value that the file states, as it is written."""
    by: str
    """Where the file states it: the name of the tag."""
    compared: str
    """The value beside it."""
    verdict: Verdict | None = None
    """Whether both can be true. None: that is not asked, or nothing tells how exact they are."""
    difference: int | None = None
    """How far they are apart, rounded down; 0 where they meet. None: they cannot be measured."""
    unit: Unit | None = None
    other: Label | None = None
    """The incident or item that the other value belongs to."""
    shared: bool | None = None
    """Of two items: whether they document one incident. None: it is no note about two items."""
