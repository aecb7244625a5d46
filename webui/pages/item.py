"""The page of an item, its picture, and its original for those who may have it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from archive import opening
from archive.chain.questions import chain_of
from archive.chain.receipts import BROUGHT, receipt_for_item
from archive.chain.who import who_had
from archive.consistency import noting
from archive.opening import OpenedItem
from evidence.errors import UnreadablePicture
from evidence.imaging.blurring import blurred
from webui.desk import desk
from webui.errors import NoPicture
from webui.guard import may
from webui.headers import as_file
from webui.pages.opening import glimpses, opened, page
from webui.telling import around, consistency, item, words
from webui.telling.teller import Teller

blueprint = Blueprint("item", __name__, url_prefix="/item")


@blueprint.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """What it is, what it says of itself, and through whose hands it went."""
    teller = opened(ref, "item")
    documented = item.documented(teller)
    chain = chain_of(desk().archive, ref, desk().audience)
    may_open = may("item.original") and opening.may_open(desk().archive, ref, desk().audience)
    return page(
        "item.html",
        teller,
        facts=item.facts(teller),
        file_facts=item.file_facts(teller),
        claims=item.claims(teller),
        tags=item.tags(teller),
        notes=consistency.notes(noting.notes_on(desk().archive, ref, desk().audience)),
        veiled=is_veiled(teller),
        asked=1 if is_asked_for() else None,
        has_file=teller.at("/digest") is not None,
        may_open=may_open,
        can_be_redacted=may_open and may("redact.form") and _is_picture(teller),
        has_picture=around.glimpse(teller.shown.label, teller.shown.view).has_picture,
        documented=[(teller.who(incident), act) for incident, act in documented],
        lies_in_it=glimpses(around.pointing(teller.shown, "item", "contained_in")),
        made_from_it=glimpses(around.pointing(teller.shown, "item", "derivative_of")),
        chain=chain,
        handed_in=any(event.action in BROUGHT for event in chain.events),
        hands=[event for event in chain.events if event.action in item.HANDS],
        shown_as=item.shown_as(teller.at("/media_type")),
        moment=words.moment,
    )


def _is_picture(teller: Teller) -> bool:
    return str(teller.at("/media_type") or "").startswith("image/")


@blueprint.get("/<ref>/receipt")
def receipt(ref: str) -> ResponseReturnValue:
    """What whoever handed it in takes home, to be printed."""
    paper = receipt_for_item(desk().archive, ref, desk().audience)
    command = f"khronika check-receipt entry-{paper.seq}.tlog-proof --key log.vkey --of FILE"
    size = words.size(paper.size)
    return render_template("receipt.html", ref=ref, paper=paper, size=size, command=command)


@blueprint.get("/<ref>/receipt.tlog-proof")
def receipt_file(ref: str) -> ResponseReturnValue:
    """The same as a file that a program can check."""
    paper = receipt_for_item(desk().archive, ref, desk().audience)
    answer = Response(paper.text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="entry-{paper.seq}.tlog-proof"'
    return as_file(answer)


@blueprint.get("/<ref>/who")
def who(ref: str) -> ResponseReturnValue:
    """Who opened it, packed it, gave it or was given it."""
    teller = opened(ref, "item")
    had = who_had(desk().archive, ref, desk().audience)
    return render_template("who.html", label=teller.shown.label, rows=had)


@blueprint.get("/<ref>/picture")
def picture(ref: str) -> ResponseReturnValue:
    """A small copy of the picture, made without what the file says of itself."""
    jpeg = opening.picture(desk().archive, ref, desk().audience)
    if jpeg is None:
        raise NoPicture(ref)
    return as_file(Response(jpeg, mimetype="image/jpeg"))


@blueprint.get("/<ref>/blurred")
def blurred_picture(ref: str) -> ResponseReturnValue:
    """The same, blurred beyond recognition: of what is hard to look at, until it is asked for."""
    jpeg = opening.picture(desk().archive, ref, desk().audience)
    if jpeg is None:
        raise NoPicture(ref)
    return blurred_answer(ref, jpeg)


def blurred_answer(ref: str, jpeg: bytes) -> Response:
    """A picture that was drawn here, blurred beyond recognition."""
    try:
        return as_file(Response(blurred(jpeg), mimetype="image/jpeg"))
    except UnreadablePicture as error:
        raise NoPicture(ref) from error


def is_veiled(teller: Teller) -> bool:
    """Whether an item is hard to look at, and was not asked for by the address of this page."""
    return bool(teller.at("/graphic")) and not is_asked_for()


def is_asked_for() -> bool:
    """Whether the address says that the reader asked to see what is hard to look at."""
    return request.args.get("show") == "1"


@blueprint.get("/<ref>/original")
def original(ref: str) -> ResponseReturnValue:
    """The bytes as they were handed over, to be saved; that they were opened is entered."""
    return as_file(saved(opening.open_item(desk().archive, ref, desk().audience)))


def saved(item_file: OpenedItem) -> Response:
    """An answer that is saved under the name we made, whole or the part that was asked for."""
    answer = send_file(
        item_file.stream,
        mimetype=item_file.media_type,
        as_attachment=True,
        download_name=item_file.download_name,
        conditional=False,
        etag=item_file.digest,
    )
    answer.content_length = item_file.size
    try:
        answer.make_conditional(request, accept_ranges=True, complete_length=item_file.size)
    except RequestedRangeNotSatisfiable:
        item_file.stream.close()
        raise
    if request.method == "HEAD" or answer.status_code == HTTPStatus.NOT_MODIFIED:
        item_file.stream.close()  # nobody reads it, and nobody else would close it
    return answer
