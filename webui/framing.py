"""What stands around every page alike, put together once for each kind of reader.

The ways through the site and the choices at the foot hang on a few things only: these are the key
under which their HTML is kept. What hangs on more, as a name or the secret of a form, is no part.
"""

from __future__ import annotations

from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup

from archive.policy import Standing
from webui.desk import desk
from webui.language import language
from webui.pages import looks

KEPT = 256
"""Parts that are kept; the one that was not used longest goes first."""
NAMED = frozenset(
    {
        "find.show",
        "log.show",
        "drafts.index",
        "packets.holders",
        "verify.show",
        "members.show",
        "about.show",
    }
)
"""The addresses to which the ways through the site lead."""


def ways() -> Markup:
    """The ways through the site that are open to the reader, as entries of a list."""
    here = request.endpoint or ""
    return _ways(request.script_root, language(), desk().standing, here if here in NAMED else "")


def look_choice() -> Markup:
    """What a reader chooses a look with, as the inside of a form."""
    return _choice("look_choice.html", language(), looks.look())


def tongue_choice() -> Markup:
    """What a reader chooses a language with, as the inside of a form."""
    return _choice("tongue_choice.html", language(), "")


@lru_cache(KEPT)
def _ways(_root: str, _language: str, _standing: Standing | None, here: str) -> Markup:
    return Markup(render_template("ways.html", here=here))  # noqa: S704 - a template of ours


@lru_cache(KEPT)
def _choice(template: str, _language: str, look: str) -> Markup:
    return Markup(render_template(template, chosen=look))  # noqa: S704 - a template of ours
