"""The page of an appeal."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webui.pages.opening import opened, page
from webui.telling import appeal, around

blueprint = Blueprint("appeal", __name__, url_prefix="/appeal")


@blueprint.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """What was asked of whom, by when, and what they answered."""
    teller = opened(ref, "appeal")
    return page(
        "appeal.html",
        teller,
        facts=appeal.facts(teller),
        demands=appeal.demands(teller),
        addressees=appeal.addressees(teller),
        responses=appeal.responses(teller),
        cases=around.pointing(teller.shown, "case"),
    )
