"""Reading records from a JSON file: one object, a list of objects, or an object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import NoneType
from typing import Any

from archive.errors import Unreadable
from schemas.records import Record, read_record
from schemas.shape import Json

DIGITS = 400
"""Of a whole number: no binary64 has more, and Python refuses to read more than some thousands."""
_KINDS = {
    NoneType: "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
}


def read_records(data: bytes, *, name: str) -> tuple[Record, ...]:
    """The records in `data`.

    Raises:
        Unreadable: it is no JSON, holds a name twice in one object, or holds no records.
        BadRecord: an object in it is no record; carries each fault with its JSON Pointer.
    """
    rows = _rows(data, name)
    return tuple(_record(row, number, name) for number, row in enumerate(rows, 1))


def read_object(data: bytes, *, name: str) -> dict[str, Json]:
    """The one JSON object in `data`, whatever it says.

    Raises:
        Unreadable: it is no JSON, holds a name twice in one object, or is no single object.
    """
    rows = _rows(data, name)
    if len(rows) != 1 or not isinstance(rows[0], dict):
        raise Unreadable(name, "something else than one object")
    return rows[0]


def _rows(data: bytes, name: str) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(name, f"bytes that are no UTF-8 at byte {error.start}") from error
    rows = list(_objects(text, name))
    if not rows:
        raise Unreadable(name, "no records in it")
    return rows


def _record(row: Any, number: int, name: str) -> Record:
    if not isinstance(row, dict):
        raise Unreadable(f"{name}, record {number}", f"{_KINDS[type(row)]}, no object")
    called = row.get("ref") if isinstance(row.get("ref"), str) else number
    return read_record(json.dumps(row), name=f"{name}, record {called}")


def _objects(text: str, name: str) -> Iterator[Any]:
    try:
        whole = _parsed(text, name)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise Unreadable(name, _where(error)) from error
        yield from _by_line(lines, name)
        return
    yield from whole if isinstance(whole, list) else [whole]


def _by_line(lines: list[str], name: str) -> Iterator[Any]:
    for number, line in enumerate(lines, 1):
        called = f"{name}, line {number}"
        try:
            yield _parsed(line, called)
        except json.JSONDecodeError as error:
            raise Unreadable(called, _where(error)) from error


def _where(error: json.JSONDecodeError) -> str:
    return f"no JSON at line {error.lineno}, column {error.colno} ({error.msg})"


class _OutOfForm(ValueError):
    """It is JSON, and two readers could read two things in it, or none at all."""


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_repeats, parse_int=_integer)
    except _OutOfForm as error:
        raise Unreadable(name, str(error)) from error
    except RecursionError as error:
        raise Unreadable(name, "objects or lists too deep inside each other") from error


def _integer(digits: str) -> int:
    if len(digits) > DIGITS:
        raise _OutOfForm(f"a number of {len(digits):,} digits")
    return int(digits)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _OutOfForm(f"the field {repeated!r} twice in one object")
    return found
