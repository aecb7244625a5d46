"""A form as a value: what each field shows, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.drafting.fields import NESTED, Kind
from webui.forming.folding import Folded
from webui.telling.pieces import Piece


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that supports a field, as a citation in the form has it."""

    number: int
    """Of the row among the citations, from 0."""
    words: str
    contradicts: bool


@dataclass(frozen=True, slots=True)
class Widget:
    """One field on a page."""

    pointer: str
    kind: Kind
    label: str
    value: str = ""
    required: bool = False
    long: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """Value and words of each choice."""
    vocabulary: str = ""
    """Whose terms are proposed while one types."""
    types: tuple[str, ...] = ()
    """The types of record that are proposed."""
    is_reference: bool = False
    values: tuple[str, ...] = ()
    """Of a list of single values."""
    children: tuple[Widget, ...] = ()
    rows: tuple[Widget, ...] = ()
    closed: bool = False
    """Whether the group has fields that can be opened."""
    faults: tuple[str, ...] = ()
    understood: tuple[Piece, ...] = ()
    passages: tuple[Passage, ...] = ()
    is_list: bool = False
    shape: str = ""
    """Of a group; its fields are proposed where one is opened."""
    folded: Folded | None = None
    """What is shown of a row instead of its fields."""

    @property
    def is_understood(self) -> bool:
        """Whether what is typed here is shown as it was understood."""
        group = self.kind in NESTED and self.kind is not Kind.GROUP
        return group or bool(self.understood) or (self.is_reference and not self.is_list)

    @property
    def id(self) -> str:
        """The id of the element in the page."""
        return f"f{self.pointer}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong in the form."""

    to: str
    """Where to go for it in the page."""
    field: str
    """In words."""
    sentence: str
    """In the language of the page, where there are words for it."""
    english: str


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form."""

    widget: Widget
    faults: tuple[Fault, ...]
    vocabularies: Mapping[str, tuple[str, ...]]
    """Labels of the vocabularies that are proposed from."""
    openings: Mapping[str, tuple[str, ...]]
    """Words for the fields of each shape of which some are not open."""
