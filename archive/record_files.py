"""Reading records from a JSON file: one object, a list of objects, or an object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from archive.errors import Unreadable
from schemas.records import Record, read_record


def read_records(data: bytes, *, name: str) -> tuple[Record, ...]:
    """The records in `data`.

    Raises:
        Unreadable: it is no JSON, holds a name twice in one object, or holds no records.
        BadRecord: an object in it is no record; carries each fault with its JSON Pointer.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(name, f"bytes that are no UTF-8 at byte {error.start}") from error
    rows = list(_objects(text, name))
    if not rows:
        raise Unreadable(name, "no records in it")
    return tuple(_record(row, number, name) for number, row in enumerate(rows, 1))


def _record(row: Any, number: int, name: str) -> Record:
    if not isinstance(row, dict):
        raise Unreadable(f"{name}, record {number}", f"a JSON {type(row).__name__}, no object")
    called = row.get("ref") if isinstance(row.get("ref"), str) else number
    return read_record(json.dumps(row), name=f"{name}, record {called}")


def _objects(text: str, name: str) -> Iterator[Any]:
    try:
        whole = _parsed(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise Unreadable(name, _where(error)) from error
        yield from _by_line(lines, name)
        return
    except (_Twice, RecursionError) as error:
        raise Unreadable(name, str(error) or "objects too deep inside each other") from error
    yield from whole if isinstance(whole, list) else [whole]


def _by_line(lines: list[str], name: str) -> Iterator[Any]:
    for number, line in enumerate(lines, 1):
        try:
            yield _parsed(line)
        except json.JSONDecodeError as error:
            raise Unreadable(f"{name}, line {number}", _where(error)) from error
        except _Twice as error:
            raise Unreadable(f"{name}, line {number}", str(error)) from error


def _where(error: json.JSONDecodeError) -> str:
    return f"no JSON at line {error.lineno}, column {error.colno} ({error.msg})"


class _Twice(ValueError):
    """A name stands twice in one object."""


def _parsed(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_without_repeats)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _Twice(f"the field {repeated!r} twice in one object")
    return found
