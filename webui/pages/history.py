"""The history of any record: every revision beside the one before it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from archive import history, lookup
from archive.errors import UnknownRecord
from webui.desk import desk
from webui.telling import around, changes

blueprint = Blueprint("history", __name__)


@blueprint.get("/<any(incident,actor,source,item,appeal,place,case):record_type>/<ref>/history")
def show(record_type: str, ref: str) -> ResponseReturnValue:
    """Who changed what, when and why, as far as the reader may know."""
    shown = lookup.show(desk().archive, ref, desk().audience)
    if shown.view.type != record_type:
        raise UnknownRecord(ref)
    revisions = history.history(desk().archive, ref, desk().audience)
    return render_template(
        "history.html",
        label=shown.label,
        kind=around.type_words(record_type),
        revisions=[changes.told(change, shown) for change in reversed(revisions)],
    )


@blueprint.get("/record/<ref>")
def record(ref: str) -> ResponseReturnValue:
    """The page of a record of which only the ref or id is known."""
    label = lookup.show(desk().archive, ref, desk().audience).label
    return redirect(url_for(f"{label.type}.show", ref=label.ref))
