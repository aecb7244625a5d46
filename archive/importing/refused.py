"""Rows that were refused, in a file that can be mended and imported again by the same mapping.

Tables become CSV, in UTF-8 with a byte order mark so that spreadsheet programs read it, with one
more column that says why; cells are guarded against being run, and the import takes the guard away
again. JSON becomes JSON Lines, each object with one more name.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from archive.importing.delimited import REASON_COLUMN
from archive.importing.planning import Refusal
from archive.importing.rows import Row, as_text
from archive.importing.sight import Problem
from archive.tabular.cells import guarded


class RefusedFile:
    """Takes refused rows, one batch after the other. The file is made with the first of them."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self._columns = columns

    def add(self, refused: Iterable[Refusal]) -> None:
        """Write these rows behind those that are there."""
        rows = [(row, one.problems) for one in refused for row in one.unit.rows]
        if not rows:
            return
        new = not self.path.exists() or self.path.stat().st_size == 0
        encoding = "utf-8-sig" if new and self._columns else "utf-8"
        with self.path.open("a", encoding=encoding, newline="") as file:
            if self._columns:
                self._write_cells(file, rows, head=new)
            else:
                self._write_objects(file, rows)

    def _write_cells(
        self, file: IO[str], rows: list[tuple[Row, tuple[Problem, ...]]], *, head: bool
    ) -> None:
        columns = [column for column in self._columns if column and column != REASON_COLUMN]
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        if head:
            writer.writerow([*map(guarded, columns), REASON_COLUMN])
        for row, problems in rows:
            cells = [guarded(as_text(row.cells.get(column, ""))) for column in columns]
            writer.writerow([*cells, guarded(reasons(problems))])

    def _write_objects(self, file: IO[str], rows: list[tuple[Row, tuple[Problem, ...]]]) -> None:
        for row, problems in rows:
            whole = {**(row.whole or row.cells), REASON_COLUMN: reasons(problems)}
            file.write(json.dumps(whole, ensure_ascii=False) + "\n")


def reasons(problems: Iterable[Problem]) -> str:
    """All reasons in one text."""
    return "; ".join(said(problem) for problem in problems)


def said(problem: Problem) -> str:
    """One reason, with its column."""
    return f"{problem.column}: {problem.reason}" if problem.column else problem.reason
