"""Cells that no spreadsheet program runs, and that come back as they were.

A cell that begins with one of `= + - @`, their full-width forms, a tab or a line end is read as a
formula by spreadsheet programs (OWASP, "CSV Injection",
https://owasp.org/www-community/attacks/CSV_Injection). Such a cell gets an apostrophe in front, and
so does one that begins with an apostrophe: taking one away gives back exactly what was there.

In XLSX the type of a cell says that it is text. What XML cannot hold is written `_x0007_`, and an
underscore that would be read so is written `_x005F_` (ECMA-376, part 1, 22.9.2.19, ST_Xstring).
"""

from __future__ import annotations

import re

_RUN = tuple("=+-@\t\r\n＝＋－＠")
_GUARD = "'"

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def guarded(text: str) -> str:
    """`text` as a cell of a CSV file that no program takes for a formula."""
    return f"{_GUARD}{text}" if text.startswith((*_RUN, _GUARD)) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix(_GUARD)


def to_xstring(text: str) -> str:
    """`text` as a cell of a workbook holds it."""
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_xstring(cell: str) -> str:
    """The text that a cell of a workbook stands for."""
    if "_x" not in cell:
        return cell
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
