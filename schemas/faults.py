"""What is wrong with a record, for the person who wrote it: where, what was expected, what stands.

Places are JSON Pointers (RFC 6901) into the JSON that was given, with the names that it uses. The
kinds of faults are those of pydantic (https://docs.pydantic.dev/latest/errors/validation_errors/);
its own sentences, which speak of Python, are shown for none of those that a record can have.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.access import FIELD_PATTERN
from schemas.actor import SCRIPT_PATTERN
from schemas.citations import POINTER_PATTERN
from schemas.incident import KEY_PATTERN
from schemas.item import (
    DECIMAL_PATTERN,
    DIGEST_PATTERN,
    PICTURE_HASH_PATTERN,
    UTC_OFFSET_PATTERN,
    WALL_CLOCK_PATTERN,
)
from schemas.pointer import join
from schemas.record import LANGUAGE_PATTERN, REF_PATTERN
from schemas.shape import Shape

__all__ = ["PATTERN_WORDS", "faults_of"]

Fault = tuple[str, str]
"""JSON Pointer and sentence."""

LONGEST_FOUND = 60
"""Characters of a wrong value that are shown."""

PATTERN_WORDS: Mapping[str, str] = {
    REF_PATTERN: "a short name of up to 64 characters without spaces and without / ? # % \\",
    LANGUAGE_PATTERN: "a language tag such as en or zh-Hant",
    POINTER_PATTERN: 'a JSON Pointer such as /acts/0/date, or "" for the whole record',
    FIELD_PATTERN: "a JSON Pointer such as /acts/0/date",
    KEY_PATTERN: "a key of up to 40 letters, digits, points, hyphens and underscores",
    SCRIPT_PATTERN: "a code of a script such as Latn or Cyrl",
    DIGEST_PATTERN: "a SHA-256 digest of 64 hexadecimal digits in lower case",
    PICTURE_HASH_PATTERN: "16 hexadecimal digits in lower case",
    DECIMAL_PATTERN: "a decimal number as a text, such as 43.318",
    WALL_CLOCK_PATTERN: "a date and time without a zone, such as 2014-12-14T09:30:00",
    UTC_OFFSET_PATTERN: "an offset such as +03:00, or Z",
}
"""What texts of each pattern are called."""

NAME_ITSELF = "[key]"
"""The step behind a name in pydantic's places when the name is wrong, and not its value."""
TOO_SHORT = "too_short"

_TIME = "a date and time with its zone, such as 2014-12-14T09:30:00+03:00"
_EXPECTED: Mapping[str, str] = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "enum": "{expected}",
    "literal_error": "{expected}",
    "greater_than_equal": "a number from {ge} on",
    "less_than_equal": "a number up to {le}",
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_aware": _TIME,
}
"""What was expected; what was found follows."""
_WHOLE: Mapping[str, str] = {
    "missing": "expected this field, found none",
    "json_invalid": "expected JSON, found none: {error}",
    "union_tag_invalid": "expected a type that is one of {expected_tags}, found '{tag}'",
    "union_tag_not_found": "expected a type, found none",
    "string_too_short": 'expected some text, found ""',
    TOO_SHORT: "expected a list of at least {min_length}, found one of {actual_length}",
    "too_long": "expected a list of at most {max_length}, found one of {actual_length}",
    "value_error": "{error}",
}
"""Sentences that lack only the facts of the case."""


def faults_of(
    error: ValidationError, shapes: Mapping[str, type[Shape]] | type[Shape]
) -> tuple[Fault, ...]:
    """Each fault that pydantic found, as (JSON Pointer, sentence).

    `shapes` are those among which the field `type` of the whole decides, or the only one. That a
    list is too short is not said where only its elements are wrong: pydantic counts none but the
    right ones.
    """
    found = [(one, *_fault(one, shapes)) for one in error.errors(include_url=False)]
    inside = [pointer for _, pointer, _ in found]
    return tuple(
        (pointer, sentence)
        for one, pointer, sentence in found
        if one["type"] != TOO_SHORT or not any(p.startswith(f"{pointer}/") for p in inside)
    )


def _fault(details: ErrorDetails, shapes: Mapping[str, type[Shape]] | type[Shape]) -> Fault:
    if isinstance(shapes, type):
        steps = list(_steps(details["loc"], shapes))
    else:
        kind, *place = details["loc"] or ("",)
        steps = list(_steps(place, shapes.get(str(kind), Any)))
    pointer = join(step for step, _ in steps)
    match details["type"]:
        case "extra_forbidden":
            return pointer, _unknown_field(steps)
        case "union_tag_invalid" | "union_tag_not_found":
            return f"{pointer}/type", _sentence(details)
        case _:
            return pointer, _sentence(details)


def _unknown_field(steps: Sequence[tuple[str | int, Any]]) -> str:
    """The last of `steps` leads nowhere: the sentence that says so, with what may be meant."""
    name, where = steps[-1]
    known = [known for shape in _shapes(where) for known in _names(shape)]
    near = difflib.get_close_matches(str(name), known, n=2)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"expected no field of this name here{hint}"


def _sentence(details: ErrorDetails) -> str:
    kind, facts, found = details["type"], details.get("ctx", {}), details["input"]
    if kind in _WHOLE:
        return _WHOLE[kind].format(**facts)
    if kind == "string_pattern_mismatch":
        expected = PATTERN_WORDS[facts["pattern"]]
    else:
        expected = _EXPECTED.get(kind, details["msg"]).format(**facts)
    return f"expected {expected}, found {_shown(found)}"


def _shown(found: Any) -> str:
    """A wrong value in short, as it stands in JSON."""
    match found:
        case dict():
            return "an object"
        case list() | tuple():
            return "a list"
    written = json.dumps(found, ensure_ascii=False, default=str)
    return written if len(written) <= LONGEST_FOUND else written[: LONGEST_FOUND - 1] + "…"


def _steps(place: Sequence[str | int], kind: Any) -> Iterator[tuple[str | int, Any]]:
    """Each step of a place in the JSON, with the type of the value in which it is taken.

    pydantic's places also have steps that are not in the JSON: which shape of a union it tried,
    and that a name and not its value is wrong.
    """
    for number, step in enumerate(place):
        below = _below(kind, step)
        if below is None and (number + 1 < len(place) or step == NAME_ITSELF):
            kind = next((shape for shape in _shapes(kind) if _tag(shape) == step), kind)
            continue
        yield step, kind
        kind = below


def _below(kind: Any, step: str | int) -> Any:
    """The type of what `step` leads to in a value of type `kind`; None: it leads nowhere."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _below(inner[0], step)
    if origin is tuple:
        return inner[0]
    if origin is dict:
        return None if step == NAME_ITSELF else inner[1]
    if inner:
        found = (_below(one, step) for one in inner)
        return next((one for one in found if one is not None), None)
    if isinstance(kind, type) and issubclass(kind, Shape):
        return _names(kind).get(str(step))
    return None


def _shapes(kind: Any) -> Iterator[type[Shape]]:
    """The shapes that a value of type `kind` can have."""
    if isinstance(kind, type) and issubclass(kind, Shape):
        yield kind
    elif get_origin(kind) is not tuple:
        for one in get_args(kind):
            yield from _shapes(one)


def _names(shape: type[Shape]) -> dict[str, Any]:
    """The type of each field, by its name in JSON."""
    return {field.alias or name: field.annotation for name, field in shape.model_fields.items()}


def _tag(shape: type[Shape]) -> str | None:
    """The one value that a shape's field `type` has."""
    field = shape.model_fields.get("type")
    return next(iter(get_args(field.annotation)), None) if field else None
