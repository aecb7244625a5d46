"""The page that explains every field of every record: `docs/records.md`.

It is generated from the JSON Schema, and so from the shapes and their docstrings, by

    python -m schemas.field_page > docs/records.md

and a test fails when the committed page is not what this module says today.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from schemas.json_schema import record_schema
from schemas.records import RECORD_TYPES
from schemas.vocabulary import vocabulary

_INTRODUCTION = """\
# Records, field by field

What a record may hold, for people who write JSON. This page is generated from the shapes by
`python -m schemas.field_page`; the same for programs is `docs/record.schema.json`.

A field that is not stated is left out: never `null`, `""` or `0`. Why it is not stated can be said
by a gap. A field marked **must** has to be there. *Code* links to the list of codes that it may
hold, *ref* is the short name (or id) of another record, *list* means `[…]`.
"""

_KNOWN = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true, false"}

Schema = dict[str, Any]


def page() -> str:
    """The whole page as Markdown, ending in a newline."""
    shapes: dict[str, Schema] = record_schema()["$defs"]
    types = {shape.__name__: code for code, shape in RECORD_TYPES.items()}
    shared = _shared(shapes, types)
    sections = ['## <a id="shared"></a>Every record\n', _table(shapes["Incident"], shared), ""]
    for name, code in types.items():
        own = [field for field in shapes[name]["properties"] if field not in shared]
        sections += _section(f"Record: {code}", name, shapes[name], own)
    for name, schema in shapes.items():
        if name not in types:
            sections += _section(name, name, schema, schema.get("properties", {}))
    return "\n".join([_INTRODUCTION, _contents(types, shapes), "", *sections])


def _shared(shapes: dict[str, Schema], types: Iterable[str]) -> list[str]:
    """The fields that every type of record has in the same form."""
    first, *others = (shapes[name]["properties"] for name in types)
    return [
        field
        for field, schema in first.items()
        if all(other.get(field) == schema for other in others)
    ]


def _contents(types: dict[str, str], shapes: dict[str, Schema]) -> str:
    records = " · ".join(f"[{code}](#{name})" for name, code in types.items())
    values = " · ".join(f"[{name}](#{name})" for name in shapes if name not in types)
    return f"Records: {records} · [fields of all](#shared)\n\nValues: {values}\n"


def _section(title: str, name: str, schema: Schema, fields: Iterable[str]) -> list[str]:
    lines = [f'## <a id="{name}"></a>{title}', "", schema.get("description", ""), ""]
    if "enum" in schema:
        return [*lines, "One of: " + ", ".join(f"`{code}`" for code in schema["enum"]), ""]
    return [*lines, _table(schema, fields), ""]


def _table(schema: Schema, fields: Iterable[str]) -> str:
    must = schema.get("required", ())
    rows = [
        f"| `{field}` | {_words(schema['properties'][field])}"
        f"{', **must**' if field in must else ''} | {_meaning(schema['properties'][field])} |"
        for field in fields
    ]
    return "\n".join(["| Field | Holds | Meaning |", "| --- | --- | --- |", *rows])


def _words(schema: Schema) -> str:
    """What a field holds, in a few words."""
    match schema:
        case {"$ref": path}:
            name = path.rpartition("/")[2]
            words = f"[{name}](#{name})"
        case {"x-vocabulary": name}:
            words = f"code: [{name}](vocabularies.md#{name})"
        case {"x-reference": mark}:
            words = f"ref: {' or '.join(mark.get('types', ['any record']))}"
            words += ", or words" if mark.get("or_text") else ""
        case {"const": value}:
            words = f"`{value}`"
        case {"oneOf": choices} | {"anyOf": choices}:
            words = " or ".join(map(_words, choices))
        case {"type": "array"}:
            words = f"list: {_words(schema.get('items', {}))}"
        case {"type": "object"}:
            words = f"object: {_words(_inner(schema))} by key"
        case _:
            words = _KNOWN.get(schema.get("type", ""), "JSON")
    return words


def _inner(schema: Schema) -> Schema:
    """The schema of the values of an object with keys of any name."""
    inner = schema.get("additionalProperties")
    by_pattern: Schema = next(iter(schema.get("patternProperties", {"": {}}).values()))
    return inner if isinstance(inner, dict) else by_pattern


def _meaning(schema: Schema) -> str:
    """What the field's docstring says; of a field that needs none, what its value is."""
    inner = schema.get("items", schema)
    name = inner.get("$ref", "").rpartition("/")[2]
    text = schema.get("description") or record_schema()["$defs"].get(name, {}).get("description")
    if not text and "x-vocabulary" in inner:
        text = vocabulary(inner["x-vocabulary"]).description
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
