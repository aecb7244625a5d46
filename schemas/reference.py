"""References from one record to another, and how to find them all.

A field that names another record is typed `Annotated[str, Reference(...)]`. While a person writes,
it may hold the other record's ref ("I8"); in a stored revision it always holds the opaque id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from schemas.shape import Json, NonEmpty, OptionalText, Shape

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field that names another record."""

    types: tuple[str, ...] = ()
    """The record types that may stand here; empty means any."""
    or_text: bool = False
    """Whether plain words may stand here instead, for somebody who has no record."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        stated = {"types": list(self.types), "or_text": self.or_text}
        return {**handler(schema), "x-reference": {k: v for k, v in stated.items() if v}}


ActorRef = Annotated[NonEmpty, Reference(("actor",))]
PlaceRef = Annotated[NonEmpty, Reference(("place",))]
SourceRef = Annotated[NonEmpty, Reference(("source",))]
ItemRef = Annotated[NonEmpty, Reference(("item",))]
IncidentRef = Annotated[NonEmpty, Reference(("incident",))]
AppealRef = Annotated[NonEmpty, Reference(("appeal",))]
AnyRef = Annotated[NonEmpty, Reference()]
AnyRefOrText = Annotated[NonEmpty, Reference(or_text=True)]
OptionalWho = Annotated[OptionalText, Reference(or_text=True)]
"""Somebody by record or in words, or nobody. An empty text is read as nobody."""


@dataclass(frozen=True, slots=True)
class FoundReference:
    """One reference as it stands in a record."""

    pointer: str
    """Where it stands, as a JSON Pointer (RFC 6901)."""
    mark: Reference
    """What may stand there."""
    value: str
    """The id, ref or words that stand there."""


def references(shape: Shape, pointer: str = "") -> list[FoundReference]:
    """Every reference inside `shape`, in the order of its fields."""
    found: list[FoundReference] = []
    _collect(shape, pointer, found)
    return found


def _collect(shape: Shape, pointer: str, found: list[FoundReference]) -> None:
    """Into one list: a generator inside each other for every shape took twice as long."""
    for name, key, mark in _leading_on(type(shape)):
        value = getattr(shape, name)
        if not value:
            continue
        if isinstance(value, Shape):
            _collect(value, f"{pointer}/{key}", found)
        elif isinstance(value, tuple):
            for index, inner in enumerate(value):
                if isinstance(inner, Shape):
                    _collect(inner, f"{pointer}/{key}/{index}", found)
                elif mark:
                    found.append(FoundReference(f"{pointer}/{key}/{index}", mark, inner))
        elif mark and isinstance(value, str):
            found.append(FoundReference(f"{pointer}/{key}", mark, value))


def with_references(
    shape: S,
    rename: Callable[[FoundReference], str],
    found: Sequence[FoundReference] | None = None,
) -> S:
    """`shape` with each reference as `rename` says; itself where that changes nothing.

    `found` is what `references(shape)` gave, where it was asked already.
    """
    if found is None:
        found = references(shape)
    changed = [(one.pointer, name) for one in found if (name := rename(one)) != one.value]
    if not changed:
        return shape
    content = shape.content()
    for pointer, name in changed:
        _put(content, pointer, name)
    return type(shape).model_validate(content, strict=False)


def _put(document: Json, pointer: str, value: str) -> None:
    *path, last = pointer.split("/")[1:]
    for token in path:
        document = document[int(token) if isinstance(document, list) else token]
    document[int(last) if isinstance(document, list) else last] = value


@cache
def _leading_on(shape: type[Shape]) -> tuple[tuple[str, str, Reference | None], ...]:
    """The fields in which a reference can stand: name, name in JSON, and mark of their own."""
    marks = _marks(shape)
    return tuple(
        (name, field.alias or name, marks.get(name))
        for name, field in shape.model_fields.items()
        if name in marks or any(_leading_on(inner) for inner in _shapes_in(field.annotation))
    )


def _shapes_in(annotation: Any) -> Iterator[type[Shape]]:
    """The shapes that a field of this type can hold, in lists and as alternatives as well."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)


@cache
def _marks(shape: type[Shape]) -> dict[str, Reference]:
    """The fields of `shape` that hold references, each with its mark."""
    marks = {}
    for name, field in shape.model_fields.items():
        mark = next((m for m in field.metadata if isinstance(m, Reference)), None)
        mark = mark or _inner_mark(field.annotation)
        if mark:
            marks[name] = mark
    return marks


def _inner_mark(annotation: Any) -> Reference | None:
    """The mark inside `tuple[ActorRef, ...]` or `ActorRef | None`."""
    for inner in (annotation, *get_args(annotation)):
        for meta in getattr(inner, "__metadata__", ()):
            if isinstance(meta, Reference):
                return meta
        if inner is not annotation and (found := _inner_mark(inner)):
            return found
    return None
