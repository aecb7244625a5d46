"""Commands about evidence: add, derive, transfer, custody, receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive import custody as hands
from archive import deriving, intake
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.cli.exits import ExitCode
from archive.describing import Describing
from archive.disclosure import Audience
from schemas.access import LEVELS, Level
from schemas.vocabulary import vocabulary


def _purposes(_context: Any, _option: Any, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    known = vocabulary("packet_purposes")
    return tuple(known.term(code.strip()).code for code in value.split(",") if code.strip())


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--incident", metavar="REF", help="The incident that the files document.")
@click.option("--act", metavar="KEY", help="One act of that incident.")
@click.option("--lead", metavar="REF", help="The lead that this file answers.")
@click.option("--title", help="Title of the item; may be read by all who see the item.")
@click.option("--level", type=click.Choice([level.value for level in LEVELS]), default="restricted")
@click.option("--from", "handed_over_by", metavar="WHO", help="Who handed it over: a ref or words.")
@click.option("--how", help="In which way it came.")
@click.option("--tool", help="Program and version that made or fetched the copy.")
@click.option("--source-url", metavar="URL", help="Where it was found. Nothing is fetched.")
@click.option("--whereabouts", help="Where the original device or paper is.")
@click.option("--consent", metavar="PURPOSES", callback=_purposes, help="court,press,…")
@json_option
@click.pass_obj
def add(desk: Desk, /, paths: tuple[Path, ...], level: str, *, as_json: bool, **told: Any) -> None:
    """Take in files, and folders with all that lies in them.

    Each file is copied, hashed and safely on the disk before the log says so. Nothing is changed,
    converted or fetched. What cannot be read is refused and said; the rest goes on.

    \b
    Example: khronika add photo.jpg --incident I5 --from "a neighbour" --how "by messenger"
    """
    original = told.pop("whereabouts")
    order = intake.Order(level=Level(level), original_whereabouts=original, **told)
    rows = []
    with desk.archive() as archive, Describing(archive.blobs) as describing:
        for row in intake.add(archive, paths, order, describing.describe_many):
            rows.append(row)
            if not as_json:
                click.echo(_line(row))
    if as_json:
        show_json([_added(row) for row in rows])
    if any(row.outcome == "refused" for row in rows):
        raise click.exceptions.Exit(ExitCode.REFUSED)


def _line(row: intake.Added) -> str:
    name = str(row.path).encode("utf-8", "replace").decode()
    if row.outcome == "refused":
        return f"refused        {name}: {row.reason}"
    return f"{row.outcome:13}  {row.ref}  {row.digest[:16]}…  {row.size:,} bytes  {name}"


def _added(row: intake.Added) -> dict[str, Any]:
    name = str(row.path).encode("utf-8", "replace").decode()
    return {field: getattr(row, field) for field in intake.Added.__slots__} | {"path": name}


@click.command()
@click.argument("item")
@click.option("--strip-metadata", "strip", is_flag=True, required=True)
@click.option("--level", type=click.Choice([level.value for level in LEVELS]), default=None)
@click.option("--reason", help="Why; kept with the entry.")
@json_option
@click.pass_obj
def derive(
    desk: Desk, item: str, level: str | None, reason: str | None, *, strip: bool, as_json: bool
) -> None:
    """Make a copy of the picture ITEM without any metadata, as an item of its own.

    \b
    Example: khronika derive item-3fk2a7bq --strip-metadata --level public
    """
    assert strip
    with desk.archive() as archive, Describing(archive.blobs) as describing:
        outcome = deriving.strip_metadata(
            archive,
            item,
            describing,
            level=Level(level) if level else None,
            reason=reason,
        )
    if as_json:
        show_json({"ref": outcome.ref, "id": outcome.id, "entry": outcome.seq})
    else:
        click.echo(f"made {outcome.ref} from {item}  (entry {outcome.seq})")


@click.command()
@click.argument("item")
@click.option("--to", "receiver", metavar="WHO", help="Who received it: a ref or words.")
@click.option("--from", "giver", metavar="WHO", help="Who gave it, for what comes back or came.")
@click.option("--on", "stated", metavar="DATE", help="Of a hand-over before the archive had it.")
@click.option("--reason", help="Why; kept with the entry.")
@json_option
@click.pass_obj
def transfer(
    desk: Desk,
    *,
    item: str,
    receiver: str | None,
    giver: str | None,
    stated: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Enter that ITEM was handed over, or came back.

    \b
    Example: khronika transfer item-3fk2a7bq --to "the investigator" --reason "asked in writing"
    """
    if (receiver is None) == (giver is None):
        raise click.UsageError("expected --to WHO or --from WHO, one of them")
    action = hands.TRANSFERRED_OUT if receiver else hands.TRANSFERRED_IN
    if stated:
        action = hands.RECEIVED_BEFORE
    with desk.archive() as archive:
        seq = hands.transfer(
            archive,
            item,
            to=receiver or giver or "",
            reason=reason,
            action=action,
            stated_date=stated,
        )
    if as_json:
        show_json({"item": item, "entry": seq, "action": action})
    else:
        click.echo(f"entered: {item} {action}  (entry {seq})")


@click.command()
@click.argument("item")
@audience_option
@json_option
@click.pass_obj
def custody(desk: Desk, item: str, audience: Audience, *, as_json: bool) -> None:
    """Show through whose hands ITEM went and what was done with it.

    \b
    Example: khronika custody item-3fk2a7bq
    """
    with desk.archive() as archive:
        events = hands.custody_of(archive, item, audience)
    if as_json:
        fields = hands.CustodyEvent.__slots__
        show_json([{name: getattr(event, name) for name in fields} for event in events])
        return
    for event in events:
        click.echo(f"{event.at}  entry {event.seq:<5} {event.words}")


@click.command()
@click.argument("entry", type=int)
@click.pass_obj
def receipt(desk: Desk, entry: int) -> None:
    """Print the proof that ENTRY is in the log (C2SP tlog-proof), for whoever handed something in.

    \b
    Example: khronika receipt 41 > receipt.tlog-proof
    """
    with desk.archive() as archive:
        click.echo(hands.receipt(archive, entry), nl=False)


COMMANDS = (add, derive, transfer, custody, receipt)
