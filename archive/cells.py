"""Cells of tables that people open in a spreadsheet, so that none of them is run as a formula."""

from __future__ import annotations

__all__ = ["cell"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell of a CSV file that begins like this."""


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
