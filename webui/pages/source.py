"""The page of a source, with its text and the passages that records cite."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint
from flask.typing import ResponseReturnValue

from archive.glance import glance
from archive.lookup import Label, Shown
from schemas.citations import QuotedText
from webui.desk import desk
from webui.pages.opening import opened, page
from webui.telling import source
from webui.telling.source import Use

blueprint = Blueprint("source", __name__, url_prefix="/source")


@blueprint.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """Who says it, how far to trust it, and which of its words support what."""
    teller = opened(ref, "source")
    text: str = teller.at("/text") or ""
    uses = tuple(uses_of(teller.shown, text))
    return page(
        "source.html",
        teller,
        facts=source.facts(teller),
        text_language=teller.at("/source_language") or teller.at("/language"),
        stretches=source.stretches(text, uses),
        uses=uses,
    )


def uses_of(shown: Shown, text: str) -> Iterator[Use]:
    """Every citation of this source by records that the reader may see."""
    labels: dict[str, Label] = {
        label.id: label for label, pointer in shown.linked_from if pointer.startswith("/citations/")
    }
    views = glance(desk().archive, labels, desk().audience)
    whole = QuotedText(text)
    for record_id, view in views.items():
        yield from source.uses_of(shown.view.id, whole, labels[record_id], view.content)
