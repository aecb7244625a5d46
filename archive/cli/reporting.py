"""The command report: numbers over incidents, as intervals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from archive.cells import cell
from archive.cli.asking import filter_options
from archive.cli.desk import Desk, audience_option, show_json
from archive.disclosure import Audience
from archive.reporting.drawing import svg
from archive.reporting.grouping import GROUPINGS
from archive.reporting.measures import MEASURES
from archive.reporting.report import Report, Row
from archive.reporting.report import report as make_report
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from schemas.counts import Interval

LABELS = {
    "incidents": "incidents",
    "acts": "acts",
    "victims": "distinct victims",
    "not_returned": "not returned",
}
"""What measures are called, where the code itself is no word."""
UNSTATED = "not stated"


@click.command()
@filter_options
@click.option("--by", type=click.Choice(list(GROUPINGS)), help="Count group by group.")
@click.option("--of", type=click.Choice(MEASURES), default="incidents", help="What the SVG shows.")
@click.option("--context", is_flag=True, help="Count incidents of context as well.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "svg"]), default="table"
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@audience_option
@click.pass_obj
def report(
    desk: Desk,
    /,
    *,
    words: tuple[str, ...],
    by: str | None,
    of: str,
    context: bool,
    form: str,
    as_json: bool,
    audience: Audience,
    **filters: Any,
) -> None:
    """Count incidents, acts, victims and losses; every number is an interval that loses no bound.

    \b
    Examples: khronika report
              khronika report --by month --from 2014-12 --to 2014-12
              khronika report --by kind --of victims --format svg > victims.svg
    """
    query = SearchQuery(words=" ".join(words), **filters)
    with desk.archive() as archive:
        made = make_report(archive, engine_of(archive), query, audience, by=by, context=context)
    match "json" if as_json else form:
        case "json":
            show_json(to_json(made))
        case "csv":
            click.echo(to_csv(made), nl=False)
        case "svg":
            title = f"{LABELS.get(of, of)}{f' by {by}' if by else ''}"
            click.echo(svg(made, of, title=title, unstated=UNSTATED), nl=False)
        case _:
            _print(made)


def to_json(made: Report) -> dict[str, Any]:
    """The report as JSON: bounds as `lo` and `hi`, an open one as null."""
    return {
        "by": made.by,
        "rows": [_row_json(row) for row in made.rows],
        "total": _row_json(made.total),
        "things": {
            loss: {name: _bounds(number) for name, number in classes.items()}
            for loss, classes in made.things.items()
        },
        "notes": list(made.notes),
    }


def _row_json(row: Row) -> dict[str, Any]:
    numbers = {name: _bounds(number) for name, number in row.numbers.items()}
    return {"key": row.key, "certain": row.certain, "possible": row.possible, "numbers": numbers}


def _bounds(number: Interval) -> dict[str, int | None]:
    return {"lo": number.lo, "hi": number.hi}


def to_csv(made: Report) -> str:
    """The report as CSV: two columns for each measure; an open bound and what is not stated are
    empty, and told apart by the lower bound."""
    out = io.StringIO()
    writer = csv.writer(out)
    bounds = [f"{name}_{end}" for name in MEASURES for end in ("lo", "hi")]
    writer.writerow([made.by or "group", "certain", "possible", *bounds])
    for row in (*made.rows, made.total):
        numbers = [row.numbers.get(name) for name in MEASURES]
        ends = [end for n in numbers for end in ((n.lo, n.hi) if n else (None, None))]
        writer.writerow([cell(row.key or UNSTATED), row.certain, row.possible, *ends])
    return out.getvalue()


def _print(made: Report) -> None:
    shown = [name for name in MEASURES[1:] if name in made.total.numbers]
    table = Table(box=None, pad_edge=False)
    table.add_column(made.by or "", no_wrap=True)
    for name in ("certain", "possible", *(LABELS.get(name, name) for name in shown)):
        table.add_column(name, justify="right")
    for row in (*made.rows, made.total):
        numbers = [row.numbers[name].words() if name in row.numbers else "–" for name in shown]
        table.add_row(row.key or UNSTATED, f"{row.certain:,}", f"{row.possible:,}", *numbers)
    Console(width=None, highlight=False, markup=False).print(table)
    for line in _losses(made):
        click.echo(line)
    for note in made.notes:
        click.echo(note, err=True)


def _losses(made: Report) -> Iterator[str]:
    for loss, classes in made.things.items():
        if classes:
            each = ", ".join(f"{name} {number.words()}" for name, number in classes.items())
            yield f"{LABELS.get(loss, loss)}: {each}"


COMMANDS = (report,)
