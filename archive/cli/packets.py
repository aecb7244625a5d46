"""Commands about packets: plan, build, verify, release, acknowledge, list, diff."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive import lookup
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.cli.exits import ExitCode
from archive.cli.packet_words import (
    built_json,
    built_lines,
    held_lines,
    plan_json,
    plan_lines,
)
from archive.disclosure import CONFIDENTIAL, Audience
from archive.packets.approval import approve, from_file, to_file
from archive.packets.build import Form, build_packet
from archive.packets.difference import difference
from archive.packets.errors import UnknownExhibit
from archive.packets.numbering import DEFAULT, Numbering
from archive.packets.plan import Wish, plan_packet
from archive.packets.planned import PacketPlan
from archive.packets.release import acknowledge, known_packets, release
from archive.workspace import Archive
from evidence import standalone
from evidence.packing.encryption import Recipient, read_recipient
from evidence.store.durable import put_text
from evidence.timestamping import packet_timestamps

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group()
def packet() -> None:
    """Plan, build and check evidence packets, and keep account of who holds them."""


def _subjects(function: Any) -> Any:
    for option in (
        click.option("--incident", "incidents", multiple=True, metavar="REF"),
        click.option("--case", "cases", multiple=True, metavar="REF"),
        click.option("--recipient", default="", help="Who gets it; kept with the entry."),
        click.option("--purpose", default="court", show_default=True),
        click.option(
            "--bates",
            default=DEFAULT,
            show_default=True,
            metavar="PATTERN",
            help="Page numbers: # for each digit.",
        ),
        click.option("--bates-first", default=1, show_default=True, type=click.IntRange(min=0)),
        click.option(
            "--leave-out", multiple=True, metavar="ITEM", help="An item that stays out; repeatable."
        ),
        audience_option,
    ):
        function = option(function)
    return function


def _planned(archive: Archive, given: dict[str, Any]) -> PacketPlan:
    refs = (*given["cases"], *given["incidents"])
    if not refs:
        raise click.UsageError("expected --case REF or --incident REF")
    left_out = _items(archive, given["leave_out"])
    wish = Wish(left_out=left_out, numbering=Numbering(given["bates"], given["bates_first"]))
    return plan_packet(
        archive,
        refs,
        given["audience"],
        purpose=given["purpose"],
        recipient=given["recipient"],
        wish=wish,
    )


def _items(archive: Archive, refs: Sequence[str]) -> tuple[str, ...]:

    with archive.reading() as connection:
        found = [lookup.find(connection, ref, CONFIDENTIAL) for ref in refs]
    for row in found:
        if row.type != "item":
            raise UnknownExhibit(row.ref)
    return tuple(row.id for row in found)


@packet.command()
@_subjects
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Approve it, and write it to this file, to be read, edited and built from.",
)
@json_option
@click.pass_obj
def plan(desk: Desk, /, *, out: Path | None, as_json: bool, **given: Any) -> None:
    """Say what a packet would hold and what would stay out, before a byte moves.

    \b
    Example: khronika packet plan --case UA-2014 --audience public
    Example: khronika packet plan --case UA-2014 --bates "UA-######" --out plan.json
    """
    with desk.archive() as archive:
        planned = _planned(archive, given)
        if out:
            planned = approve(archive, planned, watch=_tell)
            put_text(out.absolute(), to_file(planned))
    if as_json:
        show_json(plan_json(planned))
        return
    for line in plan_lines(planned):
        click.echo(line)
    if out:
        click.echo(f"approved; build it with `khronika packet build --plan {out} --out DIR`")


def _tell(line: str) -> None:
    click.echo(line, err=True)


@packet.command()
@_subjects
@click.option("--plan", "plan_file", type=FILE, help="Build from this approved plan.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option(
    "--form",
    type=click.Choice([Form.FOLDER.value, Form.ZIP.value, Form.BOTH.value]),
    default=Form.BOTH.value,
    show_default=True,
)
@click.option(
    "--encrypt-to",
    "keys",
    multiple=True,
    metavar="KEY",
    help="age1… or a line of OpenSSH, or a file of it: OUT.zip.age only; repeatable.",
)
@click.option("--progress/--no-progress", default=False, help="Say what is being written.")
@json_option
@click.pass_obj
def build(
    desk: Desk,
    /,
    *,
    plan_file: Path | None,
    out: Path,
    form: str,
    keys: tuple[str, ...],
    progress: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Build a packet: a folder in BagIt form, one ZIP, both, or a ZIP for its recipient's key.

    Stopped in between, the same command goes on where it was, as the same packet.

    \b
    Example: khronika packet build --case UA-2014 --audience public --out packet-public
    Example: khronika packet build --plan plan.json --out packet --encrypt-to recipient.pub
    """
    recipients = [_recipient(key) for key in keys]
    with desk.archive() as archive:
        planned = from_file(archive, plan_file) if plan_file else _planned(archive, given)
        built = build_packet(
            archive,
            planned,
            out,
            form=Form(form),
            recipients=recipients,
            watch=_tell if progress else lambda _line: None,
        )
    if as_json:
        show_json(built_json(built))
        return
    for line in (*plan_lines(planned), *built_lines(built)):
        click.echo(line)


