"""The command `khronika serve`: the archive in a browser, on this machine only unless told so.

What serves pages is imported when it is to serve: the list of commands needs none of it.
"""

from __future__ import annotations

import ipaddress
import threading
from typing import TYPE_CHECKING

import click

from archive.cli.desk import Desk, audience_option

if TYPE_CHECKING:
    from archive.disclosure import Audience
    from archive.workspace import Archive

THREADS = 8
"""Requests that are answered at the same time."""
WARNING = """\
Others on the network can now read everything that the audience "{audience}" may see: there is no
sign-in yet, and what goes over the wire is not encrypted. Put a server with TLS and a password in
front, and let only that one reach this port. The pages answer to these names: {names}."""


@click.command(epilog="Example: khronika --archive DIR serve --audience public")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8642, show_default=True, type=click.IntRange(0, 65535))
@click.option("--name", "names", multiple=True, help="A name under which browsers may ask.")
@click.option("--allow-others", is_flag=True, help="Listen to other machines; read the warning.")
@click.option("--witness", is_flag=True, help="Only sign other archives' heads; no pages.")
@audience_option
@click.pass_obj
def serve(
    desk: Desk,
    *,
    host: str,
    port: int,
    names: tuple[str, ...],
    allow_others: bool,
    witness: bool,
    audience: Audience,
) -> None:
    """Show the archive in a browser: http://127.0.0.1:8642/ until Ctrl-C.

    What is not indexed yet is indexed meanwhile; a search says how far that is. With --witness
    nothing is shown: other archives ask that their heads be signed (C2SP tlog-witness).
    """
    if not is_loopback(host) and not allow_others:
        raise click.UsageError(
            f"{host} can be reached by other machines; add --allow-others if that is meant"
        )
    with desk.archive() as archive:
        if witness:
            from webui.witness_command import serve_witness

            serve_witness(archive, host=host, port=port)
        else:
            _serve_pages(archive, audience, host=host, port=port, names=names)


def _serve_pages(
    archive: Archive, audience: Audience, *, host: str, port: int, names: tuple[str, ...]
) -> None:
    import waitress

    from archive.anchors import due
    from webui.application import create_app
    from webui.desk import KEY
    from webui.visitors import LOOPBACK

    hosts = frozenset({*LOOPBACK, host, *names})
    app = create_app(archive, audience, hosts=hosts)
    server = waitress.create_server(app, host=host, port=port, threads=THREADS, ident=None)
    if not is_loopback(host):
        told = WARNING.format(audience=audience.level.value, names=", ".join(sorted(hosts)))
        click.echo(told, err=True)
    indexing = app.extensions[KEY].search.index_all
    threading.Thread(target=indexing, name="indexing", daemon=True).start()
    words = (archive, threading.Event(), lambda line: click.echo(line, err=True))
    threading.Thread(target=due.watch_over, args=words, name="anchors", daemon=True).start()
    shown = f"[{host}]" if ":" in host else host
    read_as = f"{archive.settings.folder}, read as {audience.level.value}"
    click.echo(f"{read_as}: http://{shown}:{server.effective_port}/")
    server.run()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
