"""CSV and XLSX: a record a row, to be read, edited and imported again.

The columns are those that some record fills, so that the records are read twice: once for the
columns, once for the rows; nothing is held in memory but the columns. No cell is ever a formula: in
CSV a cell that could be one is guarded by an apostrophe, in XLSX every cell says that it is text
(`archive.tabular.cells`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from archive.disclosure import View
from archive.exporting.errors import TooLongForCell
from archive.exporting.shown import PRECISION_CODES, precision_codes
from archive.tabular.cells import guarded, to_xstring
from archive.tabular.flat import column_order, to_cells

AUDIENCE = "audience"
"""The first column: for whom the row was written."""
MAX_CELL = 32_767
"""Characters in a cell of a workbook (Excel specifications and limits)."""
Again = Callable[[], Iterable[View]]
"""Gives the records from the start."""


def write_csv(path: Path, records: Again, audience: str, *, codes: bool) -> int:
    """Write a CSV file in UTF-8 with a byte order mark; how many records are in it."""
    columns = _columns(records(), codes=codes)
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([guarded(column) for column in columns])
        for row in _rows(records(), columns, audience, codes=codes):
            writer.writerow([guarded(cell) for _, cell in row])
            count += 1
    return count


def write_xlsx(path: Path, records: Again, audience: str, *, codes: bool) -> int:
    """Write a workbook of one sheet; how many records are in it.

    Raises:
        TooLongForCell: a text does not fit into a cell.
    """
    columns = _columns(_fitting(records()), codes=codes)
    book = Workbook(write_only=True)
    page: Any = book.create_sheet("records")
    page.freeze_panes = "A2"
    page.append([_cell(page, column) for column in columns])
    count = 0
    for row in _rows(records(), columns, audience, codes=codes):
        page.append([_cell(page, text) for _, text in row])
        count += 1
    book.save(path)
    return count


def _columns(records: Iterable[View], *, codes: bool) -> list[str]:
    found: dict[str, tuple[int, str]] = {}
    for view in records:
        order = column_order(view.type)
        for column in to_cells(view.content):
            top = column.split(".")[0]
            found.setdefault(column, (order.get(top, len(order)), column))
    ordered = sorted(found, key=lambda column: found[column])
    return [AUDIENCE, *ordered, *(PRECISION_CODES if codes else ())]


def _rows(
    records: Iterable[View], columns: list[str], audience: str, *, codes: bool
) -> Iterator[list[tuple[str, str]]]:
    for view in records:
        cells = {AUDIENCE: audience, **to_cells(view.content)}
        if codes:
            cells |= {name: str(code) for name, code in precision_codes(view).items()}
        yield [(column, cells.get(column, "")) for column in columns]


def _fitting(records: Iterable[View]) -> Iterator[View]:
    """The records, seen to fit into cells before the first of them is written."""
    for view in records:
        for column, text in to_cells(view.content).items():
            if len(to_xstring(text)) > MAX_CELL:
                raise TooLongForCell(view.ref, column, len(text), MAX_CELL)
        yield view


def _cell(page: Any, text: str) -> Any:
    """A cell of text, whatever it begins with; None for an empty one."""
    if not text:
        return None
    cell = WriteOnlyCell(page)
    cell.value = to_xstring(text)
    cell.data_type = "s"
    cell.quotePrefix = True  # so that editing the cell does not make a formula of it
    return cell
