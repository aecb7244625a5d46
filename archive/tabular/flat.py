"""A record as one row of cells, and back: what people edit in a spreadsheet.

Objects inside the record become columns joined by points (`date.edtf`, `narrative.en`), a point on
the map becomes `lat` and `lon`, a list of words is joined by semicolons, and every other list is
JSON in its cell. First and last day of a date follow from it and are left out. `from_cells` gives
back exactly what `to_cells` was given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from schemas.dates import DateValue
from schemas.edtf import read_edtf
from schemas.records import RECORD_TYPES
from schemas.shape import Json, Shape

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+")
_LIST = ";"
_POINT = ("lat", "lon")
_HELD = "\0"
"""Before the name of a coordinate until the point is made of both."""


def to_cells(content: dict[str, Json]) -> dict[str, str]:
    """The cells of a record by column, those that hold something."""
    cells: dict[str, str] = {}
    _spread(content, RECORD_TYPES[content["type"]], "", cells)
    return cells


def _spread(
    content: dict[str, Json], shape: type[Shape], above: str, cells: dict[str, str]
) -> None:
    kinds = _kinds(shape)
    for name, value in content.items():
        kind, inner = kinds[name]
        here = f"{above}{name}"
        if kind == "shape":
            assert inner is not None
            _spread(_stated(value, inner), inner, f"{here}.", cells)
        elif name == "geometry" and _is_point(value):
            lon, lat = value["coordinates"]
            cells[f"{above}lat"], cells[f"{above}lon"] = json.dumps(lat), json.dumps(lon)
        elif kind == "texts" and all(_PLAIN_NAME.fullmatch(key) for key in value):
            cells.update({f"{here}.{key}": text for key, text in value.items()})
        elif kind == "words" and all(_can_be_joined(word) for word in value) and value:
            cells[here] = f"{_LIST} ".join(value)
        elif isinstance(value, str):
            cells[here] = value
        else:
            cells[here] = json.dumps(value, ensure_ascii=False)


def _stated(value: dict[str, Json], shape: type[Shape]) -> dict[str, Json]:
    """A date without what follows from it; any other value as it is."""
    if shape is not DateValue or "edtf" not in value:
        return value
    usual = read_edtf(value["edtf"]).mode
    left_out = {"lo", "hi"} | ({"mode"} if value.get("mode") == usual else set())
    return {name: one for name, one in value.items() if name not in left_out}


def _is_point(geometry: Json) -> bool:
    return geometry["type"] == "Point" and len(geometry["coordinates"]) == 2


def _can_be_joined(word: Json) -> bool:
    return (
        isinstance(word, str)
        and _LIST not in word
        and word == word.strip()
        and not word.startswith("[")
    )


def from_cells(cells: Mapping[str, str], record_type: str) -> dict[str, Json]:
    """The JSON of the record that these cells hold; empty cells hold nothing.

    Raises:
        ValueError: a column that no field has, or a cell that is no JSON where JSON belongs; names
            the column.
    """
    content: dict[str, Json] = {}
    for column, text in cells.items():
        if text == "":
            continue
        try:
            _put(content, RECORD_TYPES[record_type], column.split("."), text)
        except ValueError as error:
            raise ValueError(f"{column}: {error}") from error
    return _with_points(content)


def _put(content: dict[str, Json], shape: type[Shape], path: list[str], text: str) -> None:
    name, *rest = path
    if name in _POINT and not rest and "geometry" in _kinds(shape):
        content[f"{_HELD}{name}"] = _json(text)
        return
    if name not in _kinds(shape):
        raise ValueError("expected a column of the record, found one that no field has")
    kind, inner = _kinds(shape)[name]
    if rest and kind == "shape" and inner is not None:
        _put(content.setdefault(name, {}), inner, rest, text)
    elif rest and kind == "texts":
        content.setdefault(name, {})[".".join(rest)] = text
    elif rest:
        raise ValueError("expected a column of the record, found one that no field has")
    elif kind == "words" and not text.startswith("["):
        content[name] = [word.strip() for word in text.split(_LIST) if word.strip()]
    elif kind == "text":
        content[name] = text
    else:
        content[name] = _json(text)


def _json(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        lowered = text.strip().lower()  # as spreadsheet programs write truth values
        if lowered in ("true", "false"):
            return lowered == "true"
        raise ValueError(f"expected JSON, found {text[:60]!r}") from None


def _with_points(value: dict[str, Json]) -> dict[str, Json]:
    """`lat` and `lon` as a GeoJSON point, wherever both stand."""
    held = [name for name in _POINT if f"{_HELD}{name}" in value]
    made = {
        name: _with_points(one) if isinstance(one, dict) else one
        for name, one in value.items()
        if not name.startswith(_HELD)
    }
    if len(held) == 1:
        raise ValueError(f"expected lat and lon, found {held[0]} alone")
    if held:
        lat, lon = (value[f"{_HELD}{name}"] for name in _POINT)
        made["geometry"] = {"type": "Point", "coordinates": [lon, lat]}
    return made


@cache
def _kinds(shape: type[Shape]) -> dict[str, tuple[str, type[Shape] | None]]:
    """How each field of a shape stands in cells: text, words, texts, shape or json."""
    return {
        field.alias or name: _kind(field.annotation) for name, field in shape.model_fields.items()
    }


def _kind(  # noqa: PLR0911 - one line for each kind of type
    annotation: Any,
) -> tuple[str, type[Shape] | None]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(inner[0])
    if origin in (Union, UnionType):
        kinds = {_kind(one) for one in inner if one is not type(None)}
        return kinds.pop() if len(kinds) == 1 else ("json", None)
    if origin is tuple:
        return ("words", None) if _kind(inner[0])[0] == "text" else ("json", None)
    if origin is dict:
        return ("texts", None)
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return ("shape", annotation)
    if annotation in (int, float, bool, Any):
        return ("json", None)
    return ("text", None)


@cache
def column_order(record_type: str) -> dict[str, int]:
    """The place of each top field of a record, for columns in the order in which people read."""
    first = ("type", "id", "ref", "title", "kind", "kinds", "names", "date", "place", "lat", "lon")
    fields = RECORD_TYPES[record_type].model_fields
    names = dict.fromkeys((*first, *fields))
    return {name: at for at, name in enumerate(names)}


__all__ = ["column_order", "from_cells", "to_cells"]
