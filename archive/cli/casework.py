"""Commands about packets: plan, build, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.cli.exits import ExitCode
from archive.disclosure import Audience
from archive.packets.build import build_packet
from archive.packets.plan import PacketPlan, plan_packet
from evidence import standalone


@click.group()
def packet() -> None:
    """Plan, build and check evidence packets."""


def _subjects(function: Any) -> Any:
    for option in (
        click.option("--incident", "incidents", multiple=True, metavar="REF"),
        click.option("--case", "cases", multiple=True, metavar="REF"),
        click.option("--recipient", default="", help="Who gets it; kept with the entry."),
        click.option("--purpose", default="court", show_default=True),
        audience_option,
    ):
        function = option(function)
    return function


def _refs(cases: tuple[str, ...], incidents: tuple[str, ...]) -> tuple[str, ...]:
    if not cases and not incidents:
        raise click.UsageError("expected --case REF or --incident REF")
    return (*cases, *incidents)


@packet.command()
@_subjects
@json_option
@click.pass_obj
def plan(
    desk: Desk,
    *,
    cases: tuple[str, ...],
    incidents: tuple[str, ...],
    audience: Audience,
    purpose: str,
    recipient: str,
    as_json: bool,
) -> None:
    """Say what a packet would hold and what would stay out, before a byte moves.

    \b
    Example: khronika packet plan --case UA-2014 --audience public
    """
    with desk.archive() as archive:
        planned = plan_packet(
            archive, _refs(cases, incidents), audience, purpose=purpose, recipient=recipient
        )
    if as_json:
        show_json(_json(planned))
        return
    for line in _lines(planned):
        click.echo(line)


def _lines(planned: PacketPlan) -> list[str]:
    lines = [f"{planned.title} — for {planned.audience.level.value}, {planned.purpose}"]
    kinds = [record.view.type for record in planned.records]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
    lines.append(f"records: {len(kinds)} ({counts})")
    lines.append(f"exhibits: {len(planned.exhibits)}, {planned.size:,} bytes")
    lines += [f"  {row.number:04d}  {row.ref}  {row.title}" for row in planned.exhibits]
    lines.append(f"stays out: {len(planned.withheld)}")
    lines += [f"  {row.what}, entry {row.entry}: {row.reason}" for row in planned.withheld]
    return lines


def _json(planned: PacketPlan) -> dict[str, Any]:
    return {
        "title": planned.title,
        "audience": planned.audience.level.value,
        "purpose": planned.purpose,
        "recipient": planned.recipient,
        "records": [
            {"id": row.view.id, "ref": row.view.ref, "type": row.view.type, "entry": row.seq}
            for row in planned.records
        ],
        "exhibits": [
            {"number": row.number, "item": row.ref, "title": row.title, "bytes": row.size}
            for row in planned.exhibits
        ],
        "withheld": [
            {"what": row.what, "entry": row.entry, "leaf": row.leaf, "reason": row.reason}
            for row in planned.withheld
        ],
        "bytes": planned.size,
    }


@packet.command()
@_subjects
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder.")
@json_option
@click.pass_obj
def build(
    desk: Desk,
    *,
    cases: tuple[str, ...],
    incidents: tuple[str, ...],
    audience: Audience,
    purpose: str,
    recipient: str,
    out: Path,
    as_json: bool,
) -> None:
    """Build a packet: a folder in BagIt form and the same as one ZIP.

    \b
    Example: khronika packet build --case UA-2014 --audience public --out packet-public
    """
    with desk.archive() as archive:
        planned = plan_packet(
            archive, _refs(cases, incidents), audience, purpose=purpose, recipient=recipient
        )
        built = build_packet(archive, planned, out)
    if as_json:
        show_json(
            {
                "id": built.id,
                "folder": str(built.folder),
                "zip": str(built.zip),
                "fingerprint": built.fingerprint,
                "entry": built.seq,
            }
        )
        return
    for line in _lines(planned):
        click.echo(line)
    click.echo(f"built {built.folder} and {built.zip.name}  (entry {built.seq})")
    click.echo(f"signed by {built.fingerprint}; tell it to the recipient by another way")


@packet.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--checkpoint", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def verify(folder: Path, checkpoint: Path | None, *, as_json: bool) -> None:
    """Check a packet as its recipient would: the same program lies in it as verify.py.

    \b
    Example: khronika packet verify packet-public
    """
    arguments = [str(folder)]
    if checkpoint:
        arguments += ["--checkpoint", str(checkpoint)]
    if as_json:
        arguments.append("--json")
    if standalone.main(arguments):
        raise click.exceptions.Exit(ExitCode.FINDINGS)


COMMANDS = (packet,)
