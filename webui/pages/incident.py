"""The page of an incident."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from archive.glance import glance
from archive.lookup import Label, Shown
from webui.desk import desk
from webui.pages.opening import glimpses, opened, page
from webui.telling import acts, around, incident
from webui.telling.pieces import Line

blueprint = Blueprint("incident", __name__, url_prefix="/incident")


@blueprint.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """What happened, who did what to whom, how surely, and by which passages."""
    teller = opened(ref, "incident")
    shown = teller.shown
    return page(
        "incident.html",
        teller,
        kinds=incident.kinds(teller),
        context_only=bool(teller.at("/context_only")),
        facts=incident.facts(teller),
        narratives=incident.narratives(teller),
        acts=acts.acts(teller),
        links=incident.links(teller),
        links_back=links_back(shown),
        exhibits=glimpses(around.pointing(shown, "item", "documents")),
        appeals=glimpses(around.pointing(shown, "appeal")),
        cases=around.pointing(shown, "case"),
    )


def links_back(shown: Shown) -> tuple[Line, ...]:
    """The incidents that point to this one, each with how it says that it stands to it."""
    others: tuple[Label, ...] = around.pointing(shown, "incident", "links")
    views = glance(desk().archive, [label.id for label in others], desk().audience)
    return tuple(
        incident.link_back(label, views[label.id].content, shown.view.id)
        for label in others
        if label.id in views
    )
