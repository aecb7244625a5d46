"""A quick check of the archive: the log, the signed heads and the tables, without the files."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from archive.checking.report import NOT_PROVED
from archive.checking.verify import verify
from webui.desk import desk

blueprint = Blueprint("verify", __name__)


@blueprint.get("/verify")
def show() -> ResponseReturnValue:
    """What the check found, what it read, on what trust, and what it does not prove."""
    report = verify(desk().archive, quick=True)
    return render_template("verify.html", report=report, not_proved=NOT_PROVED)
