"""The worked example: public events of December 2014 as records, with every doubt of their source.

The records are data files in the form in which `khronika record` takes them, with refs for
references and citations into a note that the project wrote itself. Recording them is left to the
command line, passages of the original appeal to `archive.worked_example.original`, and pictures
to `archive.worked_example.pictures`.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

__all__ = ["example_records", "example_revision", "source_note"]

NOTE_REF: Final = "note"
"""Ref of the source record that holds the note."""

RECORD_FILES: Final = (
    "sources",
    "places",
    "actors",
    "incident-I4",
    "incident-I8",
    "incident-I5",
    "incident-I7",
    "incident-I6",
    "incident-I3",
    "incident-I2",
    "incident-I1a",
    "incident-I1",
    "incident-E0",
    "items",
    "appeals",
    "case",
)
"""In this order each record names only records that come before it."""


def example_records() -> list[dict[str, Any]]:
    """All records as JSON objects, each after those that it refers to."""
    records: list[dict[str, Any]] = []
    for name in RECORD_FILES:
        records.extend(json.loads(_text(f"records/{name}.json")))
    for record in records:
        if record["ref"] == NOTE_REF:
            record["text"] = source_note()
    return records


def source_note() -> str:
    """The project's own note, to which the citations of the example lead."""
    return _text("source_note.txt")


def example_revision() -> dict[str, Any]:
    """A correction to one of the records: the whole `record` as it then is, and the `reason`."""
    correction = json.loads(_text("revision.json"))
    before = next(one for one in example_records() if one["ref"] == correction["ref"])
    return {"record": {**before, **correction["fields"]}, "reason": correction["reason"]}


def _text(path: str) -> str:
    return resources.files("archive.worked_example").joinpath(path).read_text("utf-8")
