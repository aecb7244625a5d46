"""The command candidates: records that may be one and the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from archive.candidates.incidents import Candidate, same_incidents
from archive.candidates.people import same_people
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.disclosure import Audience
from archive.search.engine import engine_of


@click.command()
@click.argument("ref", required=False)
@click.option("--type", "kind", type=click.Choice(["incident", "actor"]), default="incident")
@audience_option
@json_option
@click.pass_obj
def candidates(
    desk: Desk, ref: str | None, kind: str, audience: Audience, *, as_json: bool
) -> None:
    """List records that may be one and the same, and why; only those like REF, if given.

    Nothing is joined by this: look at both, then `khronika join`, or `khronika link --type
    possibly_same` (for actors possibly_same_as), which takes them off the list.

    \b
    Examples: khronika candidates
              khronika candidates kalyapin --type actor
    """
    left_out = 0
    with desk.archive() as archive:
        rows: Sequence[Candidate]
        if kind == "actor":
            rows = same_people(archive, engine_of(archive), audience, ref)
        else:
            found = same_incidents(archive, audience, ref)
            rows, left_out = found.candidates, found.not_compared
    if as_json:
        shown = {"candidates": [asdict(row) for row in rows], "not_compared": left_out}
        show_json(shown)
        return
    for row in rows:
        click.echo(f"{row.ref}  {row.title}\n{row.other_ref}  {row.other_title}")
        click.echo(f"    {'; '.join(row.reasons)}\n")
    if not rows:
        click.echo("no two records are so alike")
    if left_out:
        words = "without a date, or with one spread over more than a month, were not compared"
        click.echo(f"{left_out:,} incidents {words}", err=True)


COMMANDS = (candidates,)
