"""The log's head, for comparing with one that is kept elsewhere, and its newest entries."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from archive.logbook import log_book
from webui.desk import desk

blueprint = Blueprint("log", __name__)


@blueprint.get("/log")
def show() -> ResponseReturnValue:
    """Size, root, signed head and key; and, for those who see everything, the newest entries."""
    return render_template("log.html", book=log_book(desk().archive, desk().audience))
