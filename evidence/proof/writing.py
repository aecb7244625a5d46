"""A plain body as texts, each of its values written once: those of its parts, and the whole.

What a record says stands in its body and in the text of a part (`evidence.proof.parts`). Both are
canonical JSON of the same values, so that whoever needs both writes them together.
"""

from __future__ import annotations

from functools import lru_cache

from evidence.proof.canonical import Json, python_json
from evidence.proof.errors import NotCanonical
from evidence.proof.pointers import MAX_DEPTH, escaped, is_list_of_objects

__all__ = ["texts_of"]

Texts = list[tuple[str, str]]
"""Pointers, each with the canonical JSON of the part that stands there."""


def texts_of(body: dict[str, Json]) -> tuple[Texts, str]:
    """Pointers and texts of what `cut(body)` gives, in its order; and the text of `body`.

    `body` is one that `canonical.is_plain` finds plain.

    Raises:
        NotCanonical: lists of objects lie too deep.
    """
    parts: Texts = []
    fields = []
    for name in sorted(body):
        value, pointer = body[name], f"/{escaped(name)}"
        if is_list_of_objects(value):
            text = _elements(pointer, value, parts, depth=1)
        else:
            text = python_json(value)
            parts.append((pointer, text))
        fields.append(_key(name) + text)
    return parts, f"{{{','.join(fields)}}}"


def _elements(pointer: str, elements: list[dict[str, Json]], parts: Texts, *, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise NotCanonical(f"more than {MAX_DEPTH} lists of objects inside each other")
    texts = [
        _element(f"{pointer}/{number}", element, parts, depth)
        for number, element in enumerate(elements)
    ]
    return f"[{','.join(texts)}]"


def _element(here: str, element: dict[str, Json], parts: Texts, depth: int) -> str:
    nested = [name for name, value in element.items() if is_list_of_objects(value)]
    if not nested:
        text = python_json(element)
        parts.append((here, text))
        return text
    own, whole = [], []
    below: Texts = []
    for name in sorted(element):
        if name in nested:
            place = f"{here}/{escaped(name)}"
            whole.append(_key(name) + _elements(place, element[name], below, depth=depth + 1))
        else:
            own.append(_key(name) + python_json(element[name]))
            whole.append(own[-1])
    parts.append((here, f"{{{','.join(own)}}}"))
    parts += below
    return f"{{{','.join(whole)}}}"


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    """The name of a field and the colon. Records have few different ones."""
    return f"{python_json(name)}:"
