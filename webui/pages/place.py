"""The page of a place, with the records that lie in it."""

from __future__ import annotations

from operator import attrgetter

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webui.pages.opening import glimpses, opened, page
from webui.telling import around, place

blueprint = Blueprint("place", __name__, url_prefix="/place")


@blueprint.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """Which place it is, what lies in it, and what happened there."""
    teller = opened(ref, "place")
    shown = teller.shown
    return page(
        "place.html",
        teller,
        facts=place.facts(teller),
        within=glimpses(around.pointing(shown, "place", "parent")),
        incidents=sorted(glimpses(around.pointing(shown, "incident")), key=attrgetter("order")),
    )
