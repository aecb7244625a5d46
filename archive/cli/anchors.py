"""Commands about timestamps by authorities outside: timestamp, authority."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive.anchors import anchoring, authorities, carrying, due, listing
from archive.anchors.anchoring import Anchored, Missed
from archive.anchors.authorities import Authority
from archive.anchors.errors import NoAuthority
from archive.cli.desk import Desk, json_option, show_json
from archive.cli.exits import ExitCode
from archive.settings import Settings
from archive.workspace import Archive
from evidence.timestamping.certificates import fingerprint, name_of

_NEW_FILE = click.Path(path_type=Path, dir_okay=False)
_OLD_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.option("--authority", "name", metavar="NAME", help="Ask this one; else all.")
@click.option("--due", "only_due", is_flag=True, help="Ask only where it is time to.")
@click.option("--request", type=_NEW_FILE, help="Write a request to be carried by hand.")
@click.option("--import", "answer", type=_OLD_FILE, help="Take in the answer to such a request.")
@click.option("--list", "listed", is_flag=True, help="Show what is held, and how to check it.")
@json_option
@click.pass_obj
def timestamp(
    desk: Desk,
    name: str | None,
    request: Path | None,
    answer: Path | None,
    *,
    only_due: bool,
    listed: bool,
    as_json: bool,
) -> None:
    """Have an authority outside say that the log existed by now (RFC 3161).

    Only a digest of the signed head is sent, and only to authorities that were set up. It is due
    100 entries or 24 hours after the last one.

    \b
    Examples: khronika timestamp
              khronika timestamp --authority office --request head.tsq
              khronika timestamp --authority office --import head.tsr
    """
    if sum(map(bool, (request, answer, only_due, listed))) > 1:
        raise click.UsageError("give one of --due, --request, --import and --list")
    with desk.archive() as archive:
        if request:
            chosen = _only(archive.settings, name)
            size = carrying.write_request(archive, chosen, request)
            rows = [{"authority": chosen.name, "entries": size, "request": str(request)}]
        elif answer:
            chosen = _only(archive.settings, name)
            rows = [row_of(archive, carrying.import_response(archive, chosen, answer))]
        elif listed:
            rows = [_held_row(one) for one in listing.held(archive.settings, before_forks=True)]
        else:
            asked = _asked(archive, name, only_due=only_due)
            done = anchoring.anchor_all(archive, asked)
            rows = [row_of(archive, one) for one in done]
    show_rows(rows, as_json=as_json)
    if any("missed" in row for row in rows):
        raise click.exceptions.Exit(ExitCode.UNAVAILABLE)


def _asked(archive: Archive, name: str | None, *, only_due: bool) -> tuple[Authority, ...]:
    if name:
        chosen: tuple[Authority, ...] = (authorities.authority_named(archive.settings, name),)
    else:
        chosen = authorities.authorities_of(archive.settings)
    if not chosen:
        raise NoAuthority
    if not only_due:
        return chosen
    now_due = due.due(archive)
    return tuple(one for one in chosen if one in now_due)


def _only(settings: Settings, name: str | None) -> Authority:
    if name:
        return authorities.authority_named(settings, name)
    known = authorities.authorities_of(settings)
    if not known:
        raise NoAuthority
    if len(known) > 1:
        raise click.UsageError("several authorities are set up: name one with --authority")
    return known[0]


def row_of(archive: Archive, done: Anchored | Missed) -> dict[str, Any]:
    """What became of one request, as JSON."""
    if isinstance(done, Missed):
        return {"authority": done.authority, "entries": done.size, "missed": str(done.why)}
    held = listing.held(archive.settings, size=done.size)
    (found,) = (_held_row(one) for one in held if one.file.authority == done.authority)
    return {**found, "entry": done.seq}


def _held_row(held: listing.Held | listing.Unreadable) -> dict[str, Any]:
    file = held.file
    row = {"authority": file.authority, "entries": file.size, "file": str(file.path)}
    if isinstance(held, listing.Unreadable):
        return {**row, "unreadable": held.why}
    return {
        **row,
        "time": held.timestamp.time.isoformat(),
        "serial": str(held.timestamp.serial),
        "check": held.command(),
    }


def show_rows(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print what became of requests."""
    if as_json:
        show_json(rows)
        return
    for row in rows:
        first = f"the first {row['entries']:,} entries"
        if "missed" in row:
            click.echo(f"{row['authority']}: no timestamp of {first}: {row['missed']}", err=True)
        elif "unreadable" in row:
            click.echo(f"{row['authority']}: {row['file']}: {row['unreadable']}", err=True)
        elif "request" in row:
            click.echo(f"{row['authority']}: wrote a request for {first} to {row['request']}")
        else:
            click.echo(f"{row['authority']}: {first} existed at {row['time']}")
            click.echo(f"  check it: {row['check']}")
    if not rows:
        click.echo("no timestamps")


@click.group()
def authority() -> None:
    """Authorities outside that give timestamps. None are asked unless they are set up here."""


@authority.command()
@click.argument("name")
@click.option("--url", help="Where it takes requests; leave out to carry files by hand.")
@click.option("--root", type=_OLD_FILE, required=True, help="Its root certificate, PEM or DER.")
@click.option("--proxy", metavar="URL", help="HTTP proxy to it; else as the environment says.")
@click.option("--only-when-told", is_flag=True, help="Never ask it by itself.")
@json_option
@click.pass_obj
def add(
    desk: Desk,
    name: str,
    url: str | None,
    root: Path,
    proxy: str | None,
    *,
    only_when_told: bool,
    as_json: bool,
) -> None:
    """Set up the authority NAME and pin its root. Compare the fingerprint with the published one.

    From then on it is asked with every packet, after 100 entries, and 24 hours after the last
    timestamp; with --only-when-told, by `khronika timestamp` and `checkpoint --timestamp` alone.

    \b
    Example: khronika authority add office --url https://tsa.example/ --root office-root.pem
    """
    with desk.archive() as archive:
        added = authorities.add_authority(
            archive.settings,
            name,
            url=url,
            root=root,
            proxy=proxy,
            automatic=not only_when_told,
        )
    _show_authorities([added], as_json=as_json)


@authority.command("list")
@json_option
@click.pass_obj
def list_authorities(desk: Desk, *, as_json: bool) -> None:
    """Show the authorities that were set up, with the fingerprints of their roots.

    \b
    Example: khronika authority list
    """
    with desk.archive() as archive:
        known = authorities.authorities_of(archive.settings)
    _show_authorities(known, as_json=as_json)


def _show_authorities(known: list[Authority] | tuple[Authority, ...], *, as_json: bool) -> None:
    rows = [
        {
            "name": one.name,
            "url": one.url,
            "proxy": one.proxy,
            "automatic": one.automatic,
            "roots": [
                {
                    "subject": name_of(root),
                    "sha256": fingerprint(root),
                    "expires": root.not_valid_after_utc.isoformat(),
                }
                for root in one.bundle().roots
            ],
        }
        for one in known
    ]
    if as_json:
        show_json(rows)
        return
    for row, one in zip(rows, known, strict=True):
        click.echo(f"{row['name']}: {row['url'] or 'by files carried by hand'}")
        for root in one.bundle().roots:
            click.echo(f"  root {name_of(root)}, SHA-256 {fingerprint(root)}")
    if not rows:
        click.echo("no timestamp authority is set up")


COMMANDS = (timestamp, authority)
