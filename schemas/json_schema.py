"""The JSON Schema of all seven records (draft 2020-12), for programs that write records.

It is generated from the shapes by `python -m schemas.json_schema > docs/record.schema.json`, and a
test fails when the committed file is not what the shapes say today. `x-vocabulary` names the list
whose codes a text must be one of, `x-reference` the types of record that a text may name: both may
grow in an archive, so they are no enumerations here. What no schema can say (that bounds agree with
the words, that a date exists) the archive checks when it reads the record.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

from schemas.records import ANY_RECORD, RECORD_TYPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "A record of Khronika"


@cache
def record_schema() -> dict[str, Any]:
    """The schema of one record of any type, with every shape inside it under `$defs`."""
    made = ANY_RECORD.json_schema()
    one_of = [{"$ref": f"#/$defs/{shape.__name__}"} for shape in RECORD_TYPES.values()]
    shapes = {name: plain(shape) for name, shape in sorted(made["$defs"].items())}
    return {"$schema": DIALECT, "title": TITLE, "oneOf": one_of, "$defs": shapes}


def plain(schema: Any) -> Any:
    """`schema` without generated titles, defaults of null and null as a value.

    What was not stated is a missing key in JSON, never null.
    """
    if isinstance(schema, list):
        return [plain(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: {name: plain(field) for name, field in value.items()}
        if key == "properties"
        else plain(value)
        for key, value in schema.items()
        if key != "title" and (key, value) != ("default", None)
    }
    stated = [one for one in kept.get("anyOf", []) if one != {"type": "null"}]
    if len(stated) == 1:
        del kept["anyOf"]
        kept = {**stated[0], **kept}
    elif stated:
        kept["anyOf"] = stated
    return kept


def text() -> str:
    """The schema as the committed file holds it, ending in a newline."""
    return json.dumps(record_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(text().encode())
