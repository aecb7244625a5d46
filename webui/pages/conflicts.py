"""Records that two archives have revised: which wait, and both revisions of one side by side.

Each decision is that of the command line, called with what the form says: a new revision, entered
in the log in the name of whoever decides.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import lookup
from archive.errors import UnknownRecord
from archive.exchange import deciding
from archive.exchange.deciding import Choice
from archive.lookup import Label
from webui.desk import desk
from webui.errors import BadField, NotOpenToReader
from webui.forming.conflicts import named_in, sides_of
from webui.telling import around

blueprint = Blueprint("conflicts", __name__)
ADDRESS = "/<any(incident,actor,source,item,appeal,place,case):record_type>/<ref>/conflict"
CHOSEN = "choose:"
"""How the names of the fields of the form begin that say which side stands."""
LONGEST = 2_000
"""Characters of a reason."""


@blueprint.get("/conflicts")
def index() -> ResponseReturnValue:
    """All that wait for a decision."""
    found = deciding.waiting(desk().archive, desk().audience)
    with desk().archive.reading() as connection:
        labels = lookup.labels_of(connection, [one.summary.id for one in found], desk().audience)
    rows = [(labels[one.summary.id], one) for one in found if one.summary.id in labels]
    return render_template("conflicts.html", rows=rows)


@blueprint.get(ADDRESS)
def show(record_type: str, ref: str) -> ResponseReturnValue:
    """Before, ours and theirs of every field that they have changed."""
    label = _label(record_type, ref)
    found = deciding.look_at(desk().archive, label.ref)
    with desk().archive.reading() as connection:
        labels = lookup.labels_of(connection, named_in(found.differences), desk().audience)
    return render_template(
        "conflict.html",
        label=label,
        kind=around.type_words(record_type),
        waiting=found,
        rows=sides_of(record_type, found.differences, labels),
        longest=LONGEST,
    )


@blueprint.post(ADDRESS)
def decide(record_type: str, ref: str) -> ResponseReturnValue:
    """Record what was chosen."""
    label = _label(record_type, ref)
    choice = _choice("do", request.form.get("do", ""))
    fields = {
        name.removeprefix(CHOSEN): _choice(name, value)
        for name, value in request.form.items()
        if name.startswith(CHOSEN)
    }
    deciding.decide(
        desk().archive,
        label.ref,
        choice,
        fields,
        reason=request.form.get("reason", "").strip()[:LONGEST] or None,
        expected_revision=_revision(),
    )
    there = url_for(f"{record_type}.show", ref=label.ref)
    return redirect(there, HTTPStatus.SEE_OTHER)


def _label(record_type: str, ref: str) -> Label:
    """The record, if the reader may compare its revisions."""
    label = lookup.show(desk().archive, ref, desk().audience).label
    if label.type != record_type:
        raise UnknownRecord(ref)
    if not desk().sees_everything:
        raise NotOpenToReader(
            "two revisions of a record, parts of which may not be shown to you",
            "somebody from whom nothing is withheld",
        )
    return label


def _choice(name: str, value: str) -> Choice:
    try:
        return Choice(value)
    except ValueError as error:
        raise BadField(name[:60], value[:40], "ours, theirs or both") from error


def _revision() -> int:
    given = request.form.get("revision", "")
    if not given.isdecimal():
        raise BadField("revision", given[:20], "the number of the revision that the page shows")
    return int(given[:9])
