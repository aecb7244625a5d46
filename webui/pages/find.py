"""The search page, and what it found as JSON, CSV and GeoJSON. The address is the whole state."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive.accounts import watching
from archive.cli.searching import to_csv, to_geojson, to_json
from archive.errors import InputRefusedError
from archive.glance import glance
from archive.lookup import Label, labels_of
from archive.search.engine import SearchResults
from schemas.errors import SchemaError
from schemas.record import ID_PATTERN
from schemas.vocabulary import vocabulary
from webui import refusals
from webui.asking import IN_WORDS, SORTS, TYPES, Asked
from webui.desk import desk
from webui.errors import BadField
from webui.guard import require, token_of_request
from webui.language import ENGLISH, language
from webui.telling import around, found, overview

blueprint = Blueprint("find", __name__)
FORMATS = ("json", "csv", "geojson")
BY_ACCEPT = {
    "text/html": "",
    "application/json": "json",
    "text/csv": "csv",
    "application/geo+json": "geojson",
}
"""The same by what a program says that it accepts (RFC 9110, section 12.5.1)."""
BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that a CSV file is UTF-8."""


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """The form, and what was found, certain and possible apart."""
    if request.args.get("format") in FORMATS:
        require("find.file")
        return file(request.args["format"])
    form = request.accept_mimetypes.best_match(BY_ACCEPT, "text/html")
    if form != "text/html":
        require("find.file")
        return file(BY_ACCEPT[form])
    asked, results, wrong, status = Asked(request.args), None, "", 200
    if not asked.is_empty:
        try:
            results = results_of(asked)
        except (BadField, InputRefusedError, SchemaError) as error:
            wrong, status = refusals.said(error), 400
    body = render_template(
        "find.html",
        asked=asked,
        wrong=wrong,
        sorts=SORTS,
        kinds=vocabulary("incident_kinds").offered(),
        types=(*TYPES, "all"),
        kept=[pair for pair in asked.args if pair[0] in (*IN_WORDS, "map")],
        **(_told(results, asked) if results else {}),
    )
    return body, status, {"Vary": "Accept"}


def _told(results: SearchResults, asked: Asked) -> dict[str, object]:
    """The hits, and the map and the timeline beside them."""
    labels = labels_in(results)
    return {
        "found": found.told(results, asked, labels, dates_in(results)),
        "overview": overview.told(results, asked, labels),
    }


@blueprint.get("/find.<any(json,csv,geojson):form>")
def file(form: str) -> ResponseReturnValue:
    """The same hits for programs and spreadsheets."""
    results = results_of(Asked(request.args, for_programs=True))
    if desk().session or token_of_request() is not None:  # who sits alone at the machine: as before
        watching.exported(desk().archive, desk().audience, form=form, records=len(results.hits))
    match form:
        case "csv":
            answer = Response(BYTE_ORDER_MARK + to_csv(results), mimetype="text/csv")
        case "geojson":
            answer = jsonify(to_geojson(results))
            answer.mimetype = "application/geo+json"
        case _:
            answer = jsonify(to_json(results))
    answer.headers["Content-Disposition"] = f'attachment; filename="found.{form}"'
    return answer


def results_of(asked: Asked) -> SearchResults:
    """What the reader at the desk may find.

    Raises:
        BadField, BadQuery, BadDate: something that was asked cannot be understood.
    """
    results = desk().search.search(asked.query(), desk().audience)
    watching.searched(desk().archive, desk().audience, dict(asked.args))
    return results


def dates_in(results: SearchResults) -> dict[str, str]:
    """The dates of the hits in the language of the interface; the engine's own are English."""
    if language() == ENGLISH:
        return {}
    views = glance(desk().archive, [hit.record_id for hit in results.hits], desk().audience)
    return {key: around.date_words(view.content) for key, view in views.items()}


def labels_in(results: SearchResults) -> dict[str, Label]:
    """What the records are called that the facets name, or that lie alone on the map."""
    named = [value for rows in results.facets.values() for value, *_numbers in rows]
    named += overview.lying_alone(results)
    with desk().archive.reading() as connection:
        return labels_of(connection, filter(ID_PATTERN.fullmatch, named), desk().audience)


@blueprint.get("/go")
def go() -> ResponseReturnValue:
    """The page of the record whose ref was typed."""
    return redirect(url_for("history.record", ref=request.args.get("ref", "").strip() or "-"))
