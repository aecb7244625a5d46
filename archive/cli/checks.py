"""Commands about the log: verify, checkpoint."""

from __future__ import annotations

from pathlib import Path

import click

from archive import founding, heads
from archive.anchors import anchoring
from archive.anchors.authorities import authority_named
from archive.checking.report import NOT_PROVED, Report
from archive.checking.verify import verify as check_all
from archive.cli.desk import Desk, json_option, show_json
from archive.cli.exits import ExitCode
from evidence import keys


@click.command()
@click.option("--quick", is_flag=True, help="Do not read the stored bytes.")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A head of the log that was kept outside.",
)
@json_option
@click.pass_obj
def verify(desk: Desk, checkpoint: Path | None, *, quick: bool, as_json: bool) -> None:
    """Check log, heads, tables and stored bytes; exit 1 if anything is wrong.

    \b
    Example: khronika verify --checkpoint /media/stick/head
    """
    archive = founding.open_for_checking(desk.archive_folder())
    try:
        report = check_all(archive, quick=quick, outside=checkpoint)
    finally:
        archive.close()
    if as_json:
        show_json(report.to_json())
    else:
        _print(report, quick=quick)
    if not report.clean:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _print(report: Report, *, quick: bool) -> None:
    for row in report.findings:
        where = f" [{row.where}]" if row.where else ""
        click.echo(f"{row.code}: {row.message}{where}")
    read, expected = report.read, report.expected
    click.echo(
        f"read {read['entries']:,} entries, {read['revisions']:,} revisions, "
        f"{read['records']:,} of {expected['records']:,} records, {read['rows']:,} rows"
    )
    if quick:
        click.echo(f"not read: {expected['files']:,} files (left out by --quick)")
    else:
        files = f"{read['files']:,} of {expected['files']:,} files"
        click.echo(f"read {files}, {read['bytes']:,} bytes, each hashed again")
    for line in report.trust:
        click.echo(f"on the trust of {line}")
    for line in NOT_PROVED:
        click.echo(f"not proved: {line}")
    click.echo("clean" if report.clean else f"NOT CLEAN: {len(report.errors)} findings")


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
