"""Commands about the log itself, and erasure: log export, log fork, erase."""

from __future__ import annotations

from pathlib import Path

import click

from archive import erasing, forking, log_export
from archive.chain.who import who_had
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.disclosure import Audience


@click.group()
def log() -> None:
    """The log itself: write it out for auditors, or start a new one after a restore."""


@log.command()
@click.argument("out", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def export(desk: Desk, out: Path, *, as_json: bool) -> None:
    """Write the log into the new folder OUT: tiles, entries, signed head (C2SP tlog-tiles).

    \b
    Example: khronika log export log-for-auditors
    """
    with desk.archive() as archive:
        size = log_export.export_log(archive, out)
    if as_json:
        show_json({"folder": str(out), "entries": size})
    else:
        click.echo(f"wrote {size:,} entries with their tiles and signed head into {out}")


@log.command()
@click.option("--reason", required=True, help="Why; it stands in the log for ever.")
@json_option
@click.pass_obj
def fork(desk: Desk, reason: str, *, as_json: bool) -> None:
    """Start a new log after an older copy of the database was restored.

    \b
    Example: khronika log fork --reason "disk failed; restored the backup of 3 May"
    """
    with desk.archive() as archive:
        signed = forking.fork(archive, reason=reason)
    if as_json:
        show_json({"origin": signed.checkpoint.origin, "size": signed.checkpoint.size})
    else:
        click.echo(
            f"the log goes on as {signed.checkpoint.origin}: {signed.checkpoint.size} entries"
        )


@log.command()
@click.argument("item")
@audience_option
@json_option
@click.pass_obj
def who(desk: Desk, item: str, audience: Audience, *, as_json: bool) -> None:
    """Show who had ITEM before them: who opened it, packed it, gave it or was given it.

    \b
    Example: khronika log who item-3fk2a7bq
    """
    with desk.archive() as archive:
        had = who_had(archive, item, audience)
    if as_json:
        rows = [
            {
                "entry": one.event.seq,
                "at": one.event.at,
                "who": one.who,
                "action": one.event.action,
                "words": one.event.words,
                "detail": dict(one.event.detail),
            }
            for one in had
        ]
        show_json(rows)
        return
    for one in had:
        click.echo(f"{one.event.at[:19]}Z  {one.who}: {one.event.words}  (entry {one.event.seq})")
    if not had:
        click.echo("nobody has opened it here, and it was given to nobody")


@click.command()
@click.argument("ref")
@click.option("--basis", required=True, help="The legal basis, in words; kept with the entry.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@json_option
@click.pass_obj
def erase(desk: Desk, ref: str, basis: str, *, dry_run: bool, as_json: bool) -> None:
    """Erase the record REF for good: content, secrets, file, index; the log stays whole.

    \b
    Example: khronika erase item-3fk2a7bq --basis "consent withdrawn" --dry-run
    """
    with desk.archive() as archive:
        plan = (
            erasing.plan_erasure(archive, ref)
            if dry_run
            else erasing.erase(archive, ref, basis=basis)
        )
    told = {
        "ref": plan.summary.ref,
        "revisions": plan.revisions,
        "entries with words": plan.details,
        "files": list(plan.digests),
        "packets here": [path.name for path in plan.packets],
        "saved searches": list(plan.searches),
        "still pointed to by": list(plan.linked_from),
    }
    if as_json:
        show_json({"done": not dry_run, **told})
        return
    click.echo("would erase:" if dry_run else "erased:")
    for name, value in told.items():
        click.echo(f"  {name}: {', '.join(value) if isinstance(value, list) else value}")


COMMANDS = (log, erase)
