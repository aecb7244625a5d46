"""JSON, JSON Lines and GeoJSON as rows. Objects inside objects become columns joined by points.

JSON Lines are read line by line. A JSON document is read whole, so that its size is limited; of a
GeoJSON file the features are the rows (RFC 7946), their properties and geometry the columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.importing.encodings import encoding_of
from archive.importing.errors import TooLargeToRead, UnreadableTable
from archive.importing.rows import Cell, Row, Table
from schemas.errors import BadPointer
from schemas.pointer import resolve
from schemas.shape import Json

MAX_DOCUMENT = 256 << 20
"""Bytes of a JSON document, which is held in memory."""
MAX_LINE = 16 << 20
"""Characters of one line of JSON Lines."""


def open_document(path: Path, kind: str, *, encoding: str | None, rows: str | None) -> Table:
    """The rows in a JSON, JSON Lines or GeoJSON file.

    `rows` is a JSON Pointer to the list of rows; without it the document is the list.

    Raises:
        TooLargeToRead: a document beyond the limit.
        UnreadableTable: its encoding cannot be told, it is no JSON, or holds no list of objects.
    """
    if kind == "jsonl":
        name = encoding or encoding_of(path)
        return Table(kind, (), _lines(path, name), name)
    size = path.stat().st_size
    if size > MAX_DOCUMENT:
        instead = "write one object a line (JSON Lines), which is read as a stream"
        raise TooLargeToRead(
            path.name, what="bytes", found=size, limit=MAX_DOCUMENT, instead=instead
        )
    name = encoding or encoding_of(path)
    found = _list(_document(path, name), path.name, rows or ("/features" * (kind == "geojson")))
    return Table(kind, (), _objects(found, kind), name)


def _document(path: Path, encoding: str) -> Json:
    try:
        return parsed(path.read_text(encoding))
    except UnicodeDecodeError as error:
        raise UnreadableTable(path.name, f"bytes that are not {encoding}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableTable(path.name, f"no JSON ({error})") from error


def parsed(text: str) -> Json:
    """The value of a JSON text. Raises ValueError for what JSON has not, and for names twice."""
    return json.loads(text, object_pairs_hook=_once_each, parse_constant=_refuse)


def _once_each(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice in one object")
    return found


def _refuse(name: str) -> Json:
    raise ValueError(f"{name}, which is no number of JSON")


def _list(document: Json, name: str, pointer: str) -> list[Json]:
    try:
        found = resolve(document, pointer)
    except BadPointer as error:
        raise UnreadableTable(name, f"nothing at {pointer} where the rows should be") from error
    if isinstance(found, dict) and not pointer:
        return [found]
    if not isinstance(found, list):
        raise UnreadableTable(name, f"no list at {pointer or 'its top'}")
    return found


def _objects(found: list[Json], kind: str) -> Iterator[Row]:
    for number, one in enumerate(found, 1):
        yield _row(number, _of_feature(one) if kind == "geojson" else one)


def _of_feature(one: Json) -> Json:
    """The properties of a feature with its geometry; anything else as it is."""
    if not isinstance(one, dict) or one.get("type") != "Feature":
        return one
    own = one.get("properties") or {}
    return {**own, "geometry": one.get("geometry")} if isinstance(own, dict) else one


def _lines(path: Path, encoding: str) -> Iterator[Row]:
    number = 0
    with path.open(encoding=encoding, newline="\n") as file:
        try:
            while line := file.readline(MAX_LINE):
                if not line.strip():
                    continue
                number += 1
                yield _line(number, line, path.name)
        except UnicodeDecodeError as error:
            where = f"{path.name}, after line {number}"
            raise UnreadableTable(where, f"bytes that are not {encoding}") from error


def _line(number: int, line: str, name: str) -> Row:
    if len(line) >= MAX_LINE:
        raise TooLargeToRead(
            f"{name}, line {number}",
            what="characters",
            found=len(line),
            limit=MAX_LINE,
            instead="divide it",
        )
    try:
        return _row(number, parsed(line))
    except (ValueError, RecursionError) as error:
        return Row(number, {}, {"": f"expected JSON, found none ({error})"})


def _row(number: int, one: Json) -> Row:
    if not isinstance(one, dict):
        return Row(number, {}, {"": f"expected an object, found {type(one).__name__}"})
    return Row(number, dict(_flat(one, "")), whole=one)


def _flat(value: dict[str, Any], above: str) -> Iterator[tuple[str, Cell]]:
    """Each value under its name; a GeoJSON geometry and lists stay whole."""
    for name, inner in value.items():
        here = f"{above}{name}"
        if isinstance(inner, dict) and not ("type" in inner and "coordinates" in inner):
            yield here, inner
            yield from _flat(inner, f"{here}.")
        else:
            yield here, inner
