"""What comes back from a form, as it was typed.

Each field is called by its JSON Pointer. `here:` before a pointer says that a group, a list or a
box to tick was on the page, even if nothing in it was filled in, and how many rows a list had.
`kept:` before the pointer of a row says that it was folded up, and has all of it as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from archive.drafting.fields import NESTED, ROWED, Field, Kind, row_of
from archive.drafting.typed import Typed
from schemas.pointer import escaped
from webui.errors import BadField

HERE = "here:"
KEPT = "kept:"
MOST_ROWS = 2_000
"""Rows that one list of a form may have."""


def received(field: Field, form: MultiDict[str, str], pointer: str = "") -> Typed:
    """What was typed into a field, as a tree of texts.

    Raises:
        BadField: the number of rows of a list is none.
    """
    if field.kind in NESTED:
        inside = {one.name: f"{pointer}/{escaped(one.name)}" for one in field.inner}
        return {
            one.name: received(one, form, inside[one.name])
            for one in field.inner
            if _is_here(form, inside[one.name])
        }
    if field.kind in ROWED:
        rows = range(_number_of_rows(form, pointer))
        return [_row(row_of(field), form, f"{pointer}/{number}") for number in rows]
    if field.kind in (Kind.LIST, Kind.CODES):
        return [text for text in form.getlist(pointer) if text.strip()]
    if field.kind is Kind.GEOMETRY:
        parts = {name: form.get(f"{pointer}/{name}") for name in ("lat", "lon", "json")}
        return {name: text for name, text in parts.items() if text is not None}
    return form.get(pointer, "")


def _row(field: Field, form: MultiDict[str, str], pointer: str) -> Typed:
    kept = form.get(f"{KEPT}{pointer}")
    if kept is None:
        return received(field, form, pointer)
    try:
        sent = MultiDict(_fields(pointer, json.loads(kept)))
    except (ValueError, RecursionError) as error:
        raise BadField(f"{KEPT}{pointer}", kept[:40], "the row as the page had it") from error
    return received(field, sent, pointer)


def _fields(pointer: str, typed: Typed) -> Iterator[tuple[str, str]]:
    """The fields by which a form sends this."""
    if isinstance(typed, dict):
        yield f"{HERE}{pointer}", ""
        for name, value in typed.items():
            yield from _fields(f"{pointer}/{escaped(name)}", value)
    elif isinstance(typed, list):
        yield f"{HERE}{pointer}", str(len(typed))
        for number, value in enumerate(typed):
            whole = isinstance(value, dict)
            yield from _fields(f"{pointer}/{number}" if whole else pointer, value)
    else:
        yield pointer, str(typed)


def _is_here(form: MultiDict[str, str], pointer: str) -> bool:
    return pointer in form or f"{HERE}{pointer}" in form


def _number_of_rows(form: MultiDict[str, str], pointer: str) -> int:
    given = form.get(f"{HERE}{pointer}", "0")
    if not (given.isascii() and given.isdigit()) or int(given[:9]) > MOST_ROWS:
        raise BadField(f"{HERE}{pointer}", given[:20], f"a number of rows up to {MOST_ROWS:,}")
    return int(given)
