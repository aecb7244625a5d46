"""Commands about the log: verify, checkpoint."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from archive import heads
from archive.anchors import anchoring
from archive.anchors.authorities import authority_named
from archive.checking.run import Order, run
from archive.cli.check_words import told
from archive.cli.desk import Desk, json_option, show_json
from archive.cli.exits import ExitCode
from evidence.signing import keys


def _seconds(_context: Any, _option: Any, value: str | None) -> float | None:
    if value is None:
        return None
    found = _BUDGET.fullmatch(value)
    if found is None or int(found[1]) == 0:
        raise click.BadParameter(f"expected a time like 90s, 10m or 2h, found {value!r}")
    return int(found[1]) * _UNITS[found[2]]


_BUDGET = re.compile(r"([0-9]{1,6})([smh])")
_UNITS = {"s": 1, "m": 60, "h": 3600}


@click.command()
@click.option("--quick", is_flag=True, help="Do not read the stored bytes.")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A head of the log that was kept outside.",
)
@click.option("--key", metavar="KEY", help="The log's key or fingerprint, as noted elsewhere.")
@click.option(
    "--budget",
    callback=_seconds,
    metavar="TIME",
    help="Read stored files for 10m (s, m, h), from where the last run stopped.",
)
@click.option("--resume", is_flag=True, help="Go on where the last run stopped reading.")
@click.option("--read-only", "untouched", is_flag=True, help="Write nothing, not even an entry.")
@json_option
@click.pass_obj
def verify(
    desk: Desk,
    *,
    quick: bool,
    checkpoint: Path | None,
    key: str | None,
    budget: float | None,
    resume: bool,
    untouched: bool,
    as_json: bool,
) -> None:
    """Check log, heads, tables and stored bytes; exit 1 if anything is wrong.

    Which stored files were read is entered in the log, unless the log itself is in doubt.

    \b
    Example: khronika verify --checkpoint /media/stick/head
    Example: khronika verify --budget 10m
    """
    order = Order(quick, checkpoint, key, resume, budget, untouched)
    report = run(desk.archive_folder(), order, person=desk.person)
    if as_json:
        show_json(report.to_json())
    else:
        for line in told(report):
            click.echo(line)
    if not report.clean:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


@click.command()
@click.option(
    "--timestamp", "named", metavar="NAME_OR_URL", help="Have this authority timestamp it."
)
@json_option
@click.pass_obj
def checkpoint(desk: Desk, named: str | None, *, as_json: bool) -> None:
    """Sign the head of the log now, keep it, and print it.

    \b
    Example: khronika checkpoint > /media/stick/head
    """
    with desk.archive() as archive:
        authority = authority_named(archive.settings, named) if named else None
        signed = heads.sign(archive.settings, archive.engine, keep=True)
        stamped = anchoring.anchor(archive, authority, signed=signed) if authority else None
        public = keys.public_bytes(heads.log_key(archive.settings))
    if as_json:
        show_json(
            {
                "origin": signed.checkpoint.origin,
                "size": signed.checkpoint.size,
                "root": signed.checkpoint.root.hex(),
                "file": str(signed.path),
                "fingerprint": keys.fingerprint(public),
                "timestamp": stamped and stamped.timestamp.time.isoformat(),
            }
        )
        return
    click.echo(signed.note, nl=False)
    click.echo(f"kept as {signed.path.name}; key {keys.fingerprint(public)}", err=True)
    if stamped:
        at = stamped.timestamp.time.isoformat()
        click.echo(f"it existed at {at}, by {stamped.authority}: {stamped.path.name}", err=True)


COMMANDS = (verify, checkpoint)
