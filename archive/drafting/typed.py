"""Typed: what stands in the fields of a form, as a tree of texts; and a record turned into one.

A text that cannot be understood stands there as well as one that can. Groups are objects, rows and
lists are lists, everything else is a text. A field that is there with nothing in it is an empty
text: somebody opened it and has not filled it yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from archive.drafting.fields import NESTED, ROWED, Field, Kind, row_of
from archive.drafting.saying import said_count, said_date, said_duration, said_time
from schemas.errors import BadPointer
from schemas.pointer import split
from schemas.shape import Json

Typed = Any
"""A text, or a list or object of what is typed."""
NOTHING_AT_ALL = "-"
"""What is ticked for "none of these", which is another thing than no answer."""


def typed_of(  # noqa: PLR0911, PLR0912 - one for each kind of field
    field: Field, value: Json, refs: Mapping[str, str]
) -> Typed:
    """How `value` stands in a form; `refs` are the names that people use for ids."""
    match field.kind:
        case Kind.GROUP:
            return {
                one.name: typed_of(one, value[one.name], refs)
                for one in field.inner
                if one.name in value
            }
        case Kind.DATE:
            return said_date(value)
        case Kind.COUNT:
            return said_count(value)
        case Kind.DURATION:
            return said_duration(value)
        case Kind.TIME:
            return said_time(value)
        case Kind.ROWS | Kind.LIST:
            return [typed_of(row_of(field), one, refs) for one in value]
        case Kind.TRANSLATIONS:
            return [{"language": key, "text": text} for key, text in value.items()]
        case Kind.PAIRS:
            return [{"name": key, "text": text} for key, text in value.items()]
        case Kind.CODES:
            return list(value) or [NOTHING_AT_ALL]
        case Kind.GEOMETRY:
            return _position(value)
        case Kind.REFERENCE:
            return refs.get(value, value)
        case Kind.FLAG | Kind.YES_NO:
            return "yes" if value else "no" if field.kind is Kind.YES_NO else ""
        case Kind.JSON:
            return json.dumps(value, ensure_ascii=False)
        case Kind.TEXT | Kind.PROSE | Kind.CODE | Kind.CHOICE | Kind.NUMBER:
            return str(value)


def nothing(field: Field) -> Typed:
    """What stands in a field that was opened just now."""
    if field.kind in NESTED:
        return {}
    if field.kind is Kind.GEOMETRY:
        return {}
    return [] if field.kind in (*ROWED, Kind.LIST, Kind.CODES) else ""


def is_blank(typed: Typed) -> bool:
    """Whether nothing was filled in, however many fields are open."""
    if isinstance(typed, dict):
        return all(is_blank(one) for one in typed.values())
    if isinstance(typed, list):
        return all(is_blank(one) for one in typed)
    return not str(typed).strip()


def standing_at(tree: Typed, pointer: str) -> Typed:
    """What stands at a place; None if nothing was opened there."""
    found = tree
    for token in split(pointer):
        if isinstance(found, dict):
            found = found.get(token)
        elif isinstance(found, list) and token.isdigit() and int(token) < len(found):
            found = found[int(token)]
        else:
            return None
    return found


def put(tree: Typed, pointer: str, value: Typed) -> None:
    """Let `value` stand at a place, and open what is on the way there.

    Raises:
        BadPointer: a list on the way has no such row; a row behind its last one is added.
    """
    here = tree
    tokens = split(pointer)
    for token, after in pairwise(tokens):
        empty: Typed = [] if after.isdigit() else {}
        here = _step(here, token, pointer, empty)
    _set(here, tokens[-1], pointer, value)


def _step(here: Typed, token: str, pointer: str, empty: Typed) -> Typed:
    if isinstance(here, list):
        if _index(here, token, pointer) == len(here):
            here.append(empty)
        return here[int(token)]
    if not isinstance(here, dict):
        raise BadPointer(pointer, f"{token!r} would lead into a text")
    if not isinstance(here.get(token), dict | list):
        here[token] = empty
    return here[token]


def _set(here: Typed, token: str, pointer: str, value: Typed) -> None:
    if isinstance(here, list):
        at = _index(here, token, pointer)
        here[at : at + 1] = [value]
    elif isinstance(here, dict):
        here[token] = value
    else:
        raise BadPointer(pointer, f"{token!r} would lead into a text")


def _index(here: list[Typed], token: str, pointer: str) -> int:
    if not token.isdigit() or int(token) > len(here):
        raise BadPointer(pointer, f"there is no row {token}: there are {len(here)}")
    return int(token)


def _position(value: Json) -> Typed:
    flat = value["type"] == "Point" and len(value["coordinates"]) == 2
    if not flat:
        return {"json": json.dumps(value, ensure_ascii=False)}
    lon, lat = value["coordinates"]
    return {"lat": f"{lat:.10g}", "lon": f"{lon:.10g}"}