def _recipient(key: str) -> Recipient:
    path = Path(key)
    is_file = len(key) < 256 and path.is_file()
    return read_recipient(path.read_text("utf-8", "replace") if is_file else key)


@packet.command()
@click.argument("folder", type=FOLDER)
@click.option("--checkpoint", type=FILE, help="A head of the log that was kept elsewhere.")
@click.option("--fingerprint", multiple=True, help="Of a key, as it was told another way.")
@click.option("--roots", type=FILE, multiple=True, help="PEM of authorities that you trust.")
@json_option
def verify(
    folder: Path,
    *,
    checkpoint: Path | None,
    fingerprint: tuple[str, ...],
    roots: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Check a packet as its recipient would: the same program lies in it as verify.py.

    With --roots its timestamps are judged as well, which verify.py leaves to openssl.

    \b
    Example: khronika packet verify packet-public
    """
    report = standalone.verify(folder, checkpoint=checkpoint, fingerprints=fingerprint)
    sound = _judge(report, folder, roots) if roots else []
    if as_json:
        shown = json.dumps({**report.to_json(), "timestamps": sound}, indent=1)
    else:
        lines = [f"timestamp by {one['authority']}: {one['time']}" for one in sound]
        shown = "\n".join([*lines, *report.lines()])
    click.echo(shown.encode("utf-8", "backslashreplace"))
    if report.errors:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _judge(report: standalone.Report, folder: Path, roots: Sequence[Path]) -> list[dict[str, str]]:
    """Put what the reader's roots say of the timestamps in the place of their being left open."""
    judged = packet_timestamps.judge(folder, [path.read_bytes() for path in roots])
    report.findings = [one for one in report.findings if one.code != "timestamp.not_checked"]
    told = {(one.code, one.where) for one in report.findings}
    for finding in judged.findings:
        if (finding.code, finding.where) not in told:
            report.add(finding.code, finding.message, finding.where)
    return [
        {"authority": str(one.authority), "time": f"{one.time:%Y-%m-%d %H:%M:%S} UTC"}
        for one in judged.sound
    ]


@packet.command(name="release")
@click.argument("number")
@click.option("--to", required=True, help="Who gets it.")
@click.option("--way", default="", help="In which way it is handed over.")
@click.pass_obj
def release_command(desk: Desk, *, number: str, to: str, way: str) -> None:
    """Enter that a packet is handed to somebody, before it is.

    \b
    Example: khronika packet release qjn7z3dccatl2zbu --to "Counsel" --way "by hand, on a disk"
    """
    with desk.archive() as archive:
        seq = release(archive, number, to=to, way=way)
    click.echo(f"entered as entry {seq}; it may leave now")


@packet.command(name="acknowledge")
@click.argument("number")
@click.option("--by", required=True, help="Who says that it came.")
@click.option("--said", default="", help="What they said.")
@click.pass_obj
def acknowledge_command(desk: Desk, *, number: str, by: str, said: str) -> None:
    """Enter that a recipient said that the packet came.

    \b
    Example: khronika packet acknowledge qjn7z3dccatl2zbu --by "Counsel" --said "by telephone"
    """
    with desk.archive() as archive:
        seq = acknowledge(archive, number, by=by, said=said)
    click.echo(f"entered as entry {seq}")


@packet.command(name="list")
@audience_option
@json_option
@click.pass_obj
def list_command(desk: Desk, *, audience: Audience, as_json: bool) -> None:
    """Who holds which packet, from the log.

    \b
    Example: khronika packet list
    """
    with desk.archive() as archive:
        found = known_packets(archive, audience)
    if as_json:
        show_json([asdict(one) for one in found])
        return
    for line in held_lines(found):
        click.echo(line)


@packet.command()
@click.argument("older", type=FOLDER)
@click.argument("newer", type=FOLDER)
@json_option
def diff(older: Path, newer: Path, *, as_json: bool) -> None:
    """What differs between two packets. Check each of them first.

    \b
    Example: khronika packet diff packet-may packet-june
    """
    found = difference(older, newer)
    if as_json:
        show_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.how}: {one.what} {one.name}")
    if not found:
        click.echo("nothing differs in exhibits, records, what stays out, and the head of the log")


COMMANDS = (packet,)
