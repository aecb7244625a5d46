"""In which language a request is answered: as its reader chose, else as their browser asks.

The choice is kept in a cookie, so that it holds before anybody has signed in. What browsers ask is
read by RFC 9110, section 12.5.4; who asks for none of our languages is answered in English.
"""

from __future__ import annotations

from flask import Flask, g, request

from webui import cookies
from webui.catalogues import spoken
from webui.language import ENGLISH, LANGUAGES, fall_silent, speak


def register(app: Flask) -> None:
    """Answer each request in a language of its own."""
    app.before_request(listen)
    app.teardown_request(leave_off)


def listen() -> None:
    """Speak the language of this request from now on."""
    g.spoke = speak(spoken(language_of_request()))


def leave_off(_error: BaseException | None) -> None:
    """Speak no longer as this request asked."""
    before = g.pop("spoke", None)
    if before is not None:
        fall_silent(before)


def language_of_request() -> str:
    """The language in which to answer."""
    chosen = cookies.language()
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES, ENGLISH)
