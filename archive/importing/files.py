"""Opening a file to import, by what it is."""

from __future__ import annotations

from pathlib import Path

from archive.importing.delimited import open_delimited
from archive.importing.documents import open_document
from archive.importing.errors import MissingColumns, TooLargeToRead, UnreadableTable
from archive.importing.mapping import Mapping
from archive.importing.rows import Table

KINDS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".geojson": "geojson",
}
"""The format of a file by the ending of its name."""


MAX_STREAM = 512 << 20
"""Bytes of a CSV, TSV or JSON Lines file. Its rows are read one by one; what is kept of each is its
external id, so that no other row may have it, and all of them are one transaction."""


def kind_of(path: Path, stated: str | None = None) -> str:
    """The format of a file: by its ending, else as stated.

    Raises:
        UnreadableTable: neither says it.
    """
    kind = KINDS.get(path.suffix.lower()) or stated or ""
    if kind not in KINDS.values():
        known = ", ".join(sorted(KINDS))
        raise UnreadableTable(path.name, f"a name without one of the endings {known}")
    return kind


def open_table(path: Path, mapping: Mapping) -> Table:
    """The rows of a file, to be read once.

    Raises:
        UnreadableTable, TooLargeToRead: it cannot be read.
        MissingColumns: the mapping reads columns that it does not have.
    """
    kind = kind_of(path, mapping.format)
    size = path.stat().st_size
    if kind in ("csv", "tsv", "jsonl") and size > MAX_STREAM:
        instead = "divide it into several files"
        raise TooLargeToRead(path.name, what="bytes", found=size, limit=MAX_STREAM, instead=instead)
    if kind in ("csv", "tsv"):
        table = open_delimited(
            path,
            kind,
            encoding=mapping.encoding,
            delimiter=mapping.delimiter,
            guarded=mapping.guarded,
        )
    elif kind == "xlsx":
        # What reads workbooks takes longer to load than a small table to import.
        from archive.importing.workbooks import open_workbook

        table = open_workbook(path, mapping.sheet)
    else:
        rows = mapping.rows if kind == "json" else None
        table = open_document(path, kind, encoding=mapping.encoding, rows=rows)
    missing = [
        name
        for name in mapping.columns()
        if table.columns and "*" not in name and name not in table.columns
    ]
    if missing:
        raise MissingColumns(path.name, tuple(missing), table.columns)
    return table
