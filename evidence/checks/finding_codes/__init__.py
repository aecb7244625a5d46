"""The table of finding codes, in a module for each subject.

Text only, read by `evidence.checks.findings`. A code once given stays, and keeps its meaning:
people cite it in letters to courts. A new code goes into the module of its subject; the first word
of the code is one of that module's `SUBJECTS`.
"""

from __future__ import annotations

from evidence.checks.finding_codes import blobs, heads, log, packets, tables, timestamps
from evidence.checks.finding_codes.row import Row

__all__ = ["SUBJECTS", "TABLE", "Row"]

_MODULES = (blobs, tables, log, heads, timestamps, packets)

TABLE: tuple[Row, ...] = tuple(row for module in _MODULES for row in module.ROWS)
"""Every code, in the order of the page."""

SUBJECTS: dict[str, str] = {
    word: title for module in _MODULES for word, title in module.SUBJECTS.items()
}
"""What the first word of a code is about."""
