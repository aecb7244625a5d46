"""Lists of pages as JSON and CSV: by the ending of the address, or by what a program accepts.

What the search finds has more forms and is given by `webui.pages.find`. A list says here what its
page says, and is open to whom the policy lets have it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from archive import history as histories
from archive.casework.appeals import standings
from archive.cells import cell
from archive.chain.who import who_had
from archive.cli.people_commands import to_json
from archive.cli.records import change_json
from archive.drafting.drafts import own
from archive.errors import UnknownRecord
from archive.exchange.deciding import waiting
from archive.logbook import log_book
from archive.lookup import show
from archive.packets.release import known_packets
from archive.people import everybody
from schemas.vocabulary import vocabulary, vocabulary_names
from webui.desk import desk
from webui.guard import require
from webui.language import language
from webui.pages.members import listed as compartments_of
from webui.pages.people import LONGEST

blueprint = Blueprint("listed", __name__)
BYTE_ORDER_MARK: Final = "\ufeff"
"""Tells spreadsheets that a CSV file is UTF-8."""
BY_ACCEPT: Final = {"text/html": "", "application/json": "json", "text/csv": "csv"}
_TYPES: Final = "<any(incident,actor,source,item,appeal,place,case):record_type>"

Row = Mapping[str, Any]


def register(app: Flask) -> None:
    """Let pages answer as lists to programs that accept them so."""
    app.before_request(answer_as_accepted)
    app.after_request(_vary)


def answer_as_accepted() -> ResponseReturnValue | None:
    """The list of the page that is asked for, if JSON or CSV is what is wanted most."""
    view = OF_PAGES.get(request.endpoint or "")
    if view is None or request.method != "GET":
        return None
    form = BY_ACCEPT[request.accept_mimetypes.best_match(BY_ACCEPT, "text/html")]
    if not form:
        return None
    require(f"listed.{view.__name__}")
    return view(form=form, **(request.view_args or {}))


def _vary(answer: Response) -> Response:
    if request.endpoint in OF_PAGES:
        answer.vary.add("Accept")
    return answer


@blueprint.get("/packets.<any(json,csv):form>")
def packets(form: str) -> ResponseReturnValue:
    """Who holds which packet."""
    rows = [asdict(one) for one in known_packets(desk().archive, desk().audience)]
    return given(form, "packets", rows)


@blueprint.get("/log.<any(json,csv):form>")
def log(form: str) -> ResponseReturnValue:
    """The newest entries of the log, for those from whom nothing is withheld."""
    lines = log_book(desk().archive, desk().audience).newest
    rows = [
        {
            "entry": line.seq,
            "at": line.at,
            "action": line.action,
            "who": line.who,
            "about": [one.ref for one in line.about],
        }
        for line in lines
    ]
    return given(form, "log", rows)


@blueprint.get("/people.csv")
def people(form: str = "csv") -> ResponseReturnValue:
    """People by name; as JSON they are at people.json."""
    name = request.args.get("name", "").strip()[:LONGEST]
    found = desk().search.people(name, desk().audience) if name else ()
    return given(form, "people", to_json(found))


@blueprint.get(f"/{_TYPES}/<ref>/history.<any(json,csv):form>")
def history(form: str, ref: str, record_type: str) -> ResponseReturnValue:
    """The revisions of a record; in CSV a row for each field that changed."""
    archive, audience = desk().archive, desk().audience
    if show(archive, ref, audience).view.type != record_type:
        raise UnknownRecord(ref)
    changes = [change_json(one) for one in histories.history(archive, ref, audience)]
    if form == "json":
        return given(form, "history", changes)
    rows = [
        {**{key: value for key, value in one.items() if key != "differences"}, **difference}
        for one in changes
        for difference in one["differences"]
    ]
    return given(form, "history", rows)


@blueprint.get("/item/<ref>/who.<any(json,csv):form>")
def who(form: str, ref: str) -> ResponseReturnValue:
    """Who had an item before them."""
    rows = [
        {
            "entry": one.event.seq,
            "at": one.event.at,
            "who": one.who,
            "action": one.event.action,
            "words": one.event.words,
        }
        for one in who_had(desk().archive, ref, desk().audience)
    ]
    return given(form, "who", rows)


@blueprint.get("/appeals.<any(json,csv):form>")
def appeals(form: str) -> ResponseReturnValue:
    """All appeals as they stand today; in CSV a row for each addressee."""
    archive = desk().archive
    rows = [asdict(one) for one in standings(archive, desk().audience, archive.clock().date())]
    if form == "json":
        return given(form, "appeals", rows)
    flat = [
        {**{key: value for key, value in row.items() if key != "asked"}, **asked}
        for row in rows
        for asked in row["asked"] or [{}]
    ]
    return given(form, "appeals", flat)


@blueprint.get("/drafts.<any(json,csv):form>")
def drafts(form: str) -> ResponseReturnValue:
    """What the reader has begun and not recorded yet."""
    names = ("id", "type", "title", "record", "begun_from", "saved")
    rows = [{name: getattr(one, name) for name in names} for one in own(desk().archive)]
    return given(form, "drafts", rows)


@blueprint.get("/conflicts.<any(json,csv):form>")
def conflicts(form: str) -> ResponseReturnValue:
    """The records that two archives have revised, and nobody has decided about yet."""
    rows = [
        {"ref": one.summary.ref, "type": one.summary.type, "archive": one.archive}
        for one in waiting(desk().archive, desk().audience)
    ]
    return given(form, "conflicts", rows)


@blueprint.get("/members.<any(json,csv):form>")
def members(form: str) -> ResponseReturnValue:
    """Who works with the archive or did, and what they may do."""
    with desk().archive.reading() as connection:
        known = everybody(connection)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "role": one.standing.role.value,
            "clearance": one.standing.clearance.value,
            "compartments": compartments_of(one.standing),
            "working": one.working,
        }
        for one in known
    ]
    return given(form, "members", rows)


@blueprint.get("/vocabularies.<any(json,csv):form>")
def vocabularies(form: str) -> ResponseReturnValue:
    """Every term of every vocabulary, with its label in the reader's language."""
    found = [vocabulary(name) for name in vocabulary_names()]
    rows = [
        {
            "vocabulary": one.name,
            "code": term.code,
            "label": one.label(term.code, language()),
            "definition": term.definition,
        }
        for one in found
        for term in one.terms
    ]
    return given(form, "vocabularies", rows)


OF_PAGES: Final[Mapping[str, Callable[..., ResponseReturnValue]]] = {
    "packets.holders": packets,
    "log.show": log,
    "people.show": people,
    "history.show": history,
    "item.who": who,
    "appeals.index": appeals,
    "conflicts.index": conflicts,
    "drafts.index": drafts,
    "members.show": members,
    "vocabularies.index": vocabularies,
}
"""The list of each page."""


def given(form: str, name: str, rows: Sequence[Row]) -> Response:
    """Rows as JSON or CSV, to be saved under a name."""
    answer = jsonify(rows) if form == "json" else Response(to_csv(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def to_csv(rows: Sequence[Row]) -> str:
    """Rows as a table with the names of their fields above it; lists are set apart by "; "."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(_flat(row.get(name, ""))) for name in names])
    return BYTE_ORDER_MARK + out.getvalue()


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(map(_flat, value))
    return str(value)
