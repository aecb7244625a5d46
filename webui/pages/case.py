"""The page of a case: what a lawyer gathers, and the way to a packet."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from archive.lookup import Label
from webui.guard import may
from webui.pages.opening import glimpses, opened, page
from webui.telling import case
from webui.telling.around import Glimpse
from webui.telling.teller import Teller

blueprint = Blueprint("case", __name__, url_prefix="/case")


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


def gathered(teller: Teller, field: str) -> tuple[Glimpse, ...]:
    """The records that the case gathers under `field`, in its order."""
    teller.line(f"/{field}")
    labels: list[Label] = [
        teller.labels[one] for one in teller.at(f"/{field}") or [] if one in teller.labels
    ]
    return glimpses(labels)
