"""The base of every shape that comes from outside: frozen, strict, unknown fields refused.

A shape is read from JSON with `Shape.model_validate_json`, so that an enumeration may be given by
its code and a list becomes a tuple, while "7" never becomes 7. It is written by `content`, which
leaves out what was not stated: absent is a missing key, never null, "", [] or 0.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

Json = Any
"""A value of JSON: object, list, text, number, true, false or null."""

NonEmpty = Annotated[str, Field(min_length=1)]
"""A text with something in it."""


def _or_nothing(text: str | None) -> str | None:
    return text or None


OptionalText = Annotated[str | None, AfterValidator(_or_nothing)]
"""A text that need not be there. An empty one is read as none."""


class Shape(BaseModel):
    """A value whose named fields cannot be set again after it was made."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )

    def content(self) -> dict[str, Json]:
        """The JSON object of this value without the fields that were not stated.

        Two equal values give equal content, however they were written down, and reading it gives
        an equal value. Null, and an empty list or object that is the same as none, are left out,
        because "we know that there is none" is said by a gap (`schemas.record.Gap`). A field that
        must be stated stays, even if it is empty; and so does an empty list where none at all
        would mean something else: nobody was asked.
        """
        return _content(self)


class _Field(NamedTuple):
    """How one field is written."""

    name: str
    key: str
    """Its name in JSON."""
    nothing: tuple[Json, ...]
    """Values under which it is left out, all of them false."""


@cache
def _fields(shape: type[Shape]) -> tuple[_Field, ...]:
    return tuple(
        _Field(name, field.alias or name, _nothing(field))
        for name, field in shape.model_fields.items()
    )


def _nothing(field: FieldInfo) -> tuple[Json, ...]:
    if field.is_required():
        return ()
    if field.annotation is Any:
        return (None,)
    return (None, "", {}) if field.default is None else (None, "", {}, ())


_PLAIN = frozenset((str, int, float, bool, type(None)))
"""Types of values that stand in JSON as they are."""


def _content(shape: Shape) -> dict[str, Json]:
    """Field by field, without what was not stated. (`model_dump` writes all fields, and most hold
    nothing.)"""
    held = shape.__dict__
    kept: dict[str, Json] = {}
    for name, key, nothing in _fields(type(shape)):
        value = held[name]
        if not value and value in nothing:
            continue
        if type(value) not in _PLAIN:
            value = _written(value)
            if not value and value in nothing:
                continue
        kept[key] = value
    return kept


def _written(value: Any) -> Json:
    """A value as JSON that nobody else holds."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [_written(inner) for inner in value]
    if isinstance(value, Shape):
        return _content(value)
    if isinstance(value, Enum):
        return value.value
    return to_jsonable_python(value)
