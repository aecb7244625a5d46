"""Commands about witnesses: be one for another archive, or ask one, by files or over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from archive.cli.desk import Desk, json_option, show_json
from archive.witnessing import asking, being


@click.group()
def witness() -> None:
    """Let another archive vouch that this log only grows, or vouch for another one."""


@witness.command()
@click.pass_obj
def key(desk: Desk) -> None:
    """Print the key by which others know this archive as a witness.

    \b
    Example: khronika witness key > our-witness.vkey
    """
    with desk.archive() as archive:
        click.echo(being.own_key(archive))


@witness.command()
@click.argument("vkey", type=click.File("r"))
@click.pass_obj
def trust(desk: Desk, vkey: Any) -> None:
    """Be a witness for the log whose key (its keys/log.vkey) is in the file VKEY.

    \b
    Example: khronika witness trust office.vkey
    """
    with desk.archive() as archive:
        name = being.trust_log(archive, vkey.read().strip())
    click.echo(f"this archive is a witness for {name}")


@witness.command()
@click.option("--old", "old_size", type=click.IntRange(0), default=0, show_default=True)
@click.pass_obj
def request(desk: Desk, old_size: int) -> None:
    """Print a request to a witness that saw this log last with --old entries (0: never).

    \b
    Example: khronika witness request --old 41 > request.txt
    """
    with desk.archive() as archive:
        click.echo(asking.request_for(archive, old_size=old_size), nl=False)


@witness.command()
@click.argument("request_file", type=click.File("r", encoding="utf-8"))
@click.pass_obj
def cosign(desk: Desk, request_file: Any) -> None:
    """Judge another log's request and print our signature line, if the log only grew.

    \b
    Example: khronika witness cosign request.txt > line.txt
    """
    with desk.archive() as archive:
        click.echo(being.cosign_request(archive, request_file.read()), nl=False)


@witness.command()
@click.argument("line", type=click.File("r", encoding="utf-8"))
@click.option("--key", "vkey", type=click.File("r"), required=True, help="The witness's key.")
@json_option
@click.pass_obj
def accept(desk: Desk, line: Any, vkey: Any, *, as_json: bool) -> None:
    """Keep a witness's signature LINE under the head that it signed.

    \b
    Example: khronika witness accept line.txt --key their-witness.vkey
    """
    with desk.archive() as archive:
        kept = asking.accept(archive, line.read(), vkey=vkey.read().strip())
    _tell(kept, as_json=as_json)


@witness.command()
@click.argument("url")
@click.option("--key", "vkey", type=click.File("r"), required=True, help="The witness's key.")
@json_option
@click.pass_obj
def ask(desk: Desk, url: str, vkey: Any, *, as_json: bool) -> None:
    """Have the witness at URL sign our newest head, over HTTP.

    That is an archive that runs `khronika serve --witness`, or any witness of C2SP tlog-witness.

    \b
    Example: khronika witness ask http://office.example:8643/ --key office-witness.vkey
    """
    with desk.archive() as archive:
        _tell(asking.ask(archive, url, vkey=vkey.read().strip()), as_json=as_json)


def _tell(kept: asking.Witnessed, *, as_json: bool) -> None:
    at = datetime.fromtimestamp(kept.at, UTC).isoformat()
    if as_json:
        show_json({"head": kept.path.name, "size": kept.size, "witness": kept.witness, "at": at})
    else:
        click.echo(f"{kept.witness} signed {kept.path.name}, {kept.size:,} entries, at {at}")


COMMANDS = (witness,)
