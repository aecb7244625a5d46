"""What the archive of the tests holds beside the worked example."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from archive.worked_example import example_records
from archive.workspace import Archive
from schemas.records import Record, read_record
from tests.archive.samples import access, actor, add, case, incident, item, source

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% if 1 %} ${7*7} %(title)s %s",
    "&lt;b&gt; &amp;",
    "' onmouseover='alert(1)",
    "\u202eright to left\u202c",
    "=HYPERLINK(1)",
)
"""Texts that would like to be something else than text."""
SECRET_NAME = "Secret Keeper"


def example() -> list[Record]:
    """The worked example."""
    return [read_record(json.dumps(one)) for one in example_records()]


def records_with_secrets() -> list[Record]:
    """Records that are for some audiences only."""
    return [
        actor(
            "witness",
            name=SECRET_NAME,
            pseudonym="Witness 7",
            access=access("public", names="confidential"),
        ),
        incident(
            "open",
            title="An open matter",
            access=access("public"),
            acts=[{"type": "threat", "victims": [{"actor": "witness"}]}],
        ),
        incident(
            "closed",
            title="A closed matter",
            access=access("confidential"),
            links=[{"to": "open", "type": "precedes"}],
        ),
        source("whisper", title="A whispered word", access=access("confidential")),
        case(
            "closed-case",
            title="A closed case",
            access=access("confidential"),
            incidents=["closed"],
        ),
        item("closed-item", title="A closed item", access=access("confidential")),
    ]


def put_photo(archive: Archive, folder: Path) -> None:
    """Take in one small picture as evidence of I5."""
    path = folder / "burnt-office.png"
    Image.new("RGB", (40, 30), "sienna").save(path)
    added = add(
        archive,
        path,
        incident="I5",
        title="The office after the fire",
        handed_over_by="A neighbour",
    )
    assert [one.outcome for one in added] == ["stored"]
