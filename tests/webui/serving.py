"""An application behind the server that `khronika serve` uses, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from waitress import wasyncore

from webui.connections import create_server

if TYPE_CHECKING:
    from flask import Flask

WAIT_SECONDS = 0.1
"""So long an end goes unseen."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of this machine at which the application answers."""
    sockets: dict[int, Any] = {}
    server = create_server(app, host="127.0.0.1", port=0, map=sockets)
    ended = threading.Event()

    def answer() -> None:
        while not ended.is_set():
            wasyncore.loop(WAIT_SECONDS, map=sockets, count=1, use_poll=True)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        ended.set()
        thread.join()
        server.task_dispatcher.shutdown()
        for one in list(sockets.values()):
            one.close()
