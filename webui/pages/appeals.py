"""All appeals as they stand today, the overdue ones first; and noting what came back to one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import lookup
from archive.casework import appeals
from archive.drafting.fields import field_at
from archive.drafting.meaning import resolver
from archive.drafting.saying import date_of
from archive.errors import UnknownRecord
from schemas.appeal import Response
from schemas.verdict import Verdict
from schemas.vocabulary import vocabulary
from webui.desk import desk
from webui.errors import BadField
from webui.language import language
from webui.telling import words

blueprint = Blueprint("appeals", __name__)
LONGEST = 20_000
"""Characters of an answer."""


@blueprint.get("/appeals")
def index() -> ResponseReturnValue:
    """What was asked of whom, until when, what came back, what is overdue."""
    today = desk().archive.clock().date()
    rows = appeals.standings(desk().archive, desk().audience, today)
    return render_template(
        "appeals.html", rows=rows, today=today.isoformat(), Verdict=Verdict, Answer=appeals.Answer
    )


@blueprint.get("/appeal/<ref>/answer")
def form(ref: str) -> ResponseReturnValue:
    """The form for what came back to an appeal."""
    return _page(ref, "")


@blueprint.post("/appeal/<ref>/answer")
def answer(ref: str) -> ResponseReturnValue:
    """Note what came back, or that nothing had come back by a day."""
    shown = _appeal(ref)
    stated: dict[str, Any] = {"kind": _code("responses", "kind")}
    for name in ("text",):
        if text := _field(name):
            stated[name] = text
    if impact := _field("impact"):
        stated["impact"] = impact
    for name in ("date", "as_of"):
        if said := _field(name):
            stated[name] = date_of(said, language()).content()
    if by := _field("by"):
        stated["by"] = _who(by)
    response = Response.model_validate(stated, strict=False)
    reason = _field("reason") or None
    appeals.answer(desk().archive, shown.view.id, response, reason=reason)
    return redirect(url_for("appeal.show", ref=ref), HTTPStatus.SEE_OTHER)


def _page(ref: str, refused: str) -> str:
    shown = _appeal(ref)
    return render_template(
        "answer.html",
        label=shown.label,
        addressees=[
            shown.labels[row["person"]].ref if row.get("person") in shown.labels else row["office"]
            for row in shown.view.content.get("addressees", [])
            if row.get("person") in shown.labels or row.get("office")
        ],
        kinds=_terms("responses"),
        impacts=_terms("impacts"),
        refused=refused,
    )


def _appeal(ref: str) -> lookup.Shown:
    shown = lookup.show(desk().archive, ref, desk().audience)
    if shown.view.type != "appeal":
        raise UnknownRecord(ref)
    return shown


def _who(text: str) -> str:
    field = field_at("appeal", "/responses/0/by")
    with desk().archive.reading() as connection:
        try:
            return resolver(connection, desk().audience)(text, field)
        except ValueError as error:
            raise BadField("by", text[:40], str(error)) from error


def _terms(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, words.label(name, code)) for code in vocabulary(name).offered())


def _code(name: str, field: str) -> str:
    given = _field(field)
    if given not in vocabulary(name).codes():
        raise BadField(field, given[:40], "one of the words that the form offers")
    return given


def _field(name: str) -> str:
    found = request.form.get(name, "").strip()
    if len(found) > LONGEST:
        raise BadField(name, f"{len(found):,} characters", f"at most {LONGEST:,} characters")
    return found
