"""The headers of every answer: nothing from outside, nothing kept, nothing guessed.

Content Security Policy Level 3 (https://www.w3.org/TR/CSP3/); what each line forbids is said beside
it. Pages and files of an archive are private, so that no cache may keep them; the style sheet and
the script are the same for everybody.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Response, current_app, request

from webui import cookies, links

POLICY: Final = "; ".join(
    (
        "default-src 'none'",  # what is not named below is not loaded at all
        "object-src 'none'",  # named as well, for checks that look for the word
        "img-src 'self'",
        "media-src 'self'",
        "style-src 'self'",  # no style in the page itself
        "script-src 'self'",  # no script in the page itself
        "connect-src 'self'",  # the scripts ask this archive for parts of pages, nobody else
        "form-action 'self'",
        "frame-ancestors 'none'",  # the page is shown in no frame
        "base-uri 'none'",
    )
)
FILE_POLICY: Final = "default-src 'none'; sandbox"
"""For files that people handed in: even if one were shown, nothing in it could run."""

ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}
OVER_TLS: Final = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
"""For two years no browser asks this host, or one below it, without TLS (RFC 6797 §6.1)."""
KEPT: Final = "private, max-age=31536000, immutable"
"""For a file of ours under an address that names its content: other content, another address
(RFC 8246). A page would otherwise ask after each of them whenever it is shown."""
ON_LEAVING: Final = {"Clear-Site-Data": '"cache", "storage"'}
"""Nothing of what was read or typed stays in a browser that somebody else may use next
(https://www.w3.org/TR/clear-site-data/). Cookies are not named: the browser stays known."""


def add_headers(response: Response) -> Response:
    """Put the headers on an answer that does not bring its own."""
    over_tls = OVER_TLS if current_app.config[cookies.TLS] else {}
    for name, value in {**ALWAYS, **over_tls}.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    elif response.status_code == HTTPStatus.OK and _names_its_content():
        response.headers["Cache-Control"] = KEPT
    return response


def _names_its_content() -> bool:
    """Whether a file of ours was asked for under the address that no other content will have."""
    named = request.args.get(links.EDITION)
    return named is not None and named == links.edition((request.view_args or {})["filename"])


def on_leaving(response: Response) -> Response:
    """Let the browser forget what it read and kept for who signs out."""
    response.headers.update(ON_LEAVING)
    return response


def as_file(response: Response) -> Response:
    """Make an answer one that is saved and never shown."""
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
