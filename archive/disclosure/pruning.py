"""Taking things out of a value: what is left, where it stands now, and whether it makes sense."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from schemas.errors import BadPointer
from schemas.fields import shapes_around
from schemas.pointer import escaped, resolve
from schemas.records import Record
from schemas.shape import Json, Shape


def is_there(content: Json, pointer: str) -> bool:
    """Whether a pointer leads to something in `content`."""
    try:
        resolve(content, pointer)
    except BadPointer:
        return False
    return True


def left_without_sense(record: Record, content: Json, out: set[str]) -> set[str]:
    """Values that are none any more without what went out of them, the inner ones first."""
    around = {place: shape for one in out for place, shape in shapes_around(record, one)}
    gone: set[str] = set()
    for place in sorted(around, key=lambda pointer: -pointer.count("/")):
        left = prune(resolve(content, place), place, place, out | gone, {})
        if not _makes_sense(type(around[place]), left):
            gone.add(place)
    return gone


def _makes_sense(shape: type[Shape], left: Json) -> bool:
    """Whether `left` is still such a value, and says nothing that follows from what went out."""
    try:
        return bool(shape.model_validate(left, strict=False).content() == left)
    except ValidationError:
        return False


def now_at(path: str, moved: Mapping[str, str]) -> str:
    """Where a path leads now; one to something absent is followed as far as it leads."""
    if not path or path in moved:
        return moved.get(path, "")
    above, _, last = path.rpartition("/")
    return f"{now_at(above, moved)}/{last}"


def prune(value: Json, old: str, new: str, out: set[str], moved: dict[str, str]) -> Json:
    """`value` at `old` without what `out` names, noting at which pointer each thing stands now.

    A field of which nothing is left goes as well; an element of a list stays, be it empty.
    """
    if isinstance(value, dict):
        kept: dict[str, Json] = {}
        for key, inner in value.items():
            step = f"/{escaped(key)}"
            if f"{old}{step}" in out:
                continue
            there: dict[str, str] = {f"{old}{step}": f"{new}{step}"}
            pruned = prune(inner, f"{old}{step}", f"{new}{step}", out, there)
            if pruned in ({}, []) and inner != pruned:
                continue
            kept[key] = pruned
            moved.update(there)
        return kept
    if isinstance(value, list):
        rows: list[Json] = []
        for index, inner in enumerate(value):
            was, now = f"{old}/{index}", f"{new}/{len(rows)}"
            if was not in out:
                moved[was] = now
                rows.append(prune(inner, was, now, out, moved))
        return rows
    return value
