"""Many connections that say next to nothing shut nobody out."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from waitress import wasyncore

from webui import connections
from webui.connections import SLOWEST_SECONDS, create_server, port_of

HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


def answer(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


class Served:
    """A server whose turns are taken by the test."""

    def __init__(self) -> None:
        self.sockets: dict[int, Any] = {}
        self.server = create_server(answer, host="127.0.0.1", port=0, map=self.sockets)
        self.clients: list[socket.socket] = []

    def turn(self, times: int = 4) -> None:
        wasyncore.loop(0.01, map=self.sockets, count=times, use_poll=True)

    def connect(self, said: bytes) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", port_of(self.server)))
        client.settimeout(0.01)
        client.sendall(said)
        self.clients.append(client)
        self.turn()
        return client

    def heard(self, client: socket.socket) -> bytes:
        """What comes back; empty if the connection was closed."""
        for _ in range(200):
            try:
                return client.recv(100)
            except TimeoutError:
                self.turn()
        raise TimeoutError


@pytest.fixture
def served() -> Iterator[Served]:
    found = Served()
    yield found
    for client in found.clients:
        client.close()
    found.server.task_dispatcher.shutdown()
    for one in list(found.sockets.values()):
        one.close()


def test_a_hundred_half_requests_leave_room_for_a_whole_one(served: Served) -> None:
    # Danger: waitress stops to listen at a hundred connections, so that one program shuts all out.
    for _ in range(110):
        served.connect(HALF)
    whole = served.connect(HALF + b"\r\n")
    assert served.heard(whole).startswith(b"HTTP/1.1 200")


def test_a_header_that_comes_byte_by_byte_is_waited_for_no_longer(served: Served) -> None:
    slow, busy = served.connect(HALF), served.connect(HALF + b"Content-Length: 9\r\n\r\nwhole")
    begun = time.time()
    (channel,) = (one for one in served.server.active_channels.values() if not one.has_header)
    channel.begun = channel.last_activity = begun - SLOWEST_SECONDS - 1
    slow.sendall(b"X-More: of it\r\n")
    served.turn()
    served.server.maintenance(begun)
    assert served.heard(slow) == b""
    busy.sendall(b"body")
    assert served.heard(busy).startswith(b"HTTP/1.1 200")


def test_where_it_is_crowded_who_waits_longest_makes_place(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "CROWDED", 3)
    uploading = served.connect(HALF + b"Content-Length: 9\r\n\r\nwhole")
    first, *_others = (served.connect(HALF) for _ in range(3))
    assert served.heard(first) == b""
    uploading.sendall(b"body")
    assert served.heard(uploading).startswith(b"HTTP/1.1 200")
