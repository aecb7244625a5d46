"""Commands about custody: transfer, acknowledge, custody, receipt, check-receipt."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive import custody as hands
from archive.chain import acknowledging, receipts
from archive.chain.questions import Chain, chain_of
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.disclosure import Audience

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("item")
@click.option("--to", "receiver", metavar="WHO", help="Who received it: a ref or words.")
@click.option("--from", "giver", metavar="WHO", help="Who gave it, for what comes back or came.")
@click.option("--on", "stated", metavar="DATE", help="Of a hand-over before the archive had it.")
@click.option("--reason", help="Why; kept with the entry.")
@click.option(
    "--statement",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here what the other side signs to acknowledge it.",
)
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
    statement: Path | None,
    as_json: bool,
) -> None:
    """Enter that ITEM was handed over, or came back.

    \b
    Example: khronika transfer item-3fk2a7bq --to "the investigator" --reason "asked in writing"
    """
    if (receiver is None) == (giver is None):
        raise click.UsageError("expected --to WHO or --from WHO, one of them")
    if stated and statement:
        raise click.UsageError("a hand-over of before (--on) cannot be acknowledged now")
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
        if statement:
            statement.write_text(acknowledging.statement(archive, seq), encoding="utf-8")
    if as_json:
        show_json({"item": item, "entry": seq, "action": action})
    else:
        click.echo(f"entered: {item} {action}  (entry {seq})")


@click.command()
@click.argument("entry", type=click.IntRange(0))
@click.option("--by", metavar="WHO", help="Who acknowledges it, in words.")
@click.option(
    "--signature", type=FILE, help="Their signature over the statement, if they gave one."
)
@click.option("--reason", help="What else they say; kept with the entry.")
@click.option("--statement", is_flag=True, help="Only print what they sign.")
@json_option
@click.pass_obj
def acknowledge(
    desk: Desk,
    *,
    entry: int,
    by: str | None,
    signature: Path | None,
    reason: str | None,
    statement: bool,
    as_json: bool,
) -> None:
    """Enter that the other side acknowledges the hand-over or packet of ENTRY.

    \b
    Example: khronika acknowledge 41 --statement > statement.txt
    They:    ssh-keygen -Y sign -f KEY -n handover@khronika statement.txt
    Example: khronika acknowledge 41 --by "the investigator" --signature statement.txt.sig
    """
    if statement == (by is not None):
        raise click.UsageError("expected --by WHO, or --statement alone")
    with desk.archive() as archive:
        if by is None:
            click.echo(acknowledging.statement(archive, entry), nl=False)
            return
        text = signature.read_text(encoding="utf-8", errors="replace") if signature else None
        done = acknowledging.acknowledge(archive, entry, by=by, signature=text, reason=reason)
    if as_json:
        show_json(asdict(done))
    else:
        signed = f", signed with the key {done.fingerprint}" if done.fingerprint else ""
        click.echo(f"entered: {by} acknowledges entry {entry}{signed}  (entry {done.seq})")


@click.command()
@click.argument("item")
@audience_option
@json_option
@click.pass_obj
def custody(desk: Desk, item: str, audience: Audience, *, as_json: bool) -> None:
    """Answer the six questions of custody about ITEM, and show every entry about it.

    \b
    Example: khronika custody item-3fk2a7bq
    """
    with desk.archive() as archive:
        chain = chain_of(archive, item, audience)
    if as_json:
        show_json(chain_json(chain))
        return
    for number, answer in enumerate(chain.answers, 1):
        click.echo(f"{number}. {answer.question}")
        for event in answer.events:
            click.echo(f"   {event.at}  {event.words}  [entry {event.seq}]")
        for remark in answer.remarks:
            click.echo(f"   {remark}")
    click.echo("\nEvery entry about it:")
    for event in chain.events:
        click.echo(f"{event.at}  entry {event.seq:<5} {event.words}")


def chain_json(chain: Chain) -> dict[str, Any]:
    """The custody of an item as JSON."""
    fields = hands.CustodyEvent.__slots__
    return {
        "answers": [
            {
                "question": answer.question,
                "entries": [event.seq for event in answer.events],
                "remarks": list(answer.remarks),
            }
            for answer in chain.answers
        ],
        "events": [{name: getattr(event, name) for name in fields} for event in chain.events],
    }


@click.command()
@click.argument("entry", type=click.IntRange(0))
@click.pass_obj
def receipt(desk: Desk, entry: int) -> None:
    """Print the receipt of ENTRY (C2SP tlog-proof), for whoever handed something in.

    It holds the entry itself, so that it can be checked alone: see check-receipt.

    \b
    Example: khronika receipt 41 > receipt.tlog-proof
    """
    with desk.archive() as archive:
        click.echo(receipts.receipt_of(archive, entry), nl=False)


@click.command("check-receipt")
@click.argument("receipt_file", metavar="FILE", type=FILE)
@click.option("--key", "vkey", type=FILE, required=True, help="The log's key (its log.vkey).")
@click.option("--of", "original", type=FILE, help="The file that was handed in.")
@json_option
def check_receipt(receipt_file: Path, vkey: Path, original: Path | None, *, as_json: bool) -> None:
    """Check the receipt in FILE, without the archive, and whose file it is for.

    \b
    Example: khronika check-receipt receipt.tlog-proof --key log.vkey --of photo.jpg
    """
    text = receipt_file.read_text(encoding="utf-8", errors="replace")
    found = receipts.check(text, vkey.read_text(encoding="utf-8").strip(), file=original)
    if as_json:
        show_json(asdict(found) | {"file_compared": original is not None})
        return
    click.echo(f"entry {found.seq} of {found.origin}: {found.action}, entered {found.at}")
    click.echo(f"it is among the first {found.entries:,} entries, whose head is signed by that key")
    if found.sha256:
        compared = "which is this file" if original else "compare it: --of FILE"
        click.echo(f"it is about the bytes of SHA-256 {found.sha256}, {compared}")
    click.echo("not proved: that the file was true before it came")


COMMANDS = (transfer, acknowledge, custody, receipt, check_receipt)
