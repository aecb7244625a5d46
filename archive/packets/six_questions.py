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
HOW, SINCE = 5, 6
"""Numbers of the questions to which the packet itself has something to say."""
_REPEATED = (
    "The file that it was made of is not altered by that: whoever has it can repeat each step with "
    "the program and version that are named here."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what the log says."""

    question: str
    lines: tuple[str, ...]


def answers(exhibit: PlannedExhibit, events: Sequence[CustodyEvent]) -> tuple[Answer, ...]:
    """The six questions, answered by these entries and by what the packet itself shows."""
    shown = {HOW: _ways(exhibit, events), SINCE: _read_again(exhibit)}
    found = []
    for number, row in enumerate(questions.answers(events), 1):
        lines = [_line(event) for event in row.events] + shown.get(number, [])
        remarks = [] if lines and row.remarks == (questions.UNANSWERED,) else row.remarks
        found.append(Answer(f"{number}. {row.question}", (*lines, *remarks)))
    return tuple(found)


def _ways(exhibit: PlannedExhibit, events: Sequence[CustodyEvent]) -> list[str]:
    """How what was made of the file was made, and how it was made itself."""
    lines = [
        f"{made['kind'].replace('_', ' ')}: {made['how']}  [entry {event.seq}]"
        for event in events
        for made in event.detail.get("made", ())
    ]
    if exhibit.made:
        lines.append(f"This exhibit was made of another file: {exhibit.made}")
    return [*lines, _REPEATED] if lines else []


def _read_again(exhibit: PlannedExhibit) -> list[str]:
    words = f"its digest is the one that entry {exhibit.entry} names"
    return [f"For this packet its file was read and hashed again, and {words}."]


def report(exhibit: PlannedExhibit, events: Sequence[CustodyEvent]) -> str:
    """The chain of custody of one exhibit: the six questions, then every entry in its order."""
    lines = [
        f"Custody of exhibit {exhibit.number:04d}: {exhibit.title}",
        f"{exhibit.size} bytes, {exhibit.media_type}",
        f"SHA-256 {exhibit.digest}",
        "",
    ]
    for answer in answers(exhibit, events):
        lines += [answer.question, *(f"   {line}" for line in answer.lines), ""]
    lines.append("Every entry about it that may be shown, in the order of the log:")
    lines += [f"   {_line(event)}" for event in events]
    lines += ["", "Integrity is not origin: a file can be false before it is hashed.", ""]
    return "\n".join(lines)


def _line(event: CustodyEvent) -> str:
    return f"{event.at}  {event.words}  [entry {event.seq}]"
