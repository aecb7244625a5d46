"""JSON objects of records, made by hypothesis from the shapes themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from schemas.counts import CountValue
from schemas.dates import DateValue, Duration, TimeOfDay
from schemas.item import Item
from schemas.places import PlaceValue
from schemas.record import REF_PATTERN, BaseRecord
from schemas.records import RECORD_TYPES
from schemas.shape import Shape
from schemas.vocabulary import CodeOf, vocabulary

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
JSON = st.recursive(
    st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=3,
)
POSITION = st.tuples(st.floats(-180, 180), st.floats(-90, 90)) | st.tuples(
    st.floats(-180, 180), st.floats(-90, 90), st.floats(-400, 9000)
)
LINE = st.lists(POSITION, min_size=2, max_size=3)
RING = st.lists(POSITION, min_size=3, max_size=4).map(lambda ring: [*ring, ring[0]])
GEOMETRIES = {
    "Point": POSITION,
    "MultiPoint": st.lists(POSITION, min_size=1, max_size=2),
    "LineString": LINE,
    "MultiLineString": st.lists(LINE, min_size=1, max_size=2),
    "Polygon": st.lists(RING, min_size=1, max_size=2),
    "MultiPolygon": st.lists(st.lists(RING, min_size=1, max_size=2), min_size=1, max_size=2),
}
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    DateValue: st.sampled_from(
        (
            {"edtf": "2014-12-14", "verbatim": "The next day", "basis": "relative", "anchor": "I5"},
            {"edtf": "[2014-12-05..2015-01-28]", "basis": "inferred"},
            {"edtf": "2014-12-11/.."},
            {"edtf": "201X"},
            {"verbatim": "long ago", "basis": "coder"},
        )
    ),
    TimeOfDay: st.sampled_from(
        ({"verbatim": "at dawn"}, {"lo": "22:00", "hi": "04:00", "utc_offset": "+03:00"})
    ),
    Duration: st.sampled_from(({"verbatim": "for several hours", "lo": 120}, {"lo": 0, "hi": 5})),
    CountValue: st.sampled_from(
        (
            {"comparator": "at_least", "lo": 9, "unit": "house", "verbatim": "at least nine"},
            {"comparator": "exactly", "lo": 11},
            {"comparator": "dozens"},
            {"comparator": "between", "lo": 0, "hi": 3},
        )
    ),
    AwareDatetime: st.datetimes(timezones=st.just(None)).map(lambda at: f"{at.isoformat()}+03:00"),
    bool: st.booleans(),
    float: st.floats(-90, 90),
    Any: JSON,
}
"""Values whose fields depend on each other, and plain ones."""


def records() -> st.SearchStrategy[dict[str, Any]]:
    """The JSON object of any record, with any of its fields."""
    return st.sampled_from(sorted(RECORD_TYPES)).flatmap(lambda name: objects(RECORD_TYPES[name]))


@cache
def objects(shape: type[Shape]) -> st.SearchStrategy[dict[str, Any]]:
    """The JSON object of a shape, with any of its fields."""
    if shape in VALUES:
        return VALUES[shape]
    if shape.__name__ in GEOMETRIES:
        coordinates = GEOMETRIES[shape.__name__]
        return coordinates.map(lambda made: {"type": shape.__name__, "coordinates": made})
    required, optional = {}, {}
    for name, field in shape.model_fields.items():
        among = required if field.is_required() else optional
        among[field.alias or name] = _of(field.annotation, tuple(field.metadata))
    if issubclass(shape, BaseRecord):
        optional["id"] = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16)
    made = st.fixed_dictionaries(required, optional=optional)
    if shape is PlaceValue:
        return made.map(lambda place: {"name": "Grozny", **place})
    if shape is Item:
        return made.map(_with_bytes_as_its_state_asks)
    return (
        made if required else made.filter(lambda one: any(v not in ([], {}) for v in one.values()))
    )


def shapes() -> Iterator[type[Shape]]:
    """Every shape that a record can hold, the records first."""
    found = dict.fromkeys(RECORD_TYPES.values())
    waiting = list(found)
    while waiting:
        for field in waiting.pop().model_fields.values():
            new = [shape for shape in _shapes_in(field.annotation) if shape not in found]
            found.update(dict.fromkeys(new))
            waiting += new
    yield from found


def _shapes_in(kind: Any) -> Iterator[type[Shape]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in get_args(kind):
        yield from _shapes_in(inner)


def _with_bytes_as_its_state_asks(item: dict[str, Any]) -> dict[str, Any]:
    if item["state"] in ("collected", "verified"):
        return {"digest": "0" * 64, "size": 5, **item}
    return {name: value for name, value in item.items() if name != "digest"}


def _of(  # noqa: PLR0911 - one line for each kind of type
    kind: Any, marks: tuple[Any, ...] = ()
) -> st.SearchStrategy[Any]:
    """What a field of this type and with these marks can hold."""
    inner = get_args(kind)
    if kind in VALUES:
        return VALUES[kind]
    if get_origin(kind) is Annotated:
        return _of(inner[0], (*inner[1:], *marks))
    if get_origin(kind) is Literal:
        return st.sampled_from(inner)
    if get_origin(kind) is tuple:
        return st.lists(_of(inner[0]), min_size=_least(marks), max_size=2, unique_by=_called)
    if get_origin(kind) is dict:
        return st.dictionaries(_of(inner[0]), _of(inner[1]), max_size=2)
    if inner:
        return st.one_of(_of(one, marks) for one in inner if one is not type(None))
    if isinstance(kind, type) and issubclass(kind, Shape):
        return objects(kind)
    if kind is int:
        return st.integers(1, 8)
    if isinstance(kind, type) and kind is not str:
        return st.sampled_from([one.value for one in kind])
    return _text(marks)


def _least(marks: tuple[Any, ...]) -> int:
    own = [one for mark in marks for one in getattr(mark, "metadata", [mark])]
    return next((one.min_length for one in own if hasattr(one, "min_length")), 0)


def _called(element: Any) -> str:
    """By what an element of a list must differ from the others."""
    named = element if isinstance(element, dict) else {}
    return str(named.get("key") or named.get("path") or element)


def _text(marks: tuple[Any, ...]) -> st.SearchStrategy[str]:
    for mark in marks:
        if isinstance(mark, CodeOf):
            return st.sampled_from(vocabulary(mark.vocabulary).codes())
        own = mark.metadata if isinstance(mark, FieldInfo) else [mark]
        pattern = next((one.pattern for one in own if getattr(one, "pattern", None)), None)
        if pattern == REF_PATTERN:
            return st.sampled_from(("I8", "Каляпин", "дело-7", "house_9"))
        if pattern:
            made = st.from_regex(pattern.replace("$", r"\Z"), fullmatch=True)
            return made.map(lambda text: text.replace("\0", "0"))  # a text with NUL is refused
    return WORDS
