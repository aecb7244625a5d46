"""The fields of a record as a form has them, made from the shapes: nothing is listed twice.

A date, a number, a duration and a time of day have fields of their own beside those of the shape:
`said` takes a person's words, from which the rest follows (`archive.drafting.values`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from schemas.citations import POINTER_PATTERN
from schemas.counts import CountValue
from schemas.dates import DateValue, Duration, TimeOfDay
from schemas.places import Point
from schemas.pointer import split
from schemas.record import LANGUAGE_PATTERN
from schemas.records import RECORD_TYPES
from schemas.reference import Reference
from schemas.shape import Shape
from schemas.vocabulary import CodeOf

__all__ = ["Field", "Kind", "field_at", "fields_of"]


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = auto()
    PROSE = auto()
    CODE = auto()
    """A term of a vocabulary."""
    CODES = auto()
    """Terms to choose from, or none at all, which says something else than no answer."""
    REFERENCE = auto()
    CHOICE = auto()
    """One of a few words."""
    FLAG = auto()
    """Yes, or not said."""
    YES_NO = auto()
    """Yes, no, or not said."""
    NUMBER = auto()
    JSON = auto()
    """What no form is made for, as JSON."""
    GEOMETRY = auto()
    """Latitude and longitude; any other geometry as JSON."""
    TRANSLATIONS = auto()
    """A text in each language."""
    PAIRS = auto()
    """Names with a text each."""
    LIST = auto()
    """Single values of one kind."""
    ROWS = auto()
    """Groups of one kind."""
    GROUP = auto()
    DATE = auto()
    COUNT = auto()
    DURATION = auto()
    TIME = auto()


SAID = {
    DateValue: Kind.DATE,
    CountValue: Kind.COUNT,
    Duration: Kind.DURATION,
    TimeOfDay: Kind.TIME,
}
"""Shapes whose values are said in words."""
FOLLOWS = frozenset({"lo", "hi", "edtf"})
"""Fields of a date that follow from what is said."""
ROWED = frozenset({Kind.ROWS, Kind.TRANSLATIONS, Kind.PAIRS})
"""Kinds that are filled in as rows of groups."""
NESTED = frozenset({Kind.GROUP, Kind.DATE, Kind.COUNT, Kind.DURATION, Kind.TIME})
"""Kinds whose value is an object with fields of its own."""
LONG = frozenset({"text", "description", "note", "notes", "consequences", "safety_note", "address"})
"""Texts that take more than a line."""
SHORT = frozenset({"Victim", "Perpetrator", "Property", "Name", "Pair"})
"""Shapes whose texts of these names take a line."""
KEPT = {
    "incident": frozenset({"review"}),
    "item": frozenset(
        {
            "digest", "size", "crc32", "media_type", "names", "contained_in", "claims", "acquired",
            "perceptual_hash", "derived", "derivation",
        }
    )
}  # fmt: skip
"""What a program found out about a file, and how far a record was checked: a form leaves it as it
is; the state of checking has a way and a right of its own (`archive.casework.reviewing`)."""
KEPT_ALWAYS = frozenset({"id", "type", "retired"})
"""Fields that have ways of their own to be set."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    """As it stands in the JSON of the record."""
    kind: Kind
    required: bool = False
    default: str = ""
    """What stands there if nothing is said; "" if nothing does."""
    vocabulary: str = ""
    types: tuple[str, ...] = ()
    """Types of record that a reference may lead to; none: any."""
    or_text: bool = False
    """Whether a reference may be plain words."""
    choices: tuple[str, ...] = ()
    inner: tuple[Field, ...] = field(default=())
    """Of a group or of each row its fields; of a list its one kind of value."""
    shape: str = ""
    """Name of the shape of a group or of each row."""
    empty_counts: bool = False
    """Whether an empty text says something: the whole record, in the path of a citation."""

    def named(self, name: str) -> Field:
        """The field of this name in the group. Raises KeyError."""
        for one in self.inner:
            if one.name == name:
                return one
        raise KeyError(name)


@cache
def fields_of(record_type: str) -> Field:
    """The form of a type of record, as one group."""
    shape = RECORD_TYPES[record_type]
    kept = KEPT_ALWAYS | KEPT.get(record_type, frozenset())
    inner = tuple(one for one in _inner(shape) if one.name not in kept)
    return Field("", Kind.GROUP, inner=inner, shape=shape.__name__)


def field_at(record_type: str, pointer: str) -> Field:
    """The field to which a JSON Pointer leads, whether or not a row of that number is there.

    Raises:
        KeyError: the form has no such field.
    """
    found = fields_of(record_type)
    for token in split(pointer):
        if found.kind in (*ROWED, Kind.LIST) and token.isdigit():
            found = row_of(found)
        else:
            found = found.named(token)
    return found


def row_of(rows: Field) -> Field:
    """What each row of a list is."""
    if rows.kind is Kind.LIST:
        return rows.inner[0]
    return Field("", Kind.GROUP, inner=rows.inner, shape=rows.shape)


def _inner(shape: type[Shape]) -> Iterator[Field]:
    for name, info in shape.model_fields.items():
        made = _field(info.alias or name, info)
        short = made.kind is Kind.PROSE and shape.__name__ in SHORT
        yield replace(made, kind=Kind.TEXT) if short else made


def _field(name: str, info: FieldInfo) -> Field:
    marks = tuple(_marks(info))
    required = info.is_required()
    annotation = _bare(info.annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return _list(name, _bare(inner[0]), marks, info, required=required)
    if origin is dict:
        by_language = _is_by_language(info)
        if by_language:
            inside = (Field("language", Kind.TEXT), Field("text", Kind.PROSE))
            return Field(name, Kind.TRANSLATIONS, required=required, inner=inside, shape="Text")
        inside = (Field("name", Kind.TEXT), Field("text", Kind.TEXT))
        return Field(name, Kind.PAIRS, required=required, inner=inside, shape="Pair")
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return _group(name, annotation, required=required)
    if annotation is not Any and _is_geometry(annotation):
        return Field(name, Kind.GEOMETRY, required=required)
    return _single(name, annotation, marks, default=_default(info), required=required)


def _list(
    name: str, element: Any, marks: tuple[Any, ...], info: FieldInfo, *, required: bool
) -> Field:
    if isinstance(element, type) and issubclass(element, Shape):
        inner = tuple(_inner(element))
        return Field(name, Kind.ROWS, required=required, inner=inner, shape=element.__name__)
    single = _single("", element, marks, default="", required=True)
    if single.kind is Kind.CODE and (required or info.default is None):
        return Field(name, Kind.CODES, vocabulary=single.vocabulary)
    return Field(name, Kind.LIST, required=required, inner=(single,))


def _group(name: str, shape: type[Shape], *, required: bool) -> Field:
    kind = SAID.get(shape, Kind.GROUP)
    inner = tuple(_inner(shape))
    if kind is not Kind.GROUP:
        hidden = FOLLOWS if kind is Kind.DATE else frozenset()
        rest = tuple(one for one in inner if one.name not in hidden)
        inner = (Field("said", Kind.TEXT), *rest)
    return Field(name, kind, required=required, inner=inner, shape=shape.__name__)


def _single(  # noqa: PLR0911 - one for each kind of value
    name: str, annotation: Any, marks: tuple[Any, ...], *, default: str, required: bool
) -> Field:
    for mark in marks:
        if isinstance(mark, CodeOf):
            return Field(
                name, Kind.CODE, required=required, default=default, vocabulary=mark.vocabulary
            )
        if isinstance(mark, Reference):
            return Field(
                name, Kind.REFERENCE, required=required, types=mark.types, or_text=mark.or_text
            )
    if annotation is bool:
        return Field(name, Kind.FLAG)
    if annotation is int:
        return Field(name, Kind.NUMBER, required=required)
    if get_origin(annotation) is Literal:
        choices = tuple(str(one) for one in get_args(annotation))
        return Field(name, Kind.CHOICE, required=required, default=default, choices=choices)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        choices = tuple(str(one.value) for one in annotation)
        return Field(name, Kind.CHOICE, required=required, default=default, choices=choices)
    if annotation is Any:
        return Field(name, Kind.JSON)
    if annotation == (bool | None):
        return Field(name, Kind.YES_NO)
    kind = Kind.PROSE if name in LONG else Kind.TEXT
    empty = any(getattr(mark, "pattern", None) == POINTER_PATTERN for mark in marks)
    return Field(name, kind, required=required, default=default, empty_counts=empty)


def _default(info: FieldInfo) -> str:
    found = info.default
    if isinstance(found, Enum):
        return str(found.value)
    return found if isinstance(found, str) else ""


def _bare(annotation: Any) -> Any:
    """A type without the marks on it and without "or nothing"; truth values keep it."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    some = get_args(annotation)
    if NoneType in some and bool not in some:
        left = [_bare(one) for one in some if one is not NoneType]
        return left[0] if len(left) == 1 else annotation
    return annotation


def _is_by_language(info: FieldInfo) -> bool:
    """Whether the names in an object are language tags (`schemas.record.Texts`)."""
    return any(
        getattr(meta, "pattern", None) == LANGUAGE_PATTERN for meta in _marks_in(info.annotation)
    ) or any(
        getattr(one, "pattern", None) == LANGUAGE_PATTERN
        for meta in _marks_in(info.annotation)
        if isinstance(meta, FieldInfo)
        for one in meta.metadata
    )


def _is_geometry(annotation: Any) -> bool:
    return any(one is Point or _is_geometry(one) for one in get_args(annotation))


def _marks(info: FieldInfo) -> Iterator[Any]:
    yield from info.metadata
    yield from _marks_in(info.annotation)


def _marks_in(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _marks_in(inner)
