"""Recording in the browser: drafts, and the form in which each is filled in.

What a form sends is kept as a draft first, whatever it holds; only then is done what the button
asks for. So nothing that was typed is lost by a mistake, and every answer leads back to the draft.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from archive import lookup
from archive.drafting import drafts, editing, settling
from archive.drafting.drafts import Draft
from archive.drafting.errors import DraftRefused, RevisedMeanwhile
from archive.drafting.fields import field_at, fields_of
from archive.drafting.reading import Reading
from archive.errors import UnknownRecord
from archive.exchange.deciding import waiting
from archive.lookup import Label
from schemas.records import RECORD_TYPES
from schemas.shape import Json
from webui.desk import desk
from webui.errors import BadField
from webui.forming.bench import bench_of
from webui.forming.conflicts import rows_of
from webui.forming.folding import row_around
from webui.forming.receiving import received
from webui.forming.widgets import form_of
from webui.forming.wording import bases, opened_by
from webui.guard import may
from webui.telling import fields as told_fields
from webui.telling import words

blueprint = Blueprint("drafts", __name__)
LARGEST_FORM = 8 << 20
"""Bytes of a form: a source may have a long text."""
LONGEST_REASON = 2_000
"""Characters."""
MOST_SHOWN = 20
"""Rows that stay open from one page to the next; those that were opened first are folded again."""
KINDS = "incident,actor,source,item,appeal,place,case"


def allow_long_forms() -> None:
    """Let the addresses that take a whole form take it; all others keep the limit of small ones."""
    if request.blueprint in ("drafts", "workbench"):
        request.max_content_length = request.max_form_memory_size = LARGEST_FORM


@blueprint.get("/drafts")
def index() -> ResponseReturnValue:
    """What can be recorded, and what was begun and is not recorded yet."""
    own = [(draft, words.moment(draft.saved)) for draft in drafts.own(desk().archive)]
    undecided = len(waiting(desk().archive, desk().audience)) if may("conflicts.index") else 0
    return render_template(
        "drafts.html", drafts=own, kinds=tuple(RECORD_TYPES), undecided=undecided
    )


@blueprint.post("/drafts")
def begin() -> ResponseReturnValue:
    """Begin a new record."""
    kind = request.form.get("type", "")
    if kind not in RECORD_TYPES:
        raise BadField("type", kind[:40], "a type of record")
    draft = drafts.begin(desk().archive, kind, {}, desk=_source_asked())
    return to_draft(draft)


@blueprint.post(f"/<any({KINDS}):record_type>/<ref>/revise")
def revise(record_type: str, ref: str) -> ResponseReturnValue:
    """Go on with what was begun of a record, or begin to revise it."""
    archive, audience = desk().archive, desk().audience
    _view, label = lookup.alone(archive, ref, audience)
    if label.type != record_type:
        raise UnknownRecord(ref)
    begun = next((one for one in drafts.own(archive) if one.record == label.id), None)
    return to_draft(begun or settling.begin_from(archive, ref, audience))


@blueprint.get("/drafts/<draft_id>")
def show(draft_id: str) -> ResponseReturnValue:
    """The form of a draft."""
    return page(drafts.load(desk().archive, draft_id))


@blueprint.post("/drafts/<draft_id>")
def change(draft_id: str) -> ResponseReturnValue:
    """Keep what was typed, then do what the button asks for."""
    order = request.form.get("do", "save")
    kept = keep(draft_id)
    match order:
        case "save":
            return to_draft(kept)
        case "check":
            return to_draft(kept, checked="1")
        case "record":
            return _record(kept)
        case "merge":
            return _merge(kept)
        case _:
            return _edit(kept, order)


@blueprint.post("/drafts/<draft_id>/save.json")
def autosave(draft_id: str) -> ResponseReturnValue:
    """Keep what was typed; what was understood of it."""
    kept = keep(draft_id)
    reading = settling.read_draft(desk().archive, kept, desk().audience)
    return jsonify(
        draft=kept.id,
        version=kept.version,
        address=url_for("drafts.show", draft_id=kept.id),
        understood={
            pointer: _in_words(kept.type, pointer, value, reading)
            for pointer, value in reading.understood.items()
        },
    )


@blueprint.post("/drafts/<draft_id>/discard")
def discard(draft_id: str) -> ResponseReturnValue:
    """Throw a draft away."""
    drafts.discard(desk().archive, draft_id)
    return redirect(url_for("drafts.index"), HTTPStatus.SEE_OTHER)


def keep(draft_id: str) -> Draft:
    """The draft as the form of this request has it, kept."""
    there = drafts.load(desk().archive, draft_id)
    typed = received(fields_of(there.type), request.form)
    reason = request.form.get("reason", "")[:LONGEST_REASON]
    version = request.form.get("version", "")
    if not version.isdigit():
        raise BadField(
            "version", version[:20], "the version of the draft that the page was made of"
        )
    beside = {**there.desk, "reason": reason}
    given = replace(there, typed=typed, version=int(version[:9]), desk=beside)
    return drafts.save(desk().archive, given)


def page(draft: Draft) -> Response:
    """The form of a draft, with what was understood, and what is wrong."""
    archive, audience = desk().archive, desk().audience
    checked = "checked" in request.args
    reading = settling.read_draft(archive, draft, audience)
    labels = labels_of(draft, reading)
    conflict = settling.compared(archive, draft, audience)
    form = form_of(
        draft.type,
        draft.typed,
        reading,
        labels,
        all_faults=checked,
        shown=request.args.getlist("shown"),
    )
    return make_response(
        render_template(
            "draft.html",
            draft=draft,
            form=form,
            checked=checked,
            saved=words.moment(draft.saved),
            record=labels.get(draft.record or ""),
            reason=draft.desk.get("reason", ""),
            conflict=rows_of(conflict[0]) if conflict else None,
            bench=bench_of(draft),
            bases=bases(),
        )
    )


def labels_of(draft: Draft, reading: Reading) -> dict[str, Label]:
    """What the records are called that a draft is about or points to."""
    ids = [value for value in reading.understood.values() if isinstance(value, str)]
    with desk().archive.reading() as connection:
        return lookup.labels_of(connection, [draft.record or "", *ids], desk().audience)


def _record(kept: Draft) -> ResponseReturnValue:
    reason = str(kept.desk.get("reason", "")).strip() or None
    try:
        done = settling.settle(desk().archive, kept, desk().audience, reason=reason)
    except DraftRefused:
        return to_draft(kept, checked="1")
    except RevisedMeanwhile:
        return to_draft(kept)
    return redirect(url_for(f"{done.type}.show", ref=done.ref), HTTPStatus.SEE_OTHER)


def _merge(kept: Draft) -> ResponseReturnValue:
    prefix = "choose:"
    chosen = {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix)
    }
    found = settling.compared(desk().archive, kept, desk().audience, chosen)
    if found is None:
        return to_draft(kept)
    merged, theirs = found
    rebased = replace(kept, typed=merged.typed, begun_from=theirs.revision)
    return to_draft(drafts.save(desk().archive, rebased))


def _edit(kept: Draft, order: str) -> ResponseReturnValue:
    pointer = order.partition(":")[2]
    if order.startswith("show:"):
        return to_draft(kept, at=pointer)
    chosen = _fields_meant(kept, pointer) if order.startswith("open:") else ("",)
    place, *_others = [editing.act(kept.type, kept.typed, order, one) for one in chosen]
    return to_draft(drafts.save(desk().archive, kept), at=place)


def _fields_meant(kept: Draft, pointer: str) -> tuple[str, ...]:
    """The names of the fields that are to be opened; one that is nothing if none was named."""
    chosen = request.form.get(f"open:{pointer}", "")[:LONGEST_REASON]
    try:
        return opened_by(field_at(kept.type, pointer), chosen) or ("",)
    except KeyError as error:
        raise BadField(f"open:{pointer}"[:60], chosen[:40], "a field of the form") from error


def to_draft(draft: Draft, at: str = "", **query: Any) -> Response:
    """Lead to a draft, so that loading the page again sends nothing twice."""
    asked = (request.view_args or {}).get("draft_id", draft.id)
    if asked != draft.id:  # another window had saved it since
        query["beside"] = "1"
    shown = dict.fromkeys(filter(None, [*request.form.getlist("shown"), row_around(at)]))
    there = url_for("drafts.show", draft_id=draft.id, shown=list(shown)[-MOST_SHOWN:], **query)
    return make_response(redirect(f"{there}#f{at}" if at else there, HTTPStatus.SEE_OTHER))


def _source_asked() -> dict[str, str]:
    """The source that is to lie beside the form, if one was asked for."""
    ref = request.form.get("source", "").strip()
    if not ref:
        return {}
    _view, label = lookup.alone(desk().archive, ref, desk().audience)
    return {"source": label.id}


def _in_words(record_type: str, pointer: str, value: Json, reading: Reading) -> str:
    if pointer in {fault for fault, _sentence in reading.faults}:
        return ""
    labels: dict[str, Label] = {}
    if isinstance(value, str):
        with desk().archive.reading() as connection:
            labels = lookup.labels_of(connection, [value], desk().audience)
        if value not in labels:
            return ""
    pieces = told_fields.value(record_type, pointer, value, labels)
    return " · ".join(piece.text for piece in pieces)


__all__ = ["allow_long_forms", "blueprint", "keep", "page", "to_draft"]
