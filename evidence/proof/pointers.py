"""Cutting a record body into parts by JSON Pointer (RFC 6901), and putting parts together again.

A body is cut at its fields and at each element of a list of objects, and inside such an element in
the same way. Pointers therefore alternate field and number: `/title`, `/acts/0`,
`/acts/0/victims/1`. Everything else stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evidence.proof.canonical import Json
from evidence.proof.errors import BadProof, NotCanonical

__all__ = ["MAX_DEPTH", "assemble", "cut", "escaped", "is_list_of_objects"]

MAX_DEPTH = 32
"""How many lists of objects may lie inside each other."""


def cut(body: dict[str, Json]) -> list[tuple[str, Json]]:
    """The parts of `body`: pointer and value, fields by name, elements by number.

    An element's own part holds it without its fields that are lists of objects, even if nothing
    else is left of it. `assemble` undoes this.

    Raises:
        NotCanonical: a field name is not a text, or lists of objects lie too deep.
    """
    parts: list[tuple[str, Json]] = []
    for name in _sorted_names(body):
        value = body[name]
        pointer = f"/{escaped(name)}"
        if is_list_of_objects(value):
            _cut_elements(pointer, value, parts, depth=1)
        else:
            parts.append((pointer, value))
    return parts


def assemble(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """The body that these parts make, whichever were left out, in any order.

    Elements that no part speaks of are missing; those that are there keep their order.

    Raises:
        BadProof: a pointer that `cut` does not write, one given twice, or parts that contradict
            each other.
    """
    top = _Element()
    for pointer, value in pairs:
        names = _names(pointer)
        if len(names) == 1:
            _add_field(top, names[0], value, pointer)
        else:
            _add_element(top, names, value, pointer)
    return top.value("")


def _cut_elements(
    pointer: str, elements: list[dict[str, Json]], parts: list[tuple[str, Json]], *, depth: int
) -> None:
    if depth > MAX_DEPTH:
        raise NotCanonical(f"more than {MAX_DEPTH} lists of objects inside each other")
    for number, element in enumerate(elements):
        here = f"{pointer}/{number}"
        nested = [name for name, value in element.items() if is_list_of_objects(value)]
        if not nested:
            parts.append((here, element))
            continue
        parts.append((here, {k: v for k, v in element.items() if k not in nested}))
        for name in sorted(nested):
            _cut_elements(f"{here}/{escaped(name)}", element[name], parts, depth=depth + 1)


def is_list_of_objects(value: Json) -> bool:
    """Whether a body is cut inside this value."""
    if not value or not isinstance(value, list):
        return False
    for element in value:  # noqa: SIM110 - a plain loop is twice as fast as all() with a generator
        if not isinstance(element, dict):
            return False
    return True


def _sorted_names(body: dict[str, Json]) -> list[str]:
    try:
        return sorted(body)
    except TypeError as cause:
        raise NotCanonical("a field name that is not a text", where="the top") from cause


def escaped(name: str) -> str:
    """A name as a token of a pointer.

    Raises:
        NotCanonical: it is not a text.
    """
    if not isinstance(name, str):
        raise NotCanonical("a field name that is not a text")
    if "~" in name or "/" in name:
        return name.replace("~", "~0").replace("/", "~1")
    return name


def _names(pointer: str) -> list[str]:
    first, *tokens = pointer.split("/")
    names = [token.replace("~1", "/").replace("~0", "~") for token in tokens]
    if first or not names or [escaped(name) for name in names] != tokens:
        raise BadProof(f"{pointer!r} is no pointer into a body (RFC 6901)")
    if len(names) > 1 and (len(names) % 2 or len(names) > 2 * MAX_DEPTH):
        raise BadProof(f"{pointer!r} leads to neither a field nor an element of a list")
    return names


@dataclass(slots=True)
class _Element:
    """What is known so far of the body, or of one element of a list."""

    own: dict[str, Json] | None = None
    lists: dict[str, dict[int, _Element]] = field(default_factory=dict)

    def value(self, pointer: str) -> dict[str, Json]:
        """The object that its own part and the elements of its lists make."""
        made = dict(self.own or {})
        for name, elements in self.lists.items():
            if name in made:
                raise BadProof(f"the parts say two things of {pointer}/{escaped(name)}")
            here = f"{pointer}/{escaped(name)}"
            made[name] = [elements[at].value(f"{here}/{at}") for at in sorted(elements)]
        return made


def _add_field(top: _Element, name: str, value: Json, pointer: str) -> None:
    top.own = top.own or {}
    if name in top.own:
        raise BadProof(f"the part {pointer} is given twice")
    top.own[name] = value


def _add_element(top: _Element, names: list[str], value: Json, pointer: str) -> None:
    element = top
    for name, number in zip(names[::2], names[1::2], strict=True):
        at = _number(number, pointer)
        element = element.lists.setdefault(name, {}).setdefault(at, _Element())
    if element.own is not None:
        raise BadProof(f"the part {pointer} is given twice")
    if not isinstance(value, dict):
        raise BadProof(f"the part {pointer} is an element of a list of objects, but no object")
    element.own = value


def _number(text: str, pointer: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or (text[0] == "0" and text != "0"):
        raise BadProof(f"{text!r} in the pointer {pointer} is no number of an element")
    return int(text)
