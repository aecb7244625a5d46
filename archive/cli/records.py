"""Commands about records: record, show, history, link."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from archive import history as histories
from archive import linking, lookup, recording
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.cli.note_text import lines_of_notes, note_as_json
from archive.cli.record_text import lines_of
from archive.consistency.notes import Note
from archive.disclosure import Audience
from archive.drafting import sparing
from archive.history import Unshown
from archive.record_files import read_records


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--reason", help="Why; kept with the entry.")
@click.option("--expect-revision", type=int, metavar="N", help="Refuse if it has another one.")
@click.option(
    "--example",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _option, wanted: _show_example(context) if wanted else None,
    help="Print records to begin from, and stop.",
)
@json_option
@click.pass_obj
def record(
    desk: Desk, file: Any, reason: str | None, expect_revision: int | None, *, as_json: bool
) -> None:
    """Add or revise records from FILE (or - for standard input).

    FILE holds one JSON object, a list of them, or one on each line. All of them are recorded or
    none. References name records by ref or id, also those of the same file. What is withheld
    from you stays as it is; a field of which you see a part only is not yours to change.

    \b
    Examples: khronika record --example > incident.json
              khronika record incident.json --reason "second interview"
    """
    drafts = read_records(file.read(), name=getattr(file, "name", "standard input"))
    with desk.archive() as archive:
        outcomes = sparing.record(archive, drafts, reason=reason, expected_revision=expect_revision)
    if as_json:
        show_json([outcome_json(row) for row in outcomes])
        return
    for row in outcomes:
        show_outcome(row, as_json=False)


def _show_example(context: click.Context) -> None:
    click.echo(Path(__file__).with_name("example.json").read_text("utf-8"), nl=False)
    context.exit()


def show_outcome(row: recording.Recorded, *, as_json: bool) -> None:
    """Say what became of one record."""
    if as_json:
        show_json(outcome_json(row))
        return
    number = f"revision {row.revision}, entry {row.seq}"
    click.echo(f"{row.change:9}  {row.type:8}  {row.ref}  ({number})")


def outcome_json(row: recording.Recorded) -> dict[str, Any]:
    """What became of a record, as JSON."""
    return {name: getattr(row, name) for name in recording.Recorded.__slots__}


@click.command()
@click.argument("ref")
@click.option("--notes", "only_notes", is_flag=True, help="Only what fits together and what not.")
@audience_option
@json_option
@click.pass_obj
def show(desk: Desk, ref: str, audience: Audience, *, only_notes: bool, as_json: bool) -> None:
    """Show the record REF; of an item also whether what its file says fits what is recorded.

    \b
    Example: khronika show I8
    """
    from archive.consistency import noting  # arrays are loaded by whoever compares pictures

    with desk.archive() as archive:
        shown = lookup.show(archive, ref, audience)
        notes = noting.notes_on(archive, ref, audience)
    if only_notes:
        _show_notes(notes, as_json=as_json)
        return
    if as_json:
        show_json(shown.view.content)
        return
    for line in (*lines_of(shown), *lines_of_notes(notes)):
        click.echo(line)


def _show_notes(notes: Sequence[Note], *, as_json: bool) -> None:
    if as_json:
        show_json([note_as_json(note) for note in notes])
        return
    for line in lines_of_notes(notes):
        click.echo(line)


@click.command()
@click.argument("ref")
@audience_option
@json_option
@click.pass_obj
def history(desk: Desk, ref: str, audience: Audience, *, as_json: bool) -> None:
    """Show every revision of REF and what each changed, field by field.

    \b
    Example: khronika history I5
    """
    with desk.archive() as archive:
        changes = histories.history(archive, ref, audience)
    if as_json:
        show_json([change_json(change) for change in changes])
        return
    for change in changes:
        why = f": {change.reason}" if change.reason else ""
        why += f"; {change.received.in_words()}" if change.received else ""
        head = f"revision {change.revision}  {change.at}  {change.who}  entry {change.seq}{why}"
        click.echo(head)
        if change.revision == 1:
            continue
        for pointer, before, after in change.differences:
            click.echo(f"  {pointer}\n    - {_said(before)}\n    + {_said(after)}")


def _said(value: Any) -> str:
    return "(not shown any more)" if isinstance(value, Unshown) else str(value)


def change_json(change: histories.Change) -> dict[str, Any]:
    """One revision as JSON."""
    row = {name: getattr(change, name) for name in histories.Change.__slots__}
    row["received"] = change.received.in_words() if change.received else ""
    row["differences"] = [
        _difference(pointer, before, after) for pointer, before, after in change.differences
    ]
    return row


def _difference(pointer: str, before: Any, after: Any) -> dict[str, Any]:
    """One difference as JSON; a value that is not shown is null and named as such."""
    values = {"before": before, "after": after}
    unshown = [name for name, value in values.items() if isinstance(value, Unshown)]
    shown = {name: None if name in unshown else value for name, value in values.items()}
    return {"path": pointer, **shown, **({"not_shown": unshown} if unshown else {})}


@click.command()
@click.argument("one")
@click.argument("other")
@click.option("--type", "kind", required=True, help="A code of link_types or relation_types.")
@click.option("--note", help="In your words.")
@json_option
@click.pass_obj
def link(desk: Desk, one: str, other: str, kind: str, note: str | None, *, as_json: bool) -> None:
    """Link the incident ONE to the incident OTHER, or an actor to an actor.

    \b
    Example: khronika link I1 I1a --type precedes
    """
    with desk.archive() as archive:
        outcome = linking.link(archive, one, other, kind=kind, note=note)
    if as_json:
        show_json(outcome_json(outcome))
    else:
        click.echo(f"{outcome.change}  {outcome.ref} {kind} {other}  (entry {outcome.seq})")


COMMANDS = (record, show, history, link)
