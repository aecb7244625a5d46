"""The custody report: six questions that are asked of every exhibit, answered from the log.

Where the log says nothing, the answer says that, and never that nothing happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.chain import questions
from archive.custody import CustodyEvent
from archive.packets.planned import PlannedExhibit

__all__ = ["NOTE", "Answer", "answers", "report"]

NOTE = (
    "Six questions are asked of each exhibit. The answers are entries of the log, by their number; "
    "each lies in data/custody with its proof. Hand-overs before an item came to the archive are "
    "entered as they were stated later."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what the log says."""

    question: str
    lines: tuple[str, ...]


def answers(events: Sequence[CustodyEvent]) -> tuple[Answer, ...]:
    """The six questions, answered by these entries."""
    return tuple(
        Answer(f"{number}. {row.question}", (*(_line(event) for event in row.events), *row.remarks))
        for number, row in enumerate(questions.answers(events), 1)
    )


def report(exhibit: PlannedExhibit, events: Sequence[CustodyEvent]) -> str:
    """The chain of custody of one exhibit: the six questions, then every entry in its order."""
    lines = [
        f"Custody of exhibit {exhibit.number:04d}: {exhibit.title}",
        f"{exhibit.size} bytes, {exhibit.media_type}",
        f"SHA-256 {exhibit.digest}",
        "",
    ]
    for answer in answers(events):
        lines += [answer.question, *(f"   {line}" for line in answer.lines), ""]
    lines.append("Every entry about it that may be shown, in the order of the log:")
    lines += [f"   {_line(event)}" for event in events]
    lines += ["", "Integrity is not origin: a file can be false before it is hashed.", ""]
    return "\n".join(lines)


def _line(event: CustodyEvent) -> str:
    return f"{event.at}  {event.words}  [entry {event.seq}]"
