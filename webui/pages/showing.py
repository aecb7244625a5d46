"""What of an item is shown on its page: sound and film with seeking, pages of a document, a check.

Films and sounds are the bytes as they were handed over, and only of types that a browser plays and
does not run; everything else is drawn anew, in the parser process. Whoever looks is entered in the
log before the first byte, once in an hour: a film is asked for in many pieces.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from archive import opening
from archive.describing import Describing
from archive.opening import OpenedItem
from evidence.errors import UnreadablePicture
from evidence.imaging.rendition import Rendition
from webui.desk import desk
from webui.errors import BadField, NoPicture
from webui.headers import as_file
from webui.pages.item import blurred_answer, is_asked_for, is_veiled, saved
from webui.pages.opening import opened
from webui.telling import item, words

blueprint = Blueprint("showing", __name__, url_prefix="/item")
LARGE = 1600
"""Pixels of the longer side of a picture that is looked at more closely."""


@blueprint.get("/<ref>/play")
def play(ref: str) -> ResponseReturnValue:
    """The film or the sound, whole or the part that was asked for."""
    file = looked_into(ref)
    if item.shown_as(file.media_type) not in ("film", "sound"):
        file.stream.close()
        raise NoPicture(ref)
    return as_file(saved(file))


@blueprint.get("/<ref>/larger")
def larger(ref: str) -> ResponseReturnValue:
    """A page with the picture, larger."""
    teller = opened(ref, "item")
    veiled = is_veiled(teller)
    if not veiled:
        looked_into(ref).stream.close()
    return render_template("larger.html", label=teller.shown.label, veiled=veiled)


@blueprint.get("/<ref>/large.jpg")
def large(ref: str) -> ResponseReturnValue:
    """The picture, larger, made without what the file says of itself."""
    file = looked_into(ref)
    file.stream.close()
    with Describing(desk().archive.blobs, workers=1) as describing:
        return _jpeg(ref, lambda: describing.thumbnail(file.digest, longest_side=LARGE))


@blueprint.get("/<ref>/pages")
def pages(ref: str) -> ResponseReturnValue:
    """One page of a document, and the way to the others."""
    teller = opened(ref, "item")
    file = looked_into(ref)
    file.stream.close()
    count = _pages_of(ref, file)
    number = _number(count)
    return render_template(
        "pages.html",
        label=teller.shown.label,
        number=number,
        count=count,
        veiled=is_veiled(teller),
        asked=1 if is_asked_for() else None,
    )


@blueprint.get("/<ref>/pages/<int:number>.jpg")
def page(ref: str, number: int) -> ResponseReturnValue:
    """A picture of one page, from 1; blurred beyond recognition if the address says so."""
    file = looked_into(ref)
    file.stream.close()
    if file.media_type != item.PDF or number < 1:
        raise NoPicture(ref)
    with Describing(desk().archive.blobs, workers=1) as describing:
        drawn = _jpeg(ref, lambda: describing.draw_page(file.digest, number - 1))
    return blurred_answer(ref, drawn.data) if "blurred" in request.args else drawn


@blueprint.post("/<ref>/check")
def check(ref: str) -> ResponseReturnValue:
    """Read the file again, and say whether it is what its digest says."""
    label = opened(ref, "item").shown.label
    found = opening.read_again(desk().archive, ref, desk().audience)
    return render_template("checked.html", label=label, found=found, size=words.size)


def looked_into(ref: str) -> OpenedItem:
    """The bytes of an item; that they were looked into is entered once in an hour.

    Raises:
        UnknownRecord: there is no such item that the reader may have the bytes of.
    """
    here = desk()
    key = f"{here.archive.person} looks into {ref}"
    hour = int(here.archive.clock().timestamp()) // 3600
    entered = here.door.was_told(key, hour)
    found = opening.open_item(
        here.archive, ref, here.audience, "shown on its page", entered=entered
    )
    here.door.is_news(key, hour)  # only now: what could not be entered is entered next time
    return found


def _pages_of(ref: str, file: OpenedItem) -> int:
    if file.media_type != item.PDF:
        raise NoPicture(ref)
    with Describing(desk().archive.blobs, workers=1) as describing:
        try:
            return describing.count_pages(file.digest)
        except UnreadablePicture as error:
            raise NoPicture(ref) from error


def _number(count: int) -> int:
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    if not 1 <= number <= count:
        raise BadField("page", asked[:40], f"a page from 1 to {count}")
    return number


def _jpeg(ref: str, draw: Callable[[], Rendition]) -> Response:
    try:
        return as_file(Response(draw().content, mimetype="image/jpeg"))
    except UnreadablePicture as error:
        raise NoPicture(ref) from error
