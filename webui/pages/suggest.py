"""Records that are proposed while somebody types: none that they may not see."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from archive.drafting import meaning
from schemas.records import RECORD_TYPES
from webui.desk import desk

blueprint = Blueprint("suggest", __name__)
LONGEST = 200
"""Characters of what is typed."""


@blueprint.get("/suggest.json")
def records() -> ResponseReturnValue:
    """Refs and titles of records that have these words in their ref, title or a name."""
    text = request.args.get("q", "").strip()[:LONGEST]
    types = tuple(one for one in request.args.getlist("type") if one in RECORD_TYPES)
    found = []
    if text:
        with desk().archive.reading() as connection:
            found = meaning.suggested(connection, desk().audience, text, types)
    return jsonify(
        records=[{"ref": one.ref, "title": one.title, "type": one.type} for one in found]
    )
