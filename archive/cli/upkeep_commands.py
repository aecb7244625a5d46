"""The commands reindex and doctor."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive import doctor
from archive.cli.desk import Desk, json_option, show_json
from archive.search import choosing
from archive.search.choosing import IndexEngine
from archive.search.engine import engine_of
from archive.search.errors import IndexUnfinished
from archive.search.following import Progress as Indexed


@click.command()
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in IndexEngine]),
    help="Keep the words by this engine from now on.",
)
@click.option("--anew", is_flag=True, help="Throw the index away first.")
@json_option
@click.pass_obj
def reindex(desk: Desk, /, *, engine: str | None, anew: bool, as_json: bool) -> None:
    """Bring the text index up to the records, or make it anew.

    Searching and recording go on meanwhile. Tantivy needs khronika[large].

    \b
    Examples: khronika reindex
              khronika reindex --engine tantivy
    """
    with desk.archive() as archive:
        if engine:
            choosing.choose(archive.settings, IndexEngine(engine))
        if anew:
            choosing.forget(archive.settings)
        with _progress() as shown:
            task = shown.add_task("indexing", total=None)

            def report(done: Indexed) -> None:
                shown.update(task, completed=done.indexed, total=done.rows)

            progress = engine_of(archive).index_all(report)
        used = choosing.chosen(archive.settings)
    if progress.trouble and progress.indexed < progress.rows:
        raise IndexUnfinished(progress.trouble, indexed=progress.indexed, rows=progress.rows)
    if as_json:
        show_json({"engine": used.value, **asdict(progress)})
        return
    click.echo(f"{progress.indexed:,} of {progress.rows:,} views of records indexed by {used}")


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)


@click.command(name="doctor")
@json_option
@click.pass_context
def doctor_command(context: click.Context, /, *, as_json: bool) -> None:
    """Look at disk, clock, keys, index, database and bucket, and when it was last checked,
    backed up and anchored; advise. Nothing is changed. Exit code 1 if there is advice.

    \b
    Example: khronika doctor --json
    """
    with context.obj.archive() as archive:
        found = doctor.examine(archive)
    if as_json:
        show_json(asdict(found))
    else:
        for fact in found.facts:
            click.echo(f"{fact.about}: {fact.found}")
        for one in found.advice:
            click.echo(f"{one.code}: {one.found}\n  {one.do}")
        if not found.advice:
            click.echo("nothing to advise")
    context.exit(1 if found.advice else 0)


COMMANDS = (reindex, doctor_command)
