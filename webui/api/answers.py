"""What programs are answered: the shapes of the JSON, where it is no record itself.

Where a command prints the same with `--json`, it is the same JSON.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict

from schemas.access import Level
from schemas.shape import Json, Shape


class Growing(Shape):
    """An answer that may say more than is promised here."""

    model_config = ConfigDict(extra="allow")


class Problem(Shape):
    """What went wrong (RFC 9457). Nothing was lost or changed."""

    type: Literal["about:blank"]
    """The status says what kind of problem it is."""
    title: str
    """The status in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What was expected, what was found, and where."""
    error: str
    """Name of the error; it stays the same in all languages."""
    faults: tuple[Fault, ...] | None = None
    """What is wrong with the body, field by field."""
    offset: int | None = None
    """Of a piece that does not go on where the last one ended: how much has come."""


class Fault(Shape):
    """What is wrong with one field."""

    path: str
    """The field (JSON Pointer, RFC 6901)."""
    message: str
    """What is wrong with it."""


class Outcome(Shape):
    """What became of one record."""

    id: str
    """Opaque id, never changed."""
    ref: str
    """Short name that people use."""
    type: str
    """Which kind of record it is."""
    revision: int
    """From 1."""
    seq: int
    """The entry of the log that made this revision."""
    change: Literal["created", "revised", "unchanged"]
    """What was done."""


class Hit(Growing):
    """One record that was found."""

    id: str
    """Opaque id."""
    ref: str
    """Short name."""
    type: str
    """Which kind of record it is."""
    title: str
    """What it is called."""
    verdict: Literal["certainly", "possibly"]
    """Whether the filters are certainly met, or possibly."""
    why: tuple[str, ...]
    """Why only possibly."""
    date: str
    """In words; empty: none is recorded."""
    place: str
    """In words; empty: none is recorded."""
    matched: tuple[str, ...]
    """Names of what it points to by which words were met."""
    passages: tuple[str, ...]
    """Its own words around what was met."""


class FacetCount(Shape):
    """How many hits have one value."""

    value: str
    """A code, an id or a word."""
    certain: int
    """Hits that certainly meet the filters."""
    possible: int
    """Hits that possibly do."""


class Found(Growing):
    """What a search found: all of it counted, and one page of hits."""

    certain: int
    """How many certainly meet all filters."""
    possible: int
    """How many possibly do."""
    hits: tuple[Hit, ...]
    """The page."""
    facets: dict[str, tuple[FacetCount, ...]]
    """Counts by field, the most frequent first; only those that were asked for."""
    histogram: dict[str, Any] | None
    """Counts by time; null: they were not asked for."""
    cells: tuple[dict[str, Any], ...] | None
    """Counts by squares of the map; null: they were not asked for."""
    next: str | None
    """The cursor for the hits after these; null: there are none."""
    notes: tuple[str, ...]
    """What is to be known about the answer: what was left out, and why."""


class Difference(Shape):
    """One field before and after a revision."""

    path: str
    """JSON Pointer."""
    before: Json
    """Null: nothing, or not shown."""
    after: Json
    """Null: nothing, or not shown."""
    not_shown: tuple[Literal["before", "after"], ...] | None = None
    """Which of them is something that this reader may not see any more."""


class Revision(Shape):
    """One revision of a record, beside the one before it."""

    revision: int
    """From 1."""
    seq: int
    """Its entry in the log."""
    at: str
    """When it was entered, UTC."""
    action: str
    """A code of custody_actions."""
    who: str
    """The person at work; an opaque id where the name may not be known."""
    reason: str
    """In their words; empty: none was given."""
    received: str
    """From which other archive it came, as a sentence; empty: it was made here."""
    differences: tuple[Difference, ...]
    """Field by field."""


class LinkedFrom(Shape):
    """A record that points to another one."""

    id: str
    """Opaque id."""
    ref: str
    """Short name."""
    type: str
    """Which kind of record it is."""
    title: str
    """What it is called."""
    path: str
    """The field that points (JSON Pointer)."""


class CustodyEntry(Growing):
    """One entry of the log about an item."""

    seq: int
    """Number of the entry."""
    at: str
    """When it was entered, UTC."""
    action: str
    """A code of custody_actions."""
    who: str
    """The person at work."""
    words: str
    """The entry in one sentence."""


class CustodyAnswer(Shape):
    """One of the six questions of custody, and what the log says to it."""

    question: str
    """In English."""
    entries: tuple[int, ...]
    """The numbers of the entries that answer it."""
    remarks: tuple[str, ...]
    """What follows from other entries, in English."""


class Custody(Shape):
    """The custody of an item, answered from the log alone."""

    answers: tuple[CustodyAnswer, ...]
    """The six questions."""
    events: tuple[CustodyEntry, ...]
    """Every entry about it, the oldest first."""


class Taken(Shape):
    """What became of one file."""

    path: str
    """Where it was found."""
    outcome: Literal["stored", "already there", "refused"]
    """What was done."""
    ref: str
    """Of the item; empty: there is none."""
    digest: str
    """SHA-256; empty: it was refused."""
    size: int
    """Bytes."""
    reason: str
    """Why it was refused, or what was added."""
    entry: int | None
    """The entry of the log; null: none was written."""
    no_room: bool
    """Whether the disk is full."""


class Progress(Shape):
    """How much of a file has come."""

    offset: int
    """Bytes; the next piece begins here."""
    files: tuple[Taken, ...] | None = None
    """Once all of it has come: what became of it, and of what lay in it."""


class Planned(Growing):
    """What a packet would hold, and what would stay out."""

    title: str
    """Of the case or incident."""
    audience: str
    """Who will read it."""
    purpose: str
    """A code of packet_purposes."""
    exhibits: tuple[dict[str, Any], ...]
    """The files, in their order."""
    records: tuple[dict[str, Any], ...]
    """The records, as far as the audience may see them."""
    withheld: tuple[dict[str, Any], ...]
    """What stays out, and why."""


class Built(Shape):
    """A packet that was built."""

    name: str
    """Under which it is fetched."""
    packet: str
    """Its number in the log."""
    entry: int
    """The entry that says it."""
    fingerprint: str
    """Of the key that signed it; tell it to the recipient by another way."""
    digest: str
    """SHA-256 of its tag manifest."""


class Holding(Growing):
    """A packet, and who holds it."""

    packet: str
    """Its number."""
    built: str
    """When, UTC."""
    audience: str
    """Who may read it."""


class Entered(Shape):
    """That something is in the log."""

    entry: int
    """Its number."""


class Checked(Growing):
    """What a quick check of the archive found."""

    clean: bool
    """Whether nothing is wrong in what was read."""
    findings: tuple[dict[str, Any], ...]
    """What it has to say, each with a fixed code."""


class LogState(Shape):
    """The log as it stands."""

    size: int
    """Entries."""
    root: str
    """Merkle root (RFC 9162), in hexadecimal."""
    key: str
    """The key that signs its heads (C2SP signed-note verifier key)."""
    fingerprint: str
    """Of that key, as ssh-keygen prints it."""
    checkpoint: str | None
    """The newest signed head (C2SP tlog-checkpoint); null: none was signed yet."""


class Listed(Shape):
    """A vocabulary, without its terms."""

    vocabulary: str
    """Its name."""
    version: int
    """Counted up with every change."""
    title: dict[str, str]
    """By language."""
    description: str
    """What it is for."""
    terms: int
    """How many."""


class ListOfTerms(Shape):
    """A vocabulary."""

    vocabulary: str
    """Its name."""
    version: int
    """Counted up with every change."""
    title: dict[str, str]
    """By language."""
    description: str
    """What it is for."""
    terms: tuple[dict[str, Any], ...]
    """Each with its code and its labels by language."""


class PersonFound(Shape):
    """An actor who is called nearly so."""

    id: str
    """Opaque id."""
    ref: str
    """Short name."""
    title: str
    """What they are called."""
    matched: str
    """The name that matched."""
    likeness: float
    """1 if it has every word, less if it sounds so."""


class Reader(Shape):
    """Who asks, and what they may do."""

    name: str
    """What they are called."""
    role: str
    """Their task."""
    clearance: Level
    """What they may see at most."""
    operations: tuple[str, ...]
    """What is open to them here, by this token or session."""
    csrf_token: str | None = None
    """For who sends no token but a session: goes into X-CSRFToken of whatever changes something."""


Problem.model_rebuild()
