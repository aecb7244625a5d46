"""Commands about files of records from elsewhere: import."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import click

from archive.cli.desk import Desk, json_option, show_json
from archive.cli.exits import ExitCode
from archive.importing.guessing import guess
from archive.importing.journal import Progress
from archive.importing.mapping import read_mapping, ready_mappings
from archive.importing.planning import UNCHANGED, Plan
from archive.importing.refused import said
from archive.importing.run import Order, Outcome, import_file

SHOWN = 20
"""Refused rows, and changed records of a dry run, that are printed; the report has all."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "mapping", metavar="MAP", help="A mapping file, or a ready mapping's name.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@click.option("--partial", is_flag=True, help="Import the good rows and write the others aside.")
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="Where refused rows go with --partial; else FILE.refused.csv beside FILE.",
)
@click.option(
    "--report",
    type=click.File("w", encoding="utf-8"),
    metavar="OUT",
    help="Write what becomes of every record and row, a JSON object a line.",
)
@click.option("--reason", help="Why; kept with every entry.")
@click.option("--guess", "guessing", is_flag=True, help="Propose a mapping for FILE, and stop.")
@click.option("--ready", is_flag=True, help="List the ready mappings, and stop.")
@json_option
@click.pass_obj
def import_(  # noqa: PLR0917 - one for each option
    desk: Desk,
    file: Path,
    mapping: str | None,
    report: IO[str] | None,
    refused: Path | None,
    reason: str | None,
    *,
    dry_run: bool,
    partial: bool,
    guessing: bool,
    ready: bool,
    as_json: bool,
) -> None:
    """Import the records of FILE: CSV, TSV, XLSX, JSON, JSON Lines or GeoJSON.

    A mapping says which column becomes which field (docs/import.md). Without one, FILE holds
    records in the archive's own form, as `khronika export` writes them. All rows are imported or
    none; a record that is known by its external id is revised, and never doubled.

    \b
    Example: khronika import seizures.csv --map seizures.toml --dry-run
    """
    if guessing or ready:
        click.echo("\n".join(ready_mappings()) if ready else guess(file), nl=ready)
        return
    watch = _Watch(report, show=not as_json)
    order = Order(
        dry_run=dry_run,
        partial=partial,
        refused=(refused or _beside(file)) if partial else None,
        reason=reason,
    )
    with desk.archive() as archive:
        found = read_mapping(mapping) if mapping else None
        outcome = import_file(archive, file, found, order, watch)
    if as_json:
        show_json(_outcome(outcome, order))
    else:
        _tell(outcome, order, watch)
    if outcome.progress.refused:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _beside(file: Path) -> Path:
    tables = (".csv", ".tsv", ".tab", ".xlsx")
    ending = "csv" if file.suffix.lower() in tables else "jsonl"
    return file.with_name(f"{file.name}.refused.{ending}")


class _Watch:
    """Writes the report and shows how far the import is."""

    def __init__(self, report: IO[str] | None, *, show: bool) -> None:
        self.report = report
        self.show = show
        self.refused: list[str] = []
        self.changed: list[str] = []

    def __call__(self, plan: Plan, progress: Progress) -> None:
        for one in plan.refused:
            lines = [f"row {problem.row}  {said(problem)}" for problem in one.problems]
            self.refused += lines[: max(0, SHOWN - len(self.refused))]
        for change in plan.changes:
            if change.differences and len(self.changed) < SHOWN:
                self.changed.append(f"{change.type} {change.ref}")
                self.changed += [
                    f"  {p}: {_cell(a)} → {_cell(b)}" for p, a, b in change.differences
                ]
        if self.report:
            _write(self.report, plan)
        if self.show and progress.rows % 10_000 < 1000 and progress.rows >= 10_000:
            click.echo(f"{progress.rows:,} rows", err=True)


def _cell(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _write(report: IO[str], plan: Plan) -> None:
    for change in plan.changes:
        if change.change != UNCHANGED:
            report.write(json.dumps(change._asdict(), ensure_ascii=False) + "\n")
    for one in plan.refused:
        row = {
            "change": "refused",
            "rows": [row.number for row in one.unit.rows],
            "problems": [asdict(problem) for problem in one.problems],
        }
        report.write(json.dumps(row, ensure_ascii=False) + "\n")


def _outcome(outcome: Outcome, order: Order) -> dict[str, Any]:
    return {
        "format": outcome.kind,
        "encoding": outcome.encoding,
        "dry_run": order.dry_run,
        **asdict(outcome.progress),
        "unused_columns": list(outcome.unused),
        "resumed_at": outcome.resumed_at,
    }


def _tell(outcome: Outcome, order: Order, watch: _Watch) -> None:
    counts = outcome.progress
    read = f" as {outcome.encoding}" if outcome.encoding else ""
    click.echo(
        f"{outcome.kind}{read}: {counts.rows} rows read, {counts.accepted} accepted, "
        f"{counts.refused} refused"
    )
    if outcome.resumed_at:
        click.echo(f"went on behind row {outcome.resumed_at}, where an earlier run was stopped")
    would = "would be " if order.dry_run else ""
    click.echo(
        f"records: {counts.created} {would}created, {counts.revised} {would}revised, "
        f"{counts.unchanged} unchanged"
    )
    for line in (*watch.changed, *watch.refused):
        click.echo(line)
    if outcome.unused:
        click.echo(f"columns that the mapping does not read: {', '.join(outcome.unused)}")
    if order.refused and counts.refused:
        click.echo(f"refused rows are in {order.refused}: mend and import them by the same mapping")


COMMANDS = (import_,)
