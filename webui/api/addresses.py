"""All addresses of the API, and what is seen to before each of them."""

from __future__ import annotations

from flask import Flask, current_app, request

from webui.api import exchange, items, lists, packets, proofs, records
from webui.api.contract import ADDRESSES, blueprint
from webui.api.pace import Pace
from webui.desk import KEY

__all__ = ["ADDRESSES", "VIEWS", "blueprint", "register"]

VIEWS = (records, items, packets, proofs, lists, exchange)
"""The modules that have put their views at addresses."""
PACE = "khronika.pace"
"""Under this name the pace lies among the extensions of the application."""


def register(app: Flask) -> None:
    """Let no program ask too fast."""
    app.extensions[PACE] = Pace()
    app.before_request(keep_pace)
    app.before_request(allow_large_bodies)


def keep_pace() -> None:
    """Count a request of the API before anything is looked up. Raises TooFast."""
    if request.path.startswith(f"{blueprint.url_prefix}/"):
        now = current_app.extensions[KEY].archive.clock().timestamp()
        current_app.extensions[PACE].keep(request.remote_addr or "", now)


def allow_large_bodies() -> None:
    """Let the addresses that take records or files take them."""
    known = ADDRESSES.get(request.endpoint or "")
    if known is not None and known.largest is not None:
        request.max_content_length = known.largest
