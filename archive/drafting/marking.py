"""Coding from the source: a marked passage becomes a value of the draft and its citation.

The words are read as what they are marked for: a date, a number, a place or a person that the
archive knows. Where the draft says something already, a second passage that says the same is cited
beside the first; one that says otherwise is kept as a conflict, with what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from archive.drafting import reading
from archive.drafting.errors import BadMark
from archive.drafting.fields import Kind, field_at, fields_of
from archive.drafting.quoting import Quoted
from archive.drafting.reading import Resolve, code_of
from archive.drafting.typed import Typed, is_blank, put, standing_at
from schemas.date_relative import days_from
from schemas.errors import SchemaError
from schemas.shape import Json

Day = Callable[[str], str | None]
"""The day (ISO 8601) of a record that has a ref, if it is one day; None: it is not, or unknown."""

SINGLE = {"date": "date", "place": "place", "duration": "duration"}
"""Actions that set one field of an incident or an act."""
PEOPLE = ("victims", "perpetrators")


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows of the words that are marked."""

    resolve: Resolve
    """The record that a name means."""
    day: Day


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked passage, and what it is marked for."""

    action: str
    """date, place, duration, act, count, person, property, hedge or cite."""
    source: str
    """Ref or id of the source."""
    words: str
    """The marked words."""
    quoted: Quoted
    """How they are cited."""
    target: str = ""
    """JSON Pointer of the act that it is about; "": the incident."""
    field: str = ""
    """For `cite`: JSON Pointer of the field that it supports."""
    kind: str = ""
    """Which act, which class of thing, what is counted: a code, its label or words."""
    role: str = "victims"
    """For `person`: victims or perpetrators."""
    relative_to: str = ""
    """For a date that is said from another event: the ref of its record."""
    hedge: str = ""
    locator: str = ""
    """Where in the source, if that is said otherwise than by the passage itself."""
    as_of: str = ""
    """The date for which this was said to hold, in words or EDTF."""
    basis: str = ""
    """How that date is known."""
    note: str = ""
    polarity: str = ""
    """Whether the source asserts, denies, or is silent; "": it asserts."""


def mark(record_type: str, tree: Typed, order: Mark, known: Known) -> str:
    """Put what is marked into the draft, with its citation; the place of it.

    Raises:
        BadMark: the record has no such field, or the passage is empty.
    """
    if not order.words:
        raise BadMark("marked words", "none")
    try:
        return _mark(record_type, tree, order, known)
    except (KeyError, ValueError, TypeError, SchemaError) as error:
        raise BadMark("a field that a passage can be marked for", repr(order.action)) from error


def _mark(record_type: str, tree: Typed, order: Mark, known: Known) -> str:
    if order.action in SINGLE:
        place = f"{order.target}/{SINGLE[order.action]}"
        field_at(record_type, place)
        return _set(record_type, tree, place, order, known)
    if order.action == "cite":
        field_at(record_type, order.field)
        return _cite(tree, order.field, order)
    place, value = _new_row(record_type, tree, order, known.resolve)
    put(tree, place, value)
    return _cite(tree, place, order)


def _new_row(record_type: str, tree: Typed, order: Mark, resolve: Resolve) -> tuple[str, Typed]:
    """The place and the beginnings of what a passage adds."""
    if order.action == "act":
        return _row(tree, "/acts"), {"type": code_of("acts", order.kind or order.words)}
    if order.action == "count":
        value = {"of_what": order.kind, "value": {"said": order.words}}
        return _row(tree, "/counts"), value
    if order.action == "hedge":
        field_at(record_type, f"{order.target}/hedge")
        return f"{order.target}/hedge", code_of("hedges", order.hedge or order.words)
    if order.action == "person" and order.role in PEOPLE:
        place = f"{order.target}/{order.role}"
        field = field_at(record_type, f"{place}/0/actor")
        named = _known(order.words, field, resolve)
        return _row(tree, place), {"actor": named} if named else {"description": order.words}
    if order.action == "property":
        place = f"{order.target}/property"
        field_at(record_type, place)
        value = {"class": code_of("property_classes", order.kind), "description": order.words}
        return _row(tree, place), value
    raise ValueError(order.action)


def _row(tree: Typed, place: str) -> str:
    return f"{place}/{len(standing_at(tree, place) or [])}"


def _known(words: str, field: Any, resolve: Resolve) -> str:
    """The record of this name; "" if the archive has none, or several."""
    try:
        return resolve(words, field)
    except ValueError:
        return ""


def _set(record_type: str, tree: Typed, place: str, order: Mark, known: Known) -> str:
    """Set a value that was not set; of one that is, say whether the passage agrees."""
    said = _said(record_type, place, order, known)
    there = standing_at(tree, place)
    if there is None or is_blank(there):
        put(tree, place, said)
        return _cite(tree, place, order)
    ours, theirs = (_value(record_type, place, one, known.resolve) for one in (there, said))
    if theirs is None or _says_the_same(ours, theirs):
        return _cite(tree, place, order)
    return _cite(tree, place, order, status="conflict", value=theirs)


def _said(record_type: str, place: str, order: Mark, known: Known) -> Typed:
    field = field_at(record_type, place)
    if field.kind is Kind.DATE:
        return _said_date(order, known.day)
    if field.kind is Kind.DURATION:
        return {"said": order.words}
    place_known = _known(order.words, field.named("place"), known.resolve)
    return {"name": order.words, **({"place": place_known} if place_known else {})}


def _said_date(order: Mark, day: Day) -> Typed:
    days = days_from(order.words)
    if days is None:
        return {"said": order.words}
    told = {"said": "", "verbatim": order.words, "basis": "relative", "anchor": order.relative_to}
    if order.relative_to and (other := day(order.relative_to)):
        told["said"] = (date.fromisoformat(other) + timedelta(days=days)).isoformat()
    return told


def _value(record_type: str, place: str, typed: Typed, resolve: Resolve) -> Json:
    """What a part of a form says; None: it cannot be read."""
    whole: dict[str, Typed] = {}
    put(whole, place, typed)
    found = reading.read(record_type, whole, resolve)
    if any(pointer.startswith(place) for pointer, _ in found.faults):
        return None
    return standing_at(found.content, place)


def _says_the_same(one: Json, other: Json) -> bool:
    """Whether two values mean the same, in whatever words they are said."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return bool(one == other)
    meant = [
        {key: value for key, value in said.items() if key in ("edtf", "lo", "hi", "place", "name")}
        for said in (one, other)
    ]
    shared = meant[0].keys() & meant[1].keys() - ({"name"} if "place" in meant[0] else set())
    return bool(shared) and all(meant[0][key] == meant[1][key] for key in shared)


