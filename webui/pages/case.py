"""The page of a case: what a lawyer gathers, and the way to a packet."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from archive.casework.ordering import order_exhibits
from archive.lookup import Label
from webui.desk import desk
from webui.errors import BadField
from webui.guard import may
from webui.pages.opening import glimpses, opened, page
from webui.pages.packet_order import order_of
from webui.telling import case
from webui.telling.around import Glimpse
from webui.telling.teller import Teller

blueprint = Blueprint("case", __name__, url_prefix="/case")
LONGEST_NUMBER = 10
"""Digits."""


@blueprint.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """Its purpose, its incidents, its exhibits in order, its appeals."""
    teller = opened(ref, "case")
    return page(
        "case.html",
        teller,
        facts=case.facts(teller),
        incidents=gathered(teller, "incidents"),
        exhibits=gathered(teller, "exhibits"),
        appeals=gathered(teller, "appeals"),
        may_pack=may("packets.plan"),
    )


@blueprint.post("/<ref>/exhibits")
def order(ref: str) -> ResponseReturnValue:
    """Keep the order of the exhibits that a plan of a packet shows."""
    items = order_of(request.form)
    revision = request.form.get("revision", "")
    if not (revision.isascii() and revision.isdecimal() and len(revision) < LONGEST_NUMBER):
        raise BadField("revision", revision[:LONGEST_NUMBER], "the number of a revision")
    order_exhibits(desk().archive, ref, items, by=desk().audience, expected_revision=int(revision))
    return redirect(url_for("case.show", ref=ref), 303)


def gathered(teller: Teller, field: str) -> tuple[Glimpse, ...]:
    """The records that the case gathers under `field`, in its order."""
    teller.line(f"/{field}")
    labels: list[Label] = [
        teller.labels[one] for one in teller.at(f"/{field}") or [] if one in teller.labels
    ]
    return glimpses(labels)
