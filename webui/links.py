"""The addresses of pages, each put together once: a page leads to dozens of others.

That of a style sheet, script or sign names its content, so that a browser need not ask after it.

What an address is made of is its endpoint, its values and the prefix under which a server in front
serves the site; nothing else of a request is in it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from flask import request, url_for

from archive.lookup import Label

EDITION = "v"
"""Under this name the address of a style sheet or script tells which content it is."""
MOST = 4_096
"""Addresses that are kept; then all are made anew."""


class Links:
    """The addresses of one application's pages."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], str] = {}

    def url_for(self, endpoint: str, **values: object) -> str:
        """The same as `flask.url_for` says."""
        if endpoint == "static" and values.keys() == {"filename"}:
            values[EDITION] = edition(str(values["filename"]))
        whole = endpoint.startswith(".") or any(
            name.startswith("_") or type(value) not in (str, int) for name, value in values.items()
        )
        if whole:  # it hangs on more of the request, or cannot be compared
            return url_for(endpoint, **values)  # type: ignore[arg-type] # passed on as they came
        key = (request.script_root, endpoint, *values.items())
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= MOST:
                self._made.clear()
            made = self._made[key] = url_for(endpoint, **values)  # type: ignore[arg-type] # the same
        return made

    def record_url(self, label: Label) -> str:
        """The address of a record's page."""
        return self.url_for(f"{label.type}.show", ref=label.ref)


@cache
def edition(name: str) -> str:
    """What tells the content of a file of `static` from any other that it had or will have."""
    folder = files("webui") / "static"
    return hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest()[:12]
