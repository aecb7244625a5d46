"""Opening a record for its page, as the reader at the desk may see it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template

from archive.errors import UnknownRecord
from archive.exchange.deciding import waiting_in
from archive.glance import glance
from archive.lookup import Label, show
from webui.desk import desk
from webui.guard import may
from webui.telling import actor, around, standing
from webui.telling.around import Glimpse
from webui.telling.teller import Teller

IN_A_LIST = 200
"""Records that a list beside another record shows; a longer one says so and leads to search."""


def opened(ref: str, record_type: str) -> Teller:
    """The record of this ref and type, ready to be told.

    Raises:
        UnknownRecord: there is none of that type that the reader may see.
    """
    shown = show(desk().archive, ref, desk().audience)
    if shown.view.type != record_type:
        raise UnknownRecord(ref)
    actors = [label.id for label in shown.labels.values() if label.type == "actor"]
    views = glance(desk().archive, actors, desk().audience)
    return Teller(shown, {key for key, v in views.items() if actor.goes_by_pseudonym(v.content)})


def glimpses(labels: Iterable[Label]) -> tuple[Glimpse, ...]:
    """These records for a list, as many as it shows."""
    listed = list(labels)[:IN_A_LIST]
    views = glance(desk().archive, [label.id for label in listed], desk().audience)
    return tuple(around.glimpse(label, views.get(label.id)) for label in listed)


def page(template: str, teller: Teller, **told: object) -> str:
    """The page of a record: its head, what the view has told of it, and what is left at the foot.

    The foot comes last, because it tells what nothing before it has told.
    """
    conflict = None
    if may("conflicts.show"):
        conflict = waiting_in(desk().archive, teller.shown.view.id, desk().audience)
    return render_template(
        template,
        head=around.head(teller),
        shown=teller.shown,
        conflict=conflict,
        **told,
        standing=standing.standing(teller),
        rest=teller.rest(),
    )
