"""Searches that are kept under a name, and what is new in each since somebody last looked.

They are notes that all who work here share, and their words may tell what is withheld: only those
from whom nothing is withheld have them.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from archive.search import saved
from webui.asking import Asked, address_of
from webui.desk import desk
from webui.errors import NotOpenToReader

blueprint = Blueprint("searches", __name__, url_prefix="/searches")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All of them, with how many records are new in each."""
    _allowed()
    here = desk()
    rows = []
    for one in saved.saved(here.archive.settings):
        news = saved.news(here.search, one, here.audience, limit=0)
        address = address_of(one.query)
        new = address_of(one.query, since=one.seen)
        rows.append((one.name, address, new, news.new, news.until))
    return render_template("searches.html", rows=rows)


@blueprint.post("/keep")
def keep() -> ResponseReturnValue:
    """Keep the search of an address under a name."""
    _allowed()
    here = desk()
    asked = Asked(MultiDict(parse_qsl(request.form.get("asked", "").lstrip("?"))))
    name = request.form.get("name", "").strip()
    saved.save(here.archive.settings, name, asked.query(), seen=here.search.newest(here.audience))
    return redirect(url_for("searches.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/looked")
def looked() -> ResponseReturnValue:
    """Note that somebody has looked at what was new in a search."""
    _allowed()
    here = desk()
    one = saved.load(here.archive.settings, request.form.get("name", ""))
    saved.looked(here.archive.settings, saved.news(here.search, one, here.audience, limit=0))
    return redirect(url_for("searches.show"), HTTPStatus.SEE_OTHER)


@blueprint.post("/forget")
def forget() -> ResponseReturnValue:
    """Keep a search no longer."""
    _allowed()
    saved.forget(desk().archive.settings, request.form.get("name", ""))
    return redirect(url_for("searches.show"), HTTPStatus.SEE_OTHER)


def _allowed() -> None:
    if not desk().sees_everything:
        raise NotOpenToReader("kept searches", "those from whom nothing is withheld")
