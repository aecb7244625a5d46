"""Commands that take a record one step on: review, revert, retire, join."""

from __future__ import annotations

import click

from archive.casework import joining, reverting, reviewing
from archive.cli.desk import Desk, json_option
from archive.cli.records import show_outcome

reason_option = click.option("--reason", required=True, help="Why; kept with the entry.")
expect_option = click.option(
    "--expect-revision", type=int, metavar="N", help="Refuse if it has another one."
)


@click.command()
@click.argument("ref")
@click.option("--state", required=True, help="draft, needs_work, reviewed or approved.")
@click.option("--reason", help="Why; kept with the entry.")
@expect_option
@json_option
@click.pass_obj
def review(
    desk: Desk,
    ref: str,
    state: str,
    reason: str | None,
    expect_revision: int | None,
    *,
    as_json: bool,
) -> None:
    """Say how far the incident REF has been checked.

    \b
    Example: khronika review I8 --state reviewed --reason "read against the source"
    """
    with desk.archive() as archive:
        outcome = reviewing.review(
            archive, ref, state, reason=reason, expected_revision=expect_revision
        )
    show_outcome(outcome, as_json=as_json)


@click.command()
@click.argument("ref")
@click.option("--to", "revision", type=click.IntRange(1), required=True, metavar="N")
@reason_option
@expect_option
@json_option
@click.pass_obj
def revert(
    desk: Desk,
    ref: str,
    revision: int,
    reason: str,
    expect_revision: int | None,
    *,
    as_json: bool,
) -> None:
    """Make revision N of REF the newest one again; nothing in between is lost.

    \b
    Example: khronika revert I5 --to 1 --reason "the correction was about another fire"
    """
    with desk.archive() as archive:
        outcome = reverting.revert(
            archive, ref, revision, reason=reason, expected_revision=expect_revision
        )
    show_outcome(outcome, as_json=as_json)


@click.command()
@click.argument("ref")
@click.option("--because", "why", required=True, help="A code of retired_reasons.")
@click.option("--in-favour-of", metavar="REF", help="The record to use instead.")
@reason_option
@json_option
@click.pass_obj
def retire(
    desk: Desk, ref: str, why: str, in_favour_of: str | None, reason: str, *, as_json: bool
) -> None:
    """Take REF out of use. It stays readable, and search passes it over.

    \b
    Example: khronika retire I9 --because out_of_scope --reason "no violation"
    """
    with desk.archive() as archive:
        outcome = joining.retire(archive, ref, why=why, in_favour_of=in_favour_of, reason=reason)
    show_outcome(outcome, as_json=as_json)


@click.command()
@click.argument("ref")
@click.argument("into")
@reason_option
@json_option
@click.pass_obj
def join(desk: Desk, ref: str, into: str, reason: str, *, as_json: bool) -> None:
    """Say that REF is the same as INTO, which is to be used; revert REF to part them again.

    \b
    Example: khronika join A7 A2 --reason "he says that both names are his"
    """
    with desk.archive() as archive:
        outcome = joining.join(archive, ref, into, reason=reason)
    show_outcome(outcome, as_json=as_json)


COMMANDS = (review, revert, retire, join)
