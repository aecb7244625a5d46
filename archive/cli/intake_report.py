"""What became of each file of an intake: on the screen, as JSON, and in a report that is kept."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from archive.cells import cell
from archive.intake.outcome import ALREADY_THERE, REFUSED, STORED, Added
from archive.intake.walking import size_of
from evidence.store.copying import do_not_watch
from schemas.file_names import on_one_line

OUTCOMES = (STORED, ALREADY_THERE, REFUSED)
_FULL = (
    "the disk is full: {count:,} of the files found no room; "
    "make some, and the same command takes them in"
)
COLUMNS = ("path", "outcome", "ref", "sha256", "size", "entry", "reason")


class Report:
    """Tells of one file after another; keeps no more than the counts."""

    def __init__(self, file: TextIO | None, *, as_csv: bool, as_json: bool) -> None:
        self.counts: Counter[str] = Counter()
        self.bytes_stored = 0
        self.no_room = 0
        """Files that were refused because the disk is full."""
        self._file = file
        self._csv = csv.writer(file) if file and as_csv else None
        self._as_json = as_json

    def begin(self) -> None:
        """Write what stands before the first file."""
        if self._csv:
            self._csv.writerow(COLUMNS)
        elif self._file:
            self._file.write('{"files": [')
        if self._as_json:
            click.echo("[", nl=False)

    def tell(self, row: Added) -> None:
        """Show what became of a file, and write it into the report."""
        between = "," if self.counts.total() else ""
        self.counts[row.outcome] += 1
        self.no_room += row.no_room
        self.bytes_stored += row.size if row.outcome == STORED else 0
        if self._csv:
            values = (row.path, row.outcome, row.ref, row.digest, row.size, row.entry, row.reason)
            self._csv.writerow(["" if one is None else cell(str(one)) for one in values])
        elif self._file:
            self._file.write(f"{between}\n{_json(row)}")
        if self._as_json:
            click.echo(f"{between}\n{_json(row)}", nl=False)
        else:
            click.echo(_line(row))

    def end(self, *, complete: bool) -> None:
        """Write what stands behind the last file, and the counts."""
        if self._file and not self._csv:
            counts = {name: self.counts[name] for name in OUTCOMES}
            tail = json.dumps({"counts": counts, "complete": complete})
            self._file.write(f"\n], {tail[1:]}\n")
        if self._as_json:
            click.echo("\n]")
        elif self.counts.total() > 1:
            click.echo(self._summary())
        if self.no_room:
            click.echo(_FULL.format(count=self.no_room), err=True)

    def _summary(self) -> str:
        found = ", ".join(f"{self.counts[name]:,} {name}" for name in OUTCOMES)
        return f"{found}; {self.bytes_stored:,} bytes stored"


@contextmanager
def reporting(path: Path | None, *, as_json: bool) -> Iterator[Report]:
    """A report, into `path` if one is named: CSV where its name ends so, JSON otherwise.

    The file appears when the run ends, however it ends; a JSON report says whether it is complete.
    """
    part = path.with_name(f".{path.name}.part") if path else None
    file = part.open("w", encoding="utf-8", newline="") if part else None
    report = Report(file, as_csv=bool(path and path.suffix.lower() == ".csv"), as_json=as_json)
    report.begin()
    complete = False
    try:
        yield report
        complete = True
    finally:
        report.end(complete=complete)
        if file and part and path:
            file.close()
            part.replace(path)


def _json(row: Added) -> str:
    return json.dumps(row.to_json(), ensure_ascii=False)


def _line(row: Added) -> str:
    name = on_one_line(row.path)
    if row.outcome == REFUSED:
        return f"{REFUSED:13}  {name}: {on_one_line(row.reason)}"
    added = f"; {row.reason}" if row.reason else ""
    return f"{row.outcome:13}  {row.ref}  {row.digest[:16]}…  {row.size:,} bytes  {name}{added}"


@contextmanager
def shown_progress(paths: Sequence[Path], *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left, where somebody looks; you get whom to tell of more bytes."""
    if quiet or not sys.stderr.isatty():
        yield do_not_watch
        return
    columns = (
        TextColumn("taking in"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=size_of(paths))
        yield lambda more: bar.advance(task, more)
