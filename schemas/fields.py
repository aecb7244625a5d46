"""Fields of a shape by JSON Pointer (RFC 6901), be they filled or empty.

`schemas.pointer` follows a pointer through JSON, where an empty field is absent; here it is
followed through the shapes, which know the fields that might be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schemas.errors import BadPointer
from schemas.pointer import escaped, split
from schemas.shape import Shape

__all__ = ["check_field", "elements_like", "shapes_around"]

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


def check_field(shape: Shape, pointer: str) -> None:
    """See that `pointer` names a field of `shape`, an element of a list in it, or `shape` itself.

    The last step may name a field that is empty, or a language in which there is no text yet.

    Raises:
        BadPointer: no field has this name, or the list ends before.
    """
    for _ in _walk(shape, pointer):
        pass


def shapes_around(shape: Shape, pointer: str) -> list[tuple[str, Shape]]:
    """The shapes inside `shape` in which the place `pointer` lies, with their pointers.

    The innermost comes first; `shape` itself and what stands at `pointer` are not among them.

    Raises:
        BadPointer: no field has this name, or the list ends before.
    """
    steps = [(at, value) for at, value in _walk(shape, pointer) if isinstance(value, Shape)]
    return [step for step in reversed(steps) if step[0] not in ("", pointer)]


def elements_like(shape: Shape, pointer: str) -> Iterator[str]:
    """Every place in `shape` that `pointer` names if any number in it stands for all numbers.

    Where it leads nowhere in `shape`, nothing is given.
    """
    yield from _like(shape, split(pointer), "")


def _like(value: object, tokens: tuple[str, ...], here: str) -> Iterator[str]:
    if not tokens:
        yield here
        return
    first, *rest = tokens
    if isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _like(inner, tuple(rest), f"{here}/{index}")
        return
    try:
        inner = _step(value, first, "")
    except BadPointer:
        return
    yield from _like(inner, tuple(rest), f"{here}/{escaped(first)}")


def _walk(shape: Shape, pointer: str) -> list[tuple[str, object]]:
    """What stands at each step of the way, with its pointer."""
    value: object = shape
    here = ""
    steps: list[tuple[str, object]] = [("", shape)]
    tokens = split(pointer)
    for token, written in zip(tokens, pointer.split("/")[1:], strict=True):
        value = _step(value, token, pointer)
        here = f"{here}/{written}"
        steps.append((here, value))
    return steps


def _step(value: object, token: str, pointer: str) -> object:
    if isinstance(value, Shape):
        return getattr(value, _field_name(value, token, pointer))
    if isinstance(value, tuple):
        if not _INDEX.fullmatch(token):
            raise BadPointer(pointer, f"a list is entered by a number from 0, not by {token!r}")
        if int(token) >= len(value):
            why = f"there is no element {token}: the list has {len(value)}"
            raise BadPointer(pointer, why)
        return value[int(token)]
    if isinstance(value, Mapping):
        return value.get(token)
    raise BadPointer(pointer, f"{token!r} would lead into a value that has no parts")


def _field_name(shape: Shape, token: str, pointer: str) -> str:
    for name, field in type(shape).model_fields.items():
        if token == (field.alias or name):
            return name
    raise BadPointer(pointer, f"there is no field {token!r}")
