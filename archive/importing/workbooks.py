"""XLSX, read row by row. What a workbook unpacks to is measured before anything of it is read.

Dates become ISO 8601, whole numbers are written without a point. A formula is not computed and its
remembered result not trusted: the cell is refused, and whoever made the sheet pastes the value.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from archive.importing.errors import TooLargeToRead, UnreadableTable
from archive.importing.rows import Row, Table, as_text
from archive.tabular.cells import from_xstring

MAX_ROWS = 1_048_576
"""Rows of a sheet, as many as the format has."""
MAX_SHEET_BYTES = 2 << 30
"""Bytes of one unpacked sheet; it is read as a stream."""
MAX_SHARED_BYTES = 128 << 20
"""Bytes of the unpacked table of shared texts, which is held in memory."""
MAX_RATIO, RATIO_FROM = 100, 32 << 20
"""How many times its size a part may unpack to, and from how many bytes on that is asked: sheets of
a million rows come to 10 to 40 times, deflate can do 1,032 times."""
MAX_SILENT_BYTES = 16 << 20
"""Bytes of a sheet from which no row comes. A row whose number was there already is passed over by
openpyxl, so that a sheet could be read for minutes and yield nothing that can be counted."""
NOT_AVAILABLE = "#N/A"
"""The one error that says something: there is no value. A mapping lists it as absent."""
_INSTEAD = "save the table as CSV, which is read as a stream"


def open_workbook(path: Path, sheet: str | None) -> Table:
    """The table in a sheet of a workbook, the first sheet if none is named.

    Raises:
        TooLargeToRead: it unpacks to more than the limits.
        UnreadableTable: it is no workbook, or has no such sheet, or no head.
    """
    _measure(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about styles, which are not read
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise UnreadableTable(path.name, f"no workbook ({error})") from error
    if sheet and sheet not in book.sheetnames:
        raise UnreadableTable(path.name, f"the sheets {', '.join(book.sheetnames)}, no {sheet!r}")
    page = book[sheet] if sheet else book.worksheets[0]
    if (page.max_row or 0) > MAX_ROWS:
        found = int(page.max_row)
        raise TooLargeToRead(path.name, what="rows", found=found, limit=MAX_ROWS, instead=_INSTEAD)
    page.reset_dimensions()  # what a file says of its size may cut off rows
    source = _Watched(path.name, page._get_source())  # the one place where openpyxl opens it
    page._get_source = lambda: source
    lines = source.told(page.iter_rows())
    head = [from_xstring(as_text(cell.value)) for cell in next(lines, ())]
    if not any(head):
        raise UnreadableTable(path.name, "no names of columns in the first row")
    twice = [column for column in head if column and head.count(column) > 1]
    if twice:
        raise UnreadableTable(path.name, f"the column {twice[0]!r} twice in the first row")
    return Table("xlsx", tuple(head), _until_closed(book, _rows(path.name, lines, head)))


class _Watched:
    """The XML of a sheet, which is read on only while rows come out of it."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self._name, self._file, self._silent = name, file, 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._silent += len(data)
        if self._silent > MAX_SILENT_BYTES:
            raise TooLargeToRead(
                self._name,
                what="bytes between two rows",
                found=self._silent,
                limit=MAX_SILENT_BYTES,
                instead=_INSTEAD,
            )
        return data

    def told(self, rows: Iterator[Any]) -> Iterator[Any]:
        """The rows; with each the count begins anew."""
        for row in rows:
            self._silent = 0
            yield row

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _until_closed(book: Any, rows: Iterator[Row]) -> Iterator[Row]:
    try:
        yield from rows
    finally:
        book.close()


def _measure(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableTable(path.name, f"no workbook ({error})") from error
    for part in parts:
        name, size = part.filename, part.file_size
        limit = MAX_SHARED_BYTES if name.endswith("sharedStrings.xml") else MAX_SHEET_BYTES
        if size > limit:
            what = f"bytes of {name}"
            raise TooLargeToRead(path.name, what=what, found=size, limit=limit, instead=_INSTEAD)
        most = MAX_RATIO * max(part.compress_size, 1)
        if size > max(RATIO_FROM, most):
            what = f"bytes of {name}, packed into {part.compress_size:,}"
            raise TooLargeToRead(path.name, what=what, found=size, limit=most, instead=_INSTEAD)


def _rows(name: str, lines: Iterator[Any], head: list[str]) -> Iterator[Row]:
    number = 0
    for line in lines:
        number += 1
        if number >= MAX_ROWS:
            raise TooLargeToRead(
                name, what="rows", found=number + 1, limit=MAX_ROWS, instead=_INSTEAD
            )
        cells: dict[str, str] = {}
        faults = {}
        for column, cell in zip(head, line, strict=False):
            if not column or cell.value is None:
                continue
            if cell.data_type == "f":
                faults[column] = "expected a value, found a formula; paste its value instead"
            elif cell.data_type == "e" and cell.value != NOT_AVAILABLE:
                faults[column] = f"expected a value, found the error {cell.value}"
            else:
                cells[column] = _text(cell.value)
        beyond = [cell for cell in line[len(head) :] if cell.value is not None]
        if beyond:
            faults[""] = f"expected {len(head)} cells, found {len(head) + len(beyond)}"
        if cells or faults:
            yield Row(number, cells, faults)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return from_xstring(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return as_text(value)
