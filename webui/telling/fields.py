"""Fields of records by name: what a JSON Pointer means in words, and how the value there is told.

The shapes themselves say which field holds a date, a number or a code; nothing is listed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from archive.history import Unshown
from archive.lookup import Label
from schemas.counts import CountValue
from schemas.dates import DateValue, Duration, TimeOfDay
from schemas.places import PlaceValue
from schemas.pointer import join, split
from schemas.records import RECORD_TYPES
from schemas.shape import Json, Shape
from schemas.vocabulary import CodeOf
from webui.language import _, joined
from webui.telling import places, words
from webui.telling.pieces import Piece, Role, ours, theirs

NAMES: Mapping[str, str] = {
    "class": "kind of thing",
    "count": "number",
    "edtf": "date",
    "hi": "at most",
    "lo": "at least",
    "of_what": "what is counted",
    "radius_m": "radius in metres",
    "size": "size",
    "altitude_m": "altitude in metres",
}
"""Names of fields that say more to a person than the field's own name."""
ONE_OF: Mapping[str, str] = {
    "addressees": "addressee",
    "documents": "documented incident",
    "external_ids": "other identifier",
    "narrative": "narrative",
    "copies_to": "copy",
    "property": "property",
    "admin": "unit around it",
}
"""What an element of a list is called, where leaving out the final s does not do."""


def field_words(pointer: str) -> str:
    """The field that a JSON Pointer leads to, in words: "act 2, victim 1, status at end"."""
    said: list[str] = []
    tokens = split(pointer)
    for index, token in enumerate(tokens):
        if token.isdigit() and said:
            said[-1] = f"{_one_of(tokens[index - 1])} {int(token) + 1}"
        else:
            said.append(_name(token))
    return joined(said) or _("the whole record")


def _name(token: str) -> str:
    return _(_english_name(token))


def _english_name(token: str) -> str:
    return NAMES.get(token, token.replace("_", " ").strip())


def _one_of(token: str) -> str:
    return _(_english_one_of(token))


def _english_one_of(token: str) -> str:
    return ONE_OF.get(token, token.replace("_", " ").removesuffix("s"))


def all_words() -> frozenset[str]:
    """Every name of a field and of an element of a list, in English, as `field_words` says them."""
    fields = _tokens()
    elements = {_english_one_of(token) for token, is_list in fields.items() if is_list}
    return frozenset(elements.union(map(_english_name, fields)))


def _tokens() -> dict[str, bool]:
    """The names of the fields of all shapes, however deep, and whether each is a list anywhere."""
    found: dict[str, bool] = {}
    left, seen = list[Any](RECORD_TYPES.values()), set[Any]()
    while left:
        shape = left.pop()
        if not _is_shape(shape) or shape in seen:
            continue
        seen.add(shape)
        for name, field in shape.model_fields.items():
            parts = list(_taken_apart(field.annotation))
            token = field.alias or name
            found[token] = found.get(token, False) or any(get_origin(one) is tuple for one in parts)
            left += parts
    return found


@cache
def vocabulary_at(record_type: str, pointer: str) -> str | None:
    """The vocabulary of the code that stands at `pointer`; None if no code stands there."""
    for part in _parts_at(record_type, pointer):
        if isinstance(part, CodeOf):
            return part.vocabulary
    return None


@cache
def shape_at(record_type: str, pointer: str) -> type[Shape] | None:
    """The shape of the value at `pointer`; None for texts, numbers and the like."""
    return next((part for part in _parts_at(record_type, pointer) if _is_shape(part)), None)


def _parts_at(record_type: str, pointer: str) -> tuple[Any, ...]:
    """Everything that the annotation of the field at `pointer` is made of."""
    parts: tuple[Any, ...] = (RECORD_TYPES[record_type],)
    for token in split(pointer):
        if token.isdigit():
            continue
        inside = [_of(shape, token) for shape in parts if _is_shape(shape)]
        parts = next(filter(None, inside), ())
    return parts


def _is_shape(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Shape)


def _of(shape: type[Shape], token: str) -> tuple[Any, ...]:
    for name, field in shape.model_fields.items():
        if token == (field.alias or name):
            return (*field.metadata, *_taken_apart(field.annotation))
    return ()


def _taken_apart(annotation: Any) -> Iterator[Any]:
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _taken_apart(inner)


def value(
    record_type: str, pointer: str, found: Json, labels: Mapping[str, Label]
) -> tuple[Piece, ...]:
    """What stands at `pointer`, or what somebody else says should stand there, in words."""
    if found is None or isinstance(found, Unshown):
        absent = _("other words, not shown any more") if found else _("nothing")
        return (ours(absent, Role.MISSING),)
    if isinstance(found, dict):
        return _object(record_type, pointer, found, labels)
    if isinstance(found, list):
        inner = [value(record_type, f"{pointer}/{n}", v, labels) for n, v in enumerate(found)]
        return tuple(piece for pieces in inner for piece in pieces)
    if isinstance(found, str) and (name := vocabulary_at(record_type, pointer)):
        return (ours(words.label(name, found)),)
    if isinstance(found, str):
        known = labels.get(found)
        return (theirs(known.title if known else found, to=known),)
    return (ours(words.plain(found)),)


def _object(
    record_type: str, pointer: str, found: dict[str, Json], labels: Mapping[str, Label]
) -> tuple[Piece, ...]:
    try:
        match shape_at(record_type, pointer):
            case shape if shape is DateValue:
                return words.date(found)
            case shape if shape is CountValue:
                return words.count(found)
            case shape if shape is Duration:
                return words.duration(found)
            case shape if shape is TimeOfDay:
                return words.time_of_day(found)
            case shape if shape is PlaceValue:
                return places.told(found, labels)
    except ValidationError:
        # A contradicting statement is kept as it was given, whatever its form.
        pass
    return tuple(
        piece
        for key, inner in found.items()
        for piece in (
            Piece(_name(key), Role.NOTE, names_next=True),
            *value(record_type, join((*split(pointer), key)), inner, labels),
        )
    )
