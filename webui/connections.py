"""The connections over which pages are asked for: many at once, none for ever.

Waitress takes 100 connections and lets each of them send a header byte by byte, so that one program
that opens a hundred and says next to nothing shuts everybody out. Here there is room for
`MOST_OPEN`, a header that is not whole after `SLOWEST_SECONDS` is waited for no longer, and when
more than half of the room is taken, the connection that waits longest makes place for the next.
"""

from __future__ import annotations

import time
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

THREADS = 8
"""Requests that are answered at the same time."""
SLOWEST_SECONDS = 60
"""A client is cut off that sends or takes nothing for so long, or whose header takes longer."""
LARGEST_HEADER = 32 * 1024
"""Bytes of the first line and the headers of a request."""
MOST_OPEN = 800
"""Connections; each takes a file of the process, of which systems usually allow 1,024."""
CROWDED = MOST_OPEN // 2
"""Above this the one that has waited longest makes place."""


class Channel(HTTPChannel):  # type: ignore[misc] # waitress ships no types
    """A connection that knows since when its client has owed it a whole request."""

    begun = 0.0
    """When the request began that is being read, in seconds since 1970."""

    def __init__(self, server: Any, *given: Any, **more: Any) -> None:
        super().__init__(server, *given, **more)
        self.begun = self.creation_time
        waiting = [one for one in server.active_channels.values() if one.waits and one is not self]
        if len(server.active_channels) > CROWDED and waiting:
            min(waiting, key=lambda one: (one.has_header, one.begun)).will_close = True

    @property
    def has_header(self) -> bool:
        """Whether a request is being read whose header is whole."""
        return bool(self.request is not None and self.request.headers_finished)

    @property
    def waits(self) -> bool:
        """Whether nothing is being answered: the client has the word."""
        return not (self.requests or self.total_outbufs_len or self.will_close)

    def received(self, data: bytes) -> bool:
        """Read on; bytes of a header that is not whole do not count as a sign of life."""
        if self.request is None:
            self.begun = time.time()
        taken = bool(super().received(data))
        if self.request is not None and not self.request.headers_finished:
            self.last_activity = self.begun
        return taken


def create_server(app: Any, *, host: str, port: int, **given: Any) -> Any:
    """A server of waitress on this address; `given` are more of its settings."""
    server = waitress.create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        channel_timeout=SLOWEST_SECONDS,
        cleanup_interval=SLOWEST_SECONDS // 4,
        max_request_header_size=LARGEST_HEADER,
        connection_limit=MOST_OPEN,
        asyncore_use_poll=True,  # select() knows no more than 1,024 files
        **given,
    )
    sockets = [server] if isinstance(server, BaseWSGIServer) else server.map.values()
    for one in sockets:
        if isinstance(one, BaseWSGIServer):
            one.channel_class = Channel
    return server


def port_of(server: Any) -> int:
    """The port on which a server listens."""
    if isinstance(server, BaseWSGIServer):
        return int(server.effective_port)
    return int(server.effective_listen[0][1])
