"""Who may ask: requests that name this host, from pages of this archive.

Without the first check a page of another site could point its own name at this machine and read
the archive through the browser of the one who sits here (DNS rebinding). Without the second it
could make that browser fetch files and learn from the answer what exists (Fetch Metadata,
https://www.w3.org/TR/fetch-metadata/). A link from elsewhere to a page is followed: it only shows
the page to the one who sits here.
"""

from __future__ import annotations

import re

from flask import current_app, request

from webui.errors import FromElsewhere, WrongHost

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this machine for itself."""
HOSTS = "KHRONIKA_HOSTS"
"""Setting: the names under which the archive is served."""
ELSEWHERE = ("cross-site", "same-site")
"""Other sites, and other programs that serve pages on this machine (another port is same-site)."""
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
FILES = ("original", "download")
"""Last words of endpoints that hand out files; a link from elsewhere does not lead there."""


def check_visitor() -> None:
    """See that a request is for this host and from a page of this archive.

    Raises:
        WrongHost, FromElsewhere: it is not.
    """
    hosts: frozenset[str] = current_app.config[HOSTS]
    given = request.headers.get("Host", "")
    if host_name(given) not in hosts:
        raise WrongHost(given, hosts)
    if request.headers.get("Sec-Fetch-Site") in ELSEWHERE and not _is_followed_link():
        raise FromElsewhere(request.path)


def host_name(given: str) -> str:
    """The name in a Host header (RFC 9110, section 7.2), without its port; empty if it is none."""
    found = _HOST.fullmatch(given.lower())
    return found[1].strip("[]").rstrip(".") if found else ""


def _is_followed_link() -> bool:
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate"
    page = request.headers.get("Sec-Fetch-Dest") in (None, "document")
    hands_out = (request.endpoint or "").rpartition(".")[2] in FILES
    return navigates and page and request.method in ("GET", "HEAD") and not hands_out
