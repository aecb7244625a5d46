"""Notes on consistency, told for people: two values, how far apart, whether both can be true."""

from __future__ import annotations

from collections.abc import Iterable

from archive.consistency.notes import About, Note, Unit
from schemas.verdict import Verdict
from webui.language import _, marked, several
from webui.telling.item import CREDENTIALS
from webui.telling.pieces import Fact, Line, Piece, Role, fact, line, ours, theirs

SUBJECTS = {
    About.CAPTURE_TIME: marked("Its clock, and the date of the incident"),
    About.CAPTURE_PLACE: marked("Its position, and the place of the incident"),
    About.ARRIVAL: marked("Its clock, and its arrival here"),
    About.SAME_FILE: marked("The same file in another item"),
    About.LIKE_PICTURE: marked("A picture that looks alike"),
    About.KNOWN_EARLIER: marked("The same picture, known before the incident"),
    About.SOFTWARE: marked("Written by a program that changes pictures"),
    About.CREDENTIALS: marked("Content credentials"),
}
VERDICTS = {
    Verdict.CERTAINLY: marked("they fit"),
    Verdict.POSSIBLY: marked("they may fit"),
    Verdict.NO: marked("they do not fit"),
}
SHARED = {
    True: marked("it documents the same incident"),
    False: marked("it documents another incident, or none"),
}


def notes(found: Iterable[Note]) -> tuple[Fact, ...]:
    """The notes under what they compare, in their order."""
    by_subject: dict[About, list[Line]] = {}
    for note in found:
        by_subject.setdefault(note.about, []).append(line(*_pieces(note)))
    return tuple(fact(_(SUBJECTS[about]), *lines) for about, lines in by_subject.items())


def _pieces(note: Note) -> list[Piece]:
    if note.about is About.CREDENTIALS:
        return [ours(_(CREDENTIALS[note.claimed]), Role.VALUE)]
    pieces = [] if note.verdict is None else [ours(_(VERDICTS[note.verdict]), Role.VALUE)]
    if note.other is not None:
        pieces.append(theirs(note.other.title, to=note.other))
    if note.difference is not None and note.unit is not None:
        pieces.append(ours(_apart(note.difference, note.unit), Role.NOTE))
    pieces += [ours(_("the file:"), Role.NOTE), theirs(note.claimed, role=_role(note))]
    pieces.append(ours(_("by %(tag)s", tag=note.by), Role.NOTE))
    if note.compared:
        pieces += [ours(_("beside it:"), Role.NOTE), theirs(note.compared, role=_role(note))]
    if note.shared is not None and note.about is not About.KNOWN_EARLIER:
        pieces.append(ours(_(SHARED[note.shared]), Role.NOTE))
    return pieces


def _role(note: Note) -> Role:
    is_exact = note.about in (About.SAME_FILE, About.LIKE_PICTURE)
    return Role.EXACT if is_exact else Role.PLAIN


def _apart(difference: int, unit: Unit) -> str:
    match unit:
        case Unit.HOURS:
            return several("%(n)s hour apart", "%(n)s hours apart", difference)
        case Unit.METRES:
            return several("%(n)s metre apart", "%(n)s metres apart", difference)
        case Unit.BITS:
            return several("%(n)s of 64 bits differs", "%(n)s of 64 bits differ", difference)
