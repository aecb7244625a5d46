"""The page of an incident."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from archive.glance import glance
from archive.lookup import Label, Shown, labels_of
from webui.desk import desk
from webui.drawing.map import Map
from webui.pages.opening import glimpses, opened, page
from webui.telling import acts, around, awaited, incident, where
from webui.telling.awaited import Awaited
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
        map=map_of(shown),
        appeals=appeals_about(shown),
        cases=around.pointing(shown, "case"),
    )


def map_of(shown: Shown) -> Map | None:
    """The small map of an incident; None if no position is known."""
    content = shown.view.content
    named = where.places_named(content)
    return where.small_map(content, glance(desk().archive, named, desk().audience))


def appeals_about(shown: Shown) -> tuple[Awaited, ...]:
    """The appeals about an incident, as they stand today."""
    labels = around.pointing(shown, "appeal")
    if not labels:
        return ()
    archive, audience = desk().archive, desk().audience
    views = glance(archive, [label.id for label in labels], audience)
    with archive.reading() as connection:
        asked = labels_of(connection, awaited.people_asked(views.values()), audience)
    names = {key: label.title for key, label in asked.items()}
    today = archive.clock().date()
    return tuple(
        awaited.awaited(label, views[label.id], names, today)
        for label in labels
        if label.id in views
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
