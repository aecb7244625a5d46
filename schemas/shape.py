"""The base of every shape that comes from outside: frozen, strict, unknown fields refused.

A shape is read from JSON with `Shape.model_validate_json`, so that an enumeration may be given by
its code and a list becomes a tuple, while "7" never becomes 7. It is written by `content`, which
leaves out what was not stated: absent is a missing key, never null, "", [] or 0.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

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
        return _content(self, self.model_dump(mode="json", by_alias=True))


class _Field(NamedTuple):
    """How one field is written."""

    name: str
    key: str
    """Its name in JSON."""
    nothing: tuple[Json, ...]
    """Values under which it is left out, all of them false."""
    nests: bool
    """Whether shapes can stand in it."""


@cache
def _fields(shape: type[Shape]) -> tuple[_Field, ...]:
    return tuple(
        _Field(name, field.alias or name, _nothing(field), _nests(field.annotation))
        for name, field in shape.model_fields.items()
    )


def _nothing(field: FieldInfo) -> tuple[Json, ...]:
    if field.is_required():
        return ()
    if field.annotation is Any:
        return (None,)
    return (None, "", {}) if field.default is None else (None, "", {}, [])


def _nests(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return True
    return any(_nests(inner) for inner in get_args(annotation))


def _content(shape: Shape, dumped: dict[str, Json]) -> dict[str, Json]:
    """`dumped`, which is `shape` as JSON, without what was not stated."""
    kept = {}
    for name, key, nothing, nests in _fields(type(shape)):
        value = dumped[key]
        if not value and value in nothing:
            continue
        if not nests:
            kept[key] = value
            continue
        stated = getattr(shape, name)
        if isinstance(stated, Shape):
            value = _content(stated, value)
            if value in nothing:
                continue
        elif isinstance(stated, tuple) and stated and isinstance(stated[0], Shape):
            value = [_content(*pair) for pair in zip(stated, value, strict=True)]
        kept[key] = value
    return kept
