"""The cookies by which a browser is known: of its session, and of having signed in before.

A third one keeps which language its reader chose. The first two hold random secrets only; all are
kept from scripts and go back to this host alone. Behind TLS
they are sent over TLS alone, and their names begin with `__Host-`, so that no neighbour of the host
can set them (RFC 6265bis, section 4.1.3.2).
"""

from __future__ import annotations

from flask import Response, current_app, request

TLS = "KHRONIKA_TLS"
"""Setting: whether a server with TLS stands in front."""
YEAR_SECONDS = 365 * 24 * 3600


def session_secret() -> str:
    """The secret of the session that the browser carries; empty if it carries none."""
    return request.cookies.get(_name("session"), "")


def browser_secret() -> str:
    """The secret by which the browser is known; empty if it is not."""
    return request.cookies.get(_name("browser"), "")


def language() -> str:
    """The language that the reader chose; empty if they chose none. It may be any text."""
    return request.cookies.get(_name("language"), "")


def look() -> str:
    """The look that the reader chose; empty if they chose none. It may be any text."""
    return request.cookies.get(_name("look"), "")


def carry(answer: Response, *, session: str, browser: str | None) -> Response:
    """Let the browser carry these secrets from now on."""
    # Lax, so that a link in a letter leads to its page and not to another sign-in.
    _set(answer, "session", session, samesite="Lax")
    if browser is not None:
        _set(answer, "browser", browser, samesite="Strict", max_age=YEAR_SECONDS)
    return answer


def carry_language(answer: Response, tag: str) -> Response:
    """Let the browser ask for this language from now on."""
    _set(answer, "language", tag, samesite="Lax", max_age=YEAR_SECONDS)
    return answer


def carry_look(answer: Response, chosen: str) -> Response:
    """Let the browser ask for this look from now on; for none in particular if it is empty."""
    _set(answer, "look", chosen, samesite="Lax", max_age=YEAR_SECONDS if chosen else 0)
    return answer


def drop_session(answer: Response) -> Response:
    """Let the browser forget its session. It stays known."""
    answer.delete_cookie(_name("session"), path="/", secure=_tls(), httponly=True, samesite="Lax")
    return answer


def _set(
    answer: Response, what: str, secret: str, *, samesite: str, max_age: int | None = None
) -> None:
    answer.set_cookie(
        _name(what),
        secret,
        path="/",
        secure=_tls(),
        httponly=True,
        samesite=samesite,
        max_age=max_age,
    )


def _name(what: str) -> str:
    return f"{'__Host-' if _tls() else ''}khronika-{what}"


def _tls() -> bool:
    return bool(current_app.config[TLS])
