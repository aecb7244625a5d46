"""What a page is made of: pieces of text in lines, lines in facts.

A piece knows whose words it holds. The interface's own words follow the interface's language and
direction; words that people wrote keep theirs. Markup is left to the templates, so that nothing
here can ever be taken for HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from archive.lookup import Label


class Role(StrEnum):
    """What a piece is for its reader; the style sheet shows each in its own way."""

    PLAIN = "plain"
    VALUE = "value"
    """The heart of the line."""
    HEDGE = "hedge"
    """How sure somebody sounds."""
    NOTE = "note"
    """What explains the value: bounds, basis, precision."""
    VERBATIM = "verbatim"
    """Words of a source, shown in quotation marks."""
    EXACT = "exact"
    """Signs to be compared one by one: digests, numbers of devices."""
    MISSING = "missing"
    """Why nothing stands here."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that belong together."""

    text: str
    role: Role = Role.PLAIN
    by_people: bool = False
    """Whether a person wrote it: its direction then follows its letters."""
    language: str | None = None
    """BCP 47, where it is known and is not the interface's."""
    to: Label | None = None
    """The record that it leads to."""
    remark: str = ""
    """What is to be known of the words themselves: that they are a pseudonym."""
    names_next: bool = False
    """Whether what comes next is said of it. The colon then is the page's and stands outside of the
    words, which may run the other way."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What one source says about one field."""

    anchor: str
    """Name of the passage on the page of its source: ref of the record, and number."""
    field: str
    """The field, in words."""
    source: Label
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    remarks: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    """What else is known of the statement: (name, words)."""
    contradicts: bool = False
    """Whether it denies the record's own value or states another one."""
    says: tuple[Piece, ...] = ()
    """The other value, where it states one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with the passages that support or contradict it."""

    pieces: tuple[Piece, ...]
    passages: tuple[Cited, ...] = ()

    @property
    def conflicts(self) -> tuple[Cited, ...]:
        """The passages that contradict it."""
        return tuple(cited for cited in self.passages if cited.contradicts)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what there is to say under it."""

    name: str
    lines: tuple[Line, ...]


def ours(text: str, role: Role = Role.PLAIN) -> Piece:
    """Words of the interface."""
    return Piece(text, role)


def theirs(
    text: object, language: str | None = None, role: Role = Role.PLAIN, to: Label | None = None
) -> Piece:
    """Words that a person or a device wrote."""
    return Piece(str(text), role, by_people=True, language=language, to=to)


def valued(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """`pieces` with the first one as the heart of the line, unless it is a text of its own."""
    first, *others = pieces
    is_text = first.by_people and first.to is None
    stays = is_text or first.role is not Role.PLAIN
    return (first if stays else replace(first, role=Role.VALUE), *others)


def line(*pieces: Piece) -> Line:
    """A line that no passage belongs to."""
    return Line(pieces)


def fact(name: str, *lines: Line) -> Fact:
    """A fact of these lines."""
    return Fact(name, lines)


def present(*facts: Fact | None) -> tuple[Fact, ...]:
    """Those of the facts that there are."""
    return tuple(one for one in facts if one is not None and one.lines)
