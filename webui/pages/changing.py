"""What becomes of a record as a whole: linked, reviewed, taken out of use, restored, erased.

Each is the use case of the command line, called with what the form says. A record that the reader
does not see, be it this one or another that is named, is not there.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import erasing, linking, lookup
from archive.casework import joining, reverting, reviewing
from archive.errors import UnknownRecord
from archive.lookup import Shown
from archive.policy import may as policy_allows
from schemas.vocabulary import vocabulary
from webui.desk import desk
from webui.errors import BadField, NotOpenToReader
from webui.language import _
from webui.telling import around, words

blueprint = Blueprint(
    "changing",
    __name__,
    url_prefix="/<any(incident,actor,source,item,appeal,place,case):record_type>/<ref>",
)
LINKS = {"incident": "link_types", "actor": "relation_types"}
"""The types of record that can be linked, and the vocabulary of their links."""
LONGEST = 4_000
"""Characters of a field."""


@blueprint.get("/change")
def show(record_type: str, ref: str) -> ResponseReturnValue:
    """The ways to change a record as a whole."""
    shown = _opened(record_type, ref)
    states = [
        (term, words.label("review_states", term))
        for term in vocabulary("review_states").offered()
        if policy_allows(reviewing.NEEDS[term], desk().standing)
    ]
    return render_template(
        "change.html",
        label=shown.label,
        kind=around.type_words(record_type),
        revision=shown.revision,
        link_kinds=_terms(LINKS[record_type]) if record_type in LINKS else (),
        reasons=_terms("retired_reasons"),
        states=states if record_type == "incident" else (),
        state=shown.view.content.get("review", {}).get("state", ""),
        retired="retired" in shown.view.content,
    )


@blueprint.post("/change/link")
def link(record_type: str, ref: str) -> ResponseReturnValue:
    """Link an incident or an actor to another one."""
    shown = _opened(record_type, ref)
    other = _other(_needed("to"))
    kind = _term(LINKS.get(record_type, "link_types"), "kind")
    linking.link(desk().archive, shown.view.id, other, kind=kind, note=_field("note") or None)
    return _back(shown)


@blueprint.post("/change/retire")
def retire(record_type: str, ref: str) -> ResponseReturnValue:
    """Take a record out of use, perhaps in favour of another one."""
    shown = _opened(record_type, ref)
    instead = _field("in_favour_of")
    joining.retire(
        desk().archive,
        shown.view.id,
        why=_term("retired_reasons", "why"),
        in_favour_of=_other(instead) if instead else None,
        reason=_needed("reason"),
    )
    return _back(shown)


@blueprint.post("/change/review")
def review(record_type: str, ref: str) -> ResponseReturnValue:
    """Say how far an incident has been checked."""
    shown = _opened(record_type, ref)
    reviewing.review(
        desk().archive,
        shown.view.id,
        _needed("state"),
        reason=_field("reason") or None,
        expected_revision=_revision("revision"),
    )
    return _back(shown)


@blueprint.post("/change/restore")
def restore(record_type: str, ref: str) -> ResponseReturnValue:
    """Make an earlier revision the newest one again."""
    shown = _opened(record_type, ref)
    if not desk().sees_everything:
        raise NotOpenToReader(
            "an earlier revision, a part of which may not be shown to you",
            "somebody from whom nothing is withheld",
        )
    reverting.revert(
        desk().archive,
        shown.label.ref,
        _revision("to"),
        reason=_needed("reason"),
        expected_revision=_revision("revision"),
    )
    return _back(shown)


@blueprint.get("/erase")
def erasure(record_type: str, ref: str) -> ResponseReturnValue:
    """What erasing would take away, before it is done."""
    return _erasure_page(_opened(record_type, ref), "")


@blueprint.post("/erase")
def erase(record_type: str, ref: str) -> ResponseReturnValue:
    """Erase a record for good, if its name was typed as well."""
    shown = _opened(record_type, ref)
    basis = _needed("basis")
    if _field("name") != shown.label.ref:
        told = _("Type the short name of the record to say that you mean this one.")
        return make_response(_erasure_page(shown, told), HTTPStatus.BAD_REQUEST)
    erasing.erase(desk().archive, shown.view.id, basis=basis)
    return redirect(url_for("find.show"), HTTPStatus.SEE_OTHER)


def _erasure_page(shown: Shown, refused: str) -> str:
    return render_template(
        "erase.html",
        label=shown.label,
        kind=around.type_words(shown.view.type),
        plan=erasing.plan_erasure(desk().archive, shown.view.id, by=desk().audience),
        bases=_terms("erasure_bases"),
        refused=refused,
        basis=request.form.get("basis", ""),
    )


def _opened(record_type: str, ref: str) -> Shown:
    shown = lookup.show(desk().archive, ref, desk().audience)
    if shown.view.type != record_type:
        raise UnknownRecord(ref)
    return shown


def _other(ref: str) -> str:
    """The id of another record that the reader sees."""
    view, _label = lookup.alone(desk().archive, ref, desk().audience)
    return view.id


def _terms(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, words.label(name, code)) for code in vocabulary(name).offered())


def _term(name: str, field: str) -> str:
    given = _needed(field)
    if given not in vocabulary(name).codes():
        raise BadField(field, given[:40], "one of the words that the form offers")
    return given


def _field(name: str) -> str:
    found = request.form.get(name, "").strip()
    if len(found) > LONGEST:
        raise BadField(name, f"{len(found):,} characters", f"at most {LONGEST:,} characters")
    return found


def _needed(name: str) -> str:
    found = _field(name)
    if not found:
        raise BadField(name, "", "some words")
    return found


def _revision(name: str) -> int:
    found = request.form.get(name, "")
    if not (found.isascii() and found.isdecimal() and len(found) < 10):
        raise BadField(name, found[:10], "the number of a revision")
    return int(found)


def _back(shown: Shown) -> ResponseReturnValue:
    there = url_for(f"{shown.view.type}.show", ref=shown.label.ref)
    return redirect(there, HTTPStatus.SEE_OTHER)
