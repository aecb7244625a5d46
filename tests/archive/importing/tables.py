"""Small invented tables and a mapping for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from archive import repository
from archive.importing.mapping import Mapping, mapping_of
from archive.importing.planning import Plan
from archive.importing.refused import said
from archive.importing.run import Order, Outcome, import_file
from archive.workspace import Archive

HEAD = "No,When,Where,Lat,Lon,What,Kind,Taken,Labels\r\n"
GOOD = (
    '1,14.12.2014,Upper Mill,43.1,45.5,"A door was forced,\r\nat night",search,2,doors; night\r\n'
    "2,mid-April 2005,,,,A letter came,threat,,\r\n"
    "3,Unknown,Lower Mill,,,A car followed,surveillance,at least 3,\r\n"
)
MAPPING = b"""
absent = ["", "NA"]

[maps.kinds]
search = "search"
threat = "threat"
surveillance = "surveillance"

[[record]]
type = "incident"
external_id = { scheme = "book", column = "No" }
ref = "book-{No}"

[record.fields]
title = { column = "What", required = true }
date = { column = "When", read = "date", formats = ["%d.%m.%Y"], words = "en" }
kinds = { column = "Kind", map = "kinds", split = ";" }
tags = { column = "Labels", split = ";" }

[record.fields.place]
name = { column = "Where" }
geometry = { read = "point", lat = "Lat", lon = "Lon" }

[[record.fields.counts]]
of_what = "destroyed"
value = { column = "Taken", read = "count" }
"""


def mapping(text: bytes = MAPPING) -> Mapping:
    return mapping_of(text, "book.toml")


def written(folder: Path, text: str, name: str = "book.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, *rows: list[Any], name: str = "book.xlsx") -> Path:
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    book.save(folder / name)
    book.close()
    return folder / name


def run(archive: Archive, path: Path, how: Mapping | None = None, **order: Any) -> Outcome:
    return import_file(archive, path, how or mapping(), Order(**order))


def reasons(archive: Archive, path: Path, how: Mapping | None = None) -> list[str]:
    """What a dry run says against rows."""
    found: list[str] = []

    def watch(plan: Plan, _progress: object) -> None:
        found.extend(f"{p.row} {said(p)}" for one in plan.refused for p in one.problems)

    import_file(archive, path, how or mapping(), Order(dry_run=True), watch)
    return found


def counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    """Accepted, refused, created, revised, unchanged."""
    p = outcome.progress
    return (p.accepted, p.refused, p.created, p.revised, p.unchanged)


def stored(archive: Archive, ref: str) -> dict[str, Any]:
    with archive.reading() as connection:
        return repository.load(connection, ref)[1].content()
