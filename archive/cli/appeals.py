"""The commands of appeals: how they stand, what came back, and their text."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from archive import lookup
from archive.casework import appeals, letters
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.cli.records import show_outcome
from archive.disclosure import Audience
from archive.errors import BadField, WrongType
from schemas.appeal import Response
from schemas.verdict import Verdict

SHOWN = {Verdict.CERTAINLY: "overdue", Verdict.POSSIBLY: "perhaps overdue", Verdict.NO: ""}


@click.group()
def appeal() -> None:
    """What was asked of whom, by when, and what came back."""


@appeal.command("list")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="As of this day.")
@click.option("--overdue", is_flag=True, help="Only those whose deadline has passed unanswered.")
@audience_option
@json_option
@click.pass_obj
def list_all(desk: Desk, on: Any, audience: Audience, *, overdue: bool, as_json: bool) -> None:
    """List appeals with their deadlines and answers, the overdue ones first.

    \b
    Example: khronika appeal list --overdue --on 2015-02-01
    """
    with desk.archive() as archive:
        day = on.date() if on else archive.clock().date()
        rows = appeals.standings(archive, audience, day)
    if overdue:
        rows = tuple(row for row in rows if row.overdue is not Verdict.NO)
    if as_json:
        show_json({"on": day.isoformat(), "appeals": [asdict(row) for row in rows]})
        return
    for row in rows:
        _print(row, day)
    if not rows:
        click.echo("no appeals" if not overdue else f"no appeal is overdue on {day.isoformat()}")


def _print(row: appeals.Standing, day: date) -> None:
    until = f"deadline {row.deadline}" if row.deadline else "no deadline"
    late = f", {SHOWN[row.overdue]} on {day.isoformat()}" if row.overdue is not Verdict.NO else ""
    click.echo(f"{row.ref:10}  {row.title}  ({until}{late}; {row.demands} demands)")
    for asked in row.asked:
        click.echo(f"{'':12}{asked.who}: {_answer(asked)}")


def _answer(asked: appeals.Asked) -> str:
    match asked.answer:
        case appeals.Answer.ANSWERED:
            return f"answered ({asked.words})"
        case appeals.Answer.NONE_AS_OF:
            return f"no response as of {asked.words}" if asked.words else "no response, no day told"
        case appeals.Answer.NOT_RECORDED:
            return "nothing recorded"


@appeal.command()
@click.argument("ref")
@click.option("--kind", required=True, help="A code of responses; none: nothing had come back.")
@click.option("--by", help="Who answered, by ref or in words.")
@click.option("--date", "when", metavar="EDTF", help="When it came.")
@click.option("--as-of", metavar="EDTF", help="The day for which it is known.")
@click.option("--text", help="What it says.")
@click.option("--impact", help="A code of impacts.")
@json_option
@click.pass_obj
def answer(
    desk: Desk, /, *, ref: str, when: str | None, as_of: str | None, as_json: bool, **fields: Any
) -> None:
    """Note what came back to the appeal REF, or that nothing had come back by a day.

    \b
    Examples: khronika appeal answer N2 --kind none --as-of 2015-01-28
              khronika appeal answer N2 --kind denial --by chaika --date 2015-02-10 --text "…"
    """
    stated = {name: value for name, value in fields.items() if value is not None}
    dates = {"date": when, "as_of": as_of}
    stated |= {name: {"edtf": text} for name, text in dates.items() if text is not None}
    try:
        response = Response.model_validate(stated, strict=False)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        pointer = "".join(f"/{step}" for step in ("responses", "-", *first["loc"]))
        raise BadField(record=ref, pointer=pointer, why=first["msg"]) from error
    with desk.archive() as archive:
        outcome = appeals.answer(archive, ref, response)
    show_outcome(outcome, as_json=as_json)


@appeal.command()
@click.argument("ref")
@click.option("--to", "number", type=click.IntRange(1), default=1, show_default=True, metavar="N")
@click.option(
    "--language", type=click.Choice(list(letters.HEADINGS)), default="en", show_default=True
)
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="Write it as a PDF/A to OUT, which is not there yet, instead of printing it.",
)
@audience_option
@click.pass_obj
def text(  # noqa: PLR0917 - one for each option
    desk: Desk, ref: str, number: int, language: str, pdf: Path | None, audience: Audience
) -> None:
    """Print the letter of the appeal REF to its N-th addressee.

    \b
    Examples: khronika appeal text N2 --to 2 > letter.txt
              khronika appeal text N2 --to 2 --pdf letter.pdf
    """
    with desk.archive() as archive:
        shown = lookup.show(archive, ref, audience)
    if shown.view.type != "appeal":
        raise WrongType(ref, expected="an appeal", found=f"a record of type {shown.view.type}")
    addressees = shown.view.content.get("addressees", [])
    if number > len(addressees):
        raise click.BadParameter(f"{ref} has {len(addressees)} addressees, found {number}")
    row = addressees[number - 1]
    person = shown.labels.get(row.get("person", ""))
    name = person.title if person else ""
    if pdf is None:
        click.echo(letters.letter(shown.view, row, name, language), nl=False)
        return
    made = letters.letter_pdf(shown.view, row, name, language, at=datetime.now(UTC))
    letters.write_new(pdf, made)
    click.echo(f"{pdf}: {len(made):,} bytes")


COMMANDS = (appeal,)
