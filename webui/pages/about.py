"""The page that explains what certain and possible mean, and how to read a record."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from archive.condition import last_full_pass
from schemas.vocabulary import vocabulary
from webui.desk import desk
from webui.language import language

blueprint = Blueprint("about", __name__)
SHOWN = ("hedges", "place_precisions", "gap_reasons", "item_states")
"""Vocabularies whose words a reader meets on every page."""


@blueprint.get("/about")
def show() -> ResponseReturnValue:
    """How to read the pages."""
    with desk().archive.reading() as connection:
        full = last_full_pass(connection)
    lists = [vocabulary(name) for name in SHOWN]
    return render_template(
        "about.html",
        full_pass=full,
        lists=[(found.title.get(language(), found.title["en"]), found.terms) for found in lists],
    )
