"""An application behind the server that `khronika serve` uses, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import waitress
from waitress import wasyncore

from webui.command import THREADS

if TYPE_CHECKING:
    from flask import Flask

WAIT_SECONDS = 0.1
"""So long an end goes unseen."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of this machine at which the application answers."""
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        app, map=sockets, host="127.0.0.1", port=0, threads=THREADS, ident=None
    )
    ended = threading.Event()

    def answer() -> None:
        while not ended.is_set():
            wasyncore.loop(WAIT_SECONDS, map=sockets, count=1)

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
