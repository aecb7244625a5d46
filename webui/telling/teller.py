"""One view of a record told field by field, with the passages and gaps that belong to each.

A `Teller` keeps account of what it was asked for, so that a citation or a gap on a field that no
page shows in its own place is still told at the end: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from archive.lookup import Shown
from schemas.errors import BadPointer
from schemas.pointer import resolve
from schemas.shape import Json
from webui.language import _
from webui.telling import citing, fields, words
from webui.telling.pieces import Fact, Line, Piece, Role, fact, ours, theirs, valued

Tell = Callable[[Json], tuple[Piece, ...]]
"""Puts a value into words."""


class Teller:
    """Tells the fields of what an audience sees of a record."""

    def __init__(self, shown: Shown, pseudonymous: Collection[str] = ()) -> None:
        self.shown = shown
        self.pseudonymous = pseudonymous
        """Ids of the actors who are told under a pseudonym."""
        self.content = shown.view.content
        self.type = shown.view.type
        self.labels = shown.labels
        self._cited = citing.all_cited(shown)
        self._gaps: dict[str, Json] = {gap["path"]: gap for gap in self.content.get("gaps", [])}
        self._told: set[str] = set()

    def at(self, pointer: str) -> Json:
        """The value at `pointer`; None if nothing is stated there."""
        try:
            return resolve(self.content, pointer)
        except BadPointer:
            return None

    def line(self, pointer: str, *pieces: Piece, whole: bool = True) -> Line:
        """A line about the field at `pointer`, with the passages about it.

        With `whole`, passages about single fields inside it belong to it too.
        """
        found = [(path, one) for path, one in self._cited if _about(path, pointer, whole=whole)]
        self._told.update(path for path, _one in found)
        return Line(pieces, tuple(one for _path, one in found))

    def fact(self, name: str, pointer: str, tell: Tell | None = None) -> Fact | None:
        """The field at `pointer` under its name, or why it is empty; None if nobody has said."""
        found = self.at(pointer)
        if found is None or found == "":
            return self.gap(name, pointer)
        if tell is None:
            return fact(name, self.line(pointer, *valued(self.value(pointer, found))))
        return fact(name, self.line(pointer, *tell(found)))

    def value(self, pointer: str, found: Json) -> tuple[Piece, ...]:
        """What stands at `pointer` in words, as its shape asks."""
        if isinstance(found, str) and not fields.vocabulary_at(self.type, pointer):
            return (self.who(found),)
        return fields.value(self.type, pointer, found, self.labels)

    def texts(self, name: str, pointer: str) -> Fact | None:
        """A list under its name, one line for each element."""
        found = self.at(pointer)
        if not found:
            return self.gap(name, pointer)
        inner = [f"{pointer}/{index}" for index in range(len(found))]
        return fact(
            name,
            *(
                self.line(path, *valued(self.value(path, one)))
                for path, one in zip(inner, found, strict=True)
            ),
        )

    def gap(self, name: str, pointer: str) -> Fact | None:
        """Why the field at `pointer` is empty; None if nobody has said."""
        gap, silent = self._gaps.pop(pointer, None), self.line(pointer)
        if gap is None and not silent.passages:
            return None
        pieces = [ours(words.label("gap_reasons", gap["reason"]) if gap else _("not recorded"))]
        if gap and "note" in gap:
            pieces.append(self.text(gap["note"]))
        return fact(name, Line(_missing(pieces), silent.passages))

    def who(self, name: str, role: Role = Role.PLAIN) -> Piece:
        """A record that is named by its id, or the words that stand there instead."""
        known = self.labels.get(name)
        if known is None:
            return self.text(name, role)
        remark = _("pseudonym") if name in self.pseudonymous else ""
        return Piece(known.title, role, by_people=True, to=known, remark=remark)

    def text(self, found: str, role: Role = Role.PLAIN) -> Piece:
        """Words of the one who wrote the record."""
        return theirs(found, self.content.get("language"), role)

    def rest(self) -> tuple[Fact, ...]:
        """Passages and gaps on fields that were told nowhere else."""
        gaps = [
            fact(fields.field_words(path), *self._lines_of(self.gap("", path)))
            for path in list(self._gaps)
        ]
        left = [one for path, one in self._cited if path not in self._told]
        return (*gaps, *(fact(one.field, Line((), (one,))) for one in left))

    def _lines_of(self, one: Fact | None) -> tuple[Line, ...]:
        return one.lines if one else ()


def _about(path: str, pointer: str, *, whole: bool) -> bool:
    return path == pointer or (whole and path.startswith(f"{pointer}/"))


def _missing(pieces: list[Piece]) -> tuple[Piece, ...]:
    first, *others = pieces
    return (Piece(first.text, Role.MISSING), *others)
