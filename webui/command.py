"""The command `khronika serve`: the archive in a browser, on this machine only unless told so.

What serves pages is imported when it is to serve: the list of commands needs none of it.
"""

from __future__ import annotations

import ipaddress
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from archive.cli.desk import Desk, audience_option

if TYPE_CHECKING:
    from archive.disclosure import Audience
    from archive.search.engine import SearchEngine
    from archive.workspace import Archive

END_SECONDS = 15
"""How long what runs beside the pages may take to come to an end."""
WARNING = """\
Others can now reach this archive. Whoever asks has to sign in, and sees at most what the audience
"{audience}" may see. What goes over the wire from here is NOT encrypted: put a server with TLS in
front, let only that one reach this port, and name its address with --behind. Browsers are told to
send their sessions over TLS only, so that signing in does not work without it. The pages answer to
these names: {names}."""


@click.command(epilog="Example: khronika --archive DIR serve --audience public")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8642, show_default=True, type=click.IntRange(0, 65535))
@click.option("--name", "names", multiple=True, help="A name under which browsers may ask.")
@click.option("--allow-others", is_flag=True, help="Listen to other machines; read the warning.")
@click.option(
    "--behind",
    metavar="ADDRESS",
    help="Address of the server with TLS in front; it says who asks (X-Forwarded-For).",
)
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
    behind: str | None,
    witness: bool,
    audience: Audience,
) -> None:
    """Show the archive in a browser: http://127.0.0.1:8642/ until Ctrl-C or SIGTERM.

    What is not indexed yet is indexed meanwhile; a search says how far that is. With --witness
    nothing is shown: other archives ask that their heads be signed (C2SP tlog-witness).

    On this machine alone nobody signs in as long as nobody has a password. With a password, another
    --host, --name or --behind, everybody does.
    """
    if not is_loopback(host) and not allow_others:
        raise click.UsageError(
            f"{host} can be reached by other machines; add --allow-others if that is meant"
        )
    signal.signal(signal.SIGTERM, _stop)
    with desk.archive() as archive:
        if witness:
            from webui.witness_command import serve_witness

            serve_witness(archive, host=host, port=port)
        else:
            reached = Reached(host, port, names, behind)
            _serve_pages(archive, audience, reached)


def _stop(*_: object) -> None:
    """End as Ctrl-C does: what stops services sends SIGTERM, and may have turned SIGINT off."""
    raise KeyboardInterrupt


@dataclass(frozen=True, slots=True)
class Reached:
    """By what ways the pages can be reached."""

    host: str
    port: int
    names: tuple[str, ...]
    behind: str | None
    """Address of the server in front; None: there is none."""

    @property
    def by_others(self) -> bool:
        """Whether others than who sits at this machine may ask."""
        return bool(self.names or self.behind) or not is_loopback(self.host)


def _serve_pages(archive: Archive, audience: Audience, reached: Reached) -> None:
    from archive import passphrases
    from archive.anchors import due
    from archive.errors import UnavailableError
    from evidence.errors import Unreachable
    from webui import connections, doors
    from webui.application import create_app
    from webui.desk import KEY
    from webui.pages import packets
    from webui.visitors import LOOPBACK

    host, hosts = reached.host, frozenset({*LOOPBACK, reached.host, *reached.names})
    passphrases.ask_early(archive.settings.keys)
    if reached.by_others:
        _see_that_somebody_can_sign_in(archive)
    others = reached.by_others
    app = create_app(archive, audience, hosts=hosts, must_sign_in=others, tls=others)
    server = connections.create_server(app, host=host, port=reached.port, **in_front(reached))
    if others:
        told = WARNING.format(audience=audience.in_words(), names=", ".join(sorted(hosts)))
        click.echo(told, err=True)
    stopped = threading.Event()

    def index(search: SearchEngine) -> None:
        for turn, _ in enumerate(following(archive, stopped)):
            with suppress(UnavailableError, Unreachable):  # the next time it may be there again
                search.index_all(lambda _done: sys.exit() if stopped.is_set() else None)
            if not turn:
                search.settle()

    words = (archive, stopped, lambda line: click.echo(line, err=True))
    beside = (
        threading.Thread(target=index, args=(app.extensions[KEY].search,), daemon=True),
        threading.Thread(target=due.watch_over, args=words, daemon=True),
        threading.Thread(target=doors.watch, args=(app, stopped.wait), daemon=True),
    )
    for thread in beside:
        thread.start()
    shown = f"[{host}]" if ":" in host else host
    read_as = f"{archive.settings.folder}, read as {audience.in_words()}"
    click.echo(f"{read_as}: http://{shown}:{connections.port_of(server)}/")
    try:
        server.run()
    finally:
        # A thread that is in the middle of something when Python ends can end the process badly.
        stopped.set()
        app.extensions[packets.BUILDS].stop(END_SECONDS)
        for thread in beside:
            thread.join(END_SECONDS)


def following(archive: Archive, stopped: threading.Event) -> Iterator[None]:
    """Once at the start; where others write from other machines, whenever they do so."""
    from archive import database
    from archive.database.listening import changes

    if database.is_server(archive.engine):
        yield from changes(archive.engine, stopped.is_set)
    else:  # the next question follows what was written here
        yield


def in_front(reached: Reached) -> dict[str, Any]:
    """What waitress has to know of the server in front ("Using Behind A Reverse Proxy")."""
    if reached.behind is None and reached.by_others:
        return {"clear_untrusted_proxy_headers": True}
    if reached.behind is None:
        # What another server says is left to be seen: then not who sits here asks.
        return {"clear_untrusted_proxy_headers": False}
    return {
        "trusted_proxy": reached.behind,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _see_that_somebody_can_sign_in(archive: Archive) -> None:
    from archive.accounts import joining

    with archive.reading() as connection:
        joining.check_ready(connection, archive.person)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
