"""Finding people and groups by a name in any spelling or script."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from archive.cli.people_commands import to_json
from archive.lookup import Label
from webui.desk import desk

blueprint = Blueprint("people", __name__)
LONGEST = 200
"""Characters of a name that are looked for."""


@blueprint.get("/people")
def show() -> ResponseReturnValue:
    """A box for a name, and who is called so; each with the name by which it was found."""
    name = request.args.get("name", "").strip()[:LONGEST]
    found = desk().search.people(name, desk().audience) if name else ()
    people = [(Label(one.record_id, one.ref, "actor", one.title), one) for one in found]
    return render_template("people.html", name=name, people=people)


@blueprint.get("/people.json")
def file() -> ResponseReturnValue:
    """The same for programs."""
    name = request.args.get("name", "").strip()[:LONGEST]
    return jsonify(to_json(desk().search.people(name, desk().audience) if name else ()))
