"""CSV and TSV, read as a stream (RFC 4180): quoted cells keep their line ends, nothing is repaired.

Python's reader is given the text as it lies in the file, undivided into lines, so that a line end
inside a quoted cell stays what it was. A cell longer than the limit is most often a quotation mark
without its fellow, which would swallow the rest of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.importing.encodings import encoding_of
from archive.importing.errors import UnreadableTable
from archive.importing.rows import Row, Table
from archive.tabular.cells import unguarded

REASON_COLUMN = "refused_because"
"""In a file of refused rows, the column that says why. Such a file is guarded against being run."""
MAX_CELL = 1 << 20
"""Characters in one cell."""
MAX_COLUMNS = 16_384
"""As many as a spreadsheet has."""


def open_delimited(
    path: Path, kind: str, *, encoding: str | None, delimiter: str | None, guarded: bool
) -> Table:
    """The table in a CSV or TSV file.

    `guarded` says that the cells were guarded against being run, as our own export does.

    Raises:
        UnreadableTable: its encoding cannot be told, it has no head, or a name twice in it.
    """
    encoding = encoding or encoding_of(path)
    delimiter = delimiter or ("\t" if kind == "tsv" else _delimiter(path, encoding))
    lines = _lines(path, encoding, delimiter)
    columns = tuple(next(lines, ()))
    guarded = guarded or REASON_COLUMN in columns
    if guarded:
        columns = tuple(unguarded(column) for column in columns)
    _check_head(path.name, columns)
    return Table(kind, columns, _rows(lines, columns, guarded), encoding)


def _delimiter(path: Path, encoding: str) -> str:
    """Comma, or a semicolon or tab where the first line has more of them outside quotes."""
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        first = file.readline(MAX_CELL)
    outside = "".join(first.split('"')[::2])
    return max((",", ";", "\t"), key=outside.count)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Sequence[str]]:
    csv.field_size_limit(MAX_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            where = f"{path.name}, line {reader.line_num}"
            why = f"{error}: a quotation mark without its fellow, or a cell of more than"
            raise UnreadableTable(where, f"{why} {MAX_CELL:,} characters") from error
        except UnicodeDecodeError as error:
            where = f"{path.name}, after line {reader.line_num}"
            raise UnreadableTable(where, f"bytes that are not {encoding}") from error


def _check_head(name: str, columns: tuple[str, ...]) -> None:
    if not any(columns):
        raise UnreadableTable(name, "no names of columns in its first line")
    if len(columns) > MAX_COLUMNS:
        raise UnreadableTable(name, f"{len(columns)} columns, more than {MAX_COLUMNS}")
    twice = [column for column in columns if column and columns.count(column) > 1]
    if twice:
        raise UnreadableTable(name, f"the column {twice[0]!r} twice in its first line")


def _rows(lines: Iterator[Sequence[str]], columns: tuple[str, ...], guarded: bool) -> Iterator[Row]:
    number = 0
    for line in lines:
        if not line:
            continue  # an empty line is no row of any table
        number += 1
        texts = [unguarded(text) for text in line] if guarded else line
        cells = {column: text for column, text in zip(columns, texts, strict=False) if column}
        if len(line) == len(columns):
            yield Row(number, cells)
        else:
            why = f"expected {len(columns)} cells, found {len(line)}"
            yield Row(number, cells, {"": why})
