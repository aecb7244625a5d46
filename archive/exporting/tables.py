"""CSV and XLSX: a record a row, to be read, edited and imported again.

The columns are those that some record fills, so that the records are read twice: once for the
columns, once for the rows; nothing is held in memory but the columns. No cell is ever a formula: in
CSV a cell that could be one is guarded by an apostrophe, in XLSX every cell says that it is text
(`archive.tabular.cells`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from archive.disclosure import View
from archive.exporting.shown import PRECISION_CODES, precision_codes
from archive.tabular.cells import guarded, to_xstring
from archive.tabular.division import base_of, divided, in_order
from archive.tabular.flat import column_order, to_cells

AUDIENCE = "audience"
"""The first column: for whom the row was written."""
Again = Callable[[], Iterable[View]]
"""Gives the records from the start."""


def write_csv(path: Path, records: Again, audience: str, *, codes: bool) -> int:
    """Write a CSV file in UTF-8 with a byte order mark; how many records are in it."""
    columns = _columns(map(_cells, records()), codes=codes)
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([guarded(column) for column in columns])
        for view in records():
            row = _row(view, _cells(view), columns, audience, codes=codes)
            writer.writerow([guarded(cell) for cell in row])
            count += 1
    return count


def write_xlsx(path: Path, records: Again, audience: str, *, codes: bool) -> int:
    """Write a workbook of one sheet; how many records are in it.

    A text that is too long for a cell goes on in further columns (`archive.tabular.division`).
    """
    columns = _columns((divided(_cells(view)) for view in records()), codes=codes)
    book = Workbook(write_only=True)
    page: Any = book.create_sheet("records")
    page.freeze_panes = "A2"
    page.append([_cell(page, column) for column in columns])
    count = 0
    for view in records():
        row = _row(view, divided(_cells(view)), columns, audience, codes=codes)
        page.append([_cell(page, text) for text in row])
        count += 1
    book.save(path)
    return count


def _cells(view: View) -> dict[str, str]:
    return to_cells(view.content)


def _columns(rows: Iterable[dict[str, str]], *, codes: bool) -> list[str]:
    found: dict[str, int] = {}
    for cells in rows:
        order = column_order(cells["type"])
        for column in cells:
            found.setdefault(column, order.get(base_of(column).split(".")[0], len(order)))
    ordered = sorted(found, key=lambda column: (found[column], in_order(column)))
    return [AUDIENCE, *ordered, *(PRECISION_CODES if codes else ())]


def _row(
    view: View, cells: dict[str, str], columns: list[str], audience: str, *, codes: bool
) -> list[str]:
    cells = {AUDIENCE: audience, **cells}
    if codes:
        cells |= {name: str(code) for name, code in precision_codes(view).items()}
    return [cells.get(column, "") for column in columns]


def _cell(page: Any, text: str) -> Any:
    """A cell of text, whatever it begins with; None for an empty one."""
    if not text:
        return None
    cell = WriteOnlyCell(page)
    cell.value = to_xstring(text)
    cell.data_type = "s"
    cell.quotePrefix = True  # so that editing the cell does not make a formula of it
    return cell
