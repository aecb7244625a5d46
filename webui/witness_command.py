"""The way of `khronika serve --witness`: only the witness interface, no pages."""

from __future__ import annotations

import click
import waitress

from archive.workspace import Archive
from webui.witness import create_witness_app

THREADS = 4
"""Requests that are answered at the same time; they are judged one after the other."""


def serve_witness(archive: Archive, *, host: str, port: int) -> None:
    """Answer other archives until Ctrl-C."""
    app = create_witness_app(archive)
    server = waitress.create_server(app, host=host, port=port, threads=THREADS, ident=None)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"a witness for other archives: http://{shown}:{server.effective_port}/")
    server.run()