def _cite(tree: Typed, place: str, order: Mark, status: str = "", value: Json = None) -> str:
    """Add the citation of the passage for a field; the place of the field."""
    row: dict[str, Typed] = {
        "path": place,
        "source": order.source,
        "quote": dict(order.quoted.quote),
        "locator": order.locator or order.quoted.locator,
    }
    if order.hedge:
        row["hedge"] = code_of("hedges", order.hedge)
    if order.as_of:
        row["as_of"] = {"said": order.as_of, "basis": order.basis}
    if order.polarity:
        row["polarity"] = code_of("polarities", order.polarity)
    if order.note:
        row["note"] = order.note
    if status:
        row |= {"status": status, "value": reading.as_json(value)}
    put(tree, _row(tree, "/citations"), row)
    return place


def filled(record_type: str, tree: Typed) -> list[str]:
    """The JSON Pointers of everything that is open in a draft and can be cited: a source can be
    silent on what is empty."""
    return [
        pointer
        for name, value in tree.items()
        if name not in _NOT_CITED and name in {one.name for one in fields_of(record_type).inner}
        for pointer in _filled(f"/{name}", value)
    ]


_NOT_CITED = frozenset({"citations", "gaps", "access", "ref", "language", "tags", "external_ids"})
_INSIDE_VALUES = frozenset(
    {"said", "verbatim", "basis", "anchor", "mode", "lo", "hi", "comparator"}
)


def _filled(pointer: str, value: Typed) -> list[str]:
    found = [pointer]
    if isinstance(value, dict):
        inner = {key: one for key, one in value.items() if key not in _INSIDE_VALUES}
        found += [one for key, some in inner.items() for one in _filled(f"{pointer}/{key}", some)]
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        found += [one for n, some in enumerate(value) for one in _filled(f"{pointer}/{n}", some)]
    return found
