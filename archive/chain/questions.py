"""The six questions that are asked of every exhibit, answered from the log.

Where the log says nothing, the answer says that, and never that nothing happened. What happened
before an item came to the archive is marked as stated later: nobody here has seen it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive import lookup, repository
from archive.chain import passes
from archive.custody import RECEIVED_BEFORE, CustodyEvent, custody_of
from archive.disclosure import Audience
from archive.workspace import Archive
from schemas.item import Item

CAPTURED = ("item.captured", RECEIVED_BEFORE, "item.acquired")
ACCESS = (
    "item.acquired",
    "item.opened",
    "access.denied",
    "item.transferred_out",
    "item.transferred_in",
    "item.returned",
    "packet.built",
    "packet.released",
    "packet.acknowledged",
)
ARRIVAL = ("item.acquired", "format.identified", "metadata.extracted", "signature.checked")
MADE = ("derivative.created", "redaction.created", "metadata.stripped")
SINCE = (
    passes.CHECKED,
    "item.sealed",
    "replicated",
    "restored",
    "quarantined",
    "released",
    "deaccessioned",
    "erased",
)

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who captured it and when?", CAPTURED),
    ("Who has had access to it since?", ACCESS),
    ("Was it altered?", ARRIVAL),
    ("Who enhanced or redacted it, when and why?", MADE),
    ("How was that done, and can it be repeated?", (*MADE, "metadata.extracted")),
    ("Has it been altered since?", SINCE),
)
"""The questions, and the actions of the log that answer each."""

UNANSWERED = "The log says nothing about this."


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, and what the log says to it."""

    question: str
    events: tuple[CustodyEvent, ...]
    """The entries that answer it, the oldest first."""
    remarks: tuple[str, ...] = ()
    """What follows from other entries, in sentences; `UNANSWERED` if there is nothing at all."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The custody of one item."""

    answers: tuple[Answer, ...]
    events: tuple[CustodyEvent, ...]
    """Every entry about it, the oldest first."""


def chain_of(archive: Archive, ref: str, audience: Audience) -> Chain:
    """The custody of the item `ref`, as this audience may know it.

    Raises:
        UnknownRecord: there is none that this audience may see.
    """
    events = custody_of(archive, ref, audience)
    with archive.reading() as connection:
        _, item = repository.load(connection, lookup.find(connection, ref, audience).id)
        runs = passes.runs(connection)
    digest = item.digest if isinstance(item, Item) else None
    return Chain(answers(events, _readings(runs, events, digest)), events)


def answers(events: Sequence[CustodyEvent], readings: Sequence[str] = ()) -> tuple[Answer, ...]:
    """The six questions with the entries that answer each; `readings` belong to the last one."""
    found = []
    for question, actions in QUESTIONS:
        mine = tuple(event for event in events if event.action in actions)
        remarks = tuple(readings) if actions is SINCE else ()
        if not mine and not remarks:
            remarks = (UNANSWERED,)
        found.append(Answer(question, mine, remarks))
    return tuple(found)


def _readings(
    runs: Sequence[passes.Run], events: Sequence[CustodyEvent], digest: str | None
) -> tuple[str, ...]:
    """How often the file was read again and found whole: those times that it was not are events."""
    if digest is None or not events:
        return ()
    failed = {event.at for event in events if event.action == passes.CHECKED}
    came = events[0].seq
    whole = [run for run in runs if run.seq > came and run.covers(digest) and run.at not in failed]
    if not whole:
        return ()
    first, last = whole[0], whole[-1]
    if first is last:
        words = f"Its file was read again and found whole on {first.at} [entry {first.seq}]."
    else:
        words = f"Its file was read again and found whole {len(whole):,} times, first on {first.at}"
        words += f" [entry {first.seq}] and last on {last.at} [entry {last.seq}]."
    return (words,)
