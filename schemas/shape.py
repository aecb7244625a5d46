"""The base of every shape that comes from outside: frozen, strict, unknown fields refused.

A shape is read from JSON with `Shape.model_validate_json`, so that an enumeration may be given by
its code and a list becomes a tuple, while "7" never becomes 7. It is written by `content`, which
leaves out what was not stated: absent is a missing key, never null, "", [] or 0.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

Json = Any
"""A value of JSON: object, list, text, number, true, false or null."""


class Shape(BaseModel):
    """A value with named fields that cannot be changed after it was made."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        ser_json_inf_nan="strings",
    )

    def content(self) -> dict[str, Json]:
        """The JSON object of this value without the fields that were not stated.

        Two equal values give equal content, however they were written down: null and empty lists,
        objects and texts are left out, because "we know that there is none" is said by a gap
        (`schemas.record.Gap`), not by an empty field.
        """
        stated: dict[str, Json] = _stated(self.model_dump(mode="json", by_alias=True))
        return stated


def _stated(value: Json) -> Json:
    if isinstance(value, dict):
        kept = {key: _stated(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if not _is_nothing(inner)}
    if isinstance(value, list):
        return [_stated(inner) for inner in value]
    return value


def _is_nothing(value: Json) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
