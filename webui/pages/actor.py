"""The page of an actor, with the incidents in which it has a part."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from archive.glance import glance
from archive.lookup import Shown
from webui.desk import desk
from webui.pages.opening import IN_A_LIST, glimpses, opened, page
from webui.telling import actor, around
from webui.telling.around import Glimpse
from webui.telling.pieces import Line

blueprint = Blueprint("actor", __name__, url_prefix="/actor")


@dataclass(frozen=True, slots=True)
class Part:
    """An incident, and what part the actor has in it."""

    glimpse: Glimpse
    parts: tuple[str, ...]


@blueprint.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """Who it is, as far as the reader may know, and what it did, suffered or was asked."""
    teller = opened(ref, "actor")
    shown = teller.shown
    return page(
        "actor.html",
        teller,
        pseudonym=actor.is_pseudonym(teller),
        facts=actor.facts(teller),
        relations=actor.relations(teller),
        relations_back=relations_back(shown),
        incidents=parts_of(shown),
        appeals=glimpses(around.pointing(shown, "appeal")),
        items=glimpses(around.pointing(shown, "item")),
        sources=glimpses(around.pointing(shown, "source")),
    )


def relations_back(shown: Shown) -> tuple[Line, ...]:
    """The actors whose records point to this one."""
    others = around.pointing(shown, "actor", "relations")
    views = glance(desk().archive, [label.id for label in others], desk().audience)
    return tuple(
        actor.relation_back(label, views[label.id].content, shown.view.id)
        for label in others
        if label.id in views
    )


def parts_of(shown: Shown) -> tuple[Part, ...]:
    """The incidents that name this actor, by date, each with the part it has there."""
    labels = around.pointing(shown, "incident")[:IN_A_LIST]
    views = glance(desk().archive, [label.id for label in labels], desk().audience)
    parts = [
        Part(
            around.glimpse(label, views[label.id]),
            actor.parts_in(views[label.id].content, shown.view.id),
        )
        for label in labels
        if label.id in views
    ]
    return tuple(sorted(parts, key=lambda part: part.glimpse.order))
