"""Notes on consistency as text for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from archive.consistency.notes import About, Note, Unit
from schemas.verdict import Verdict

SUBJECTS = {
    About.CAPTURE_TIME: "its clock, and the date of",
    About.CAPTURE_PLACE: "its position, and the place of",
    About.ARRIVAL: "its clock, and its arrival here",
    About.SAME_FILE: "the same file is also",
    About.LIKE_PICTURE: "a picture that looks alike is",
    About.KNOWN_EARLIER: "known before the incident, by",
    About.SOFTWARE: "written by a program that changes pictures",
    About.CREDENTIALS: "content credentials (C2PA)",
}
VERDICTS = {
    Verdict.CERTAINLY: "they fit",
    Verdict.POSSIBLY: "they may fit",
    Verdict.NO: "they do NOT fit",
}
UNITS = {Unit.HOURS: "h apart", Unit.METRES: "m apart", Unit.BITS: "of 64 bits differ"}


def lines_of_notes(notes: Sequence[Note]) -> Iterator[str]:
    """The notes under a heading that says what they are worth; nothing if there are none."""
    if not notes:
        return
    yield "notes for people (nothing was rejected or merged because of them):"
    for note in notes:
        yield f"  {_subject(note)}"
        yield f"    {note.claimed} [{note.by}] / {note.compared}{_outcome(note)}"


def _subject(note: Note) -> str:
    words = SUBJECTS[note.about]
    if note.other is None:
        return words
    where = {True: ", of the same incident", False: ", of another or no incident", None: ""}
    return f"{words} {note.other.title} [{note.other.ref}]{where[note.shared]}"


def _outcome(note: Note) -> str:
    told = []
    if note.difference is not None and note.unit is not None:
        told.append(f"{note.difference:,} {UNITS[note.unit]}")
    if note.verdict is not None:
        told.append(VERDICTS[note.verdict])
    return f": {'; '.join(told)}" if told else ""


def note_as_json(note: Note) -> dict[str, Any]:
    """A note as JSON."""
    other = None if note.other is None else {"id": note.other.id, "ref": note.other.ref}
    plain = {name: getattr(note, name) for name in Note.__slots__}
    return {**plain, "other": other}
