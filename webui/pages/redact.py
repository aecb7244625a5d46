"""Blackening parts of a picture: boxes are drawn on it, or written as numbers.

The copy is an item of its own; the original stays as it is. Boxes, person and reason are entered.
"""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from archive import deriving, opening
from archive.describing import Describing
from archive.errors import UnknownRecord
from archive.lookup import Shown, show
from evidence.errors import UnreadablePicture
from evidence.imaging.rendition import Box
from schemas.access import Level
from webui.desk import desk
from webui.errors import BadField, NoPicture, NotOpenToReader
from webui.headers import as_file
from webui.pages.item import is_asked_for
from webui.telling import words

blueprint = Blueprint("redact", __name__, url_prefix="/item")
SEEN_SIDE = 1600
"""Pixels of the longer side of the picture that boxes are drawn on."""
ROWS = 4
"""Boxes that can be written without the script, which adds more."""
MOST_BOXES = 100
SIDES = ("left", "top", "width", "height")


@blueprint.get("/<ref>/redact")
def form(ref: str) -> ResponseReturnValue:
    """The picture, and where it is to be blackened."""
    shown = _allowed(ref)
    with Describing(desk().archive.blobs, workers=1) as describing:
        width, height = _size(ref, describing, shown)
    return render_template(
        "redact.html",
        label=shown.label,
        veiled=bool(shown.view.content.get("graphic")) and not is_asked_for(),
        width=width,
        height=height,
        rows=range(1, _rows_asked() + 1),
        more=min(MOST_BOXES, 4 * _rows_asked()),
        levels=[(level.value, words.label("access_levels", level)) for level in desk().audiences()],
        level=shown.view.content.get("access", {}).get("level", desk().audience.level.value),
    )


@blueprint.get("/<ref>/redact/picture")
def picture(ref: str) -> ResponseReturnValue:
    """The picture that boxes are drawn on, made without what the file says of itself."""
    digest = _allowed(ref).view.content["digest"]
    with Describing(desk().archive.blobs, workers=1) as describing:
        try:
            jpeg = describing.thumbnail(digest, longest_side=SEEN_SIDE).content
        except UnreadablePicture as error:
            raise NoPicture(ref) from error
    return as_file(Response(jpeg, mimetype="image/jpeg"))


@blueprint.post("/<ref>/redact")
def make(ref: str) -> ResponseReturnValue:
    """Make the copy, then show it."""
    shown = _allowed(ref)
    boxes, reason = boxes_of(request.form), request.form.get("reason", "").strip()
    if not reason:
        raise BadField("reason", "", "why, in a few words: it is kept in the log")
    level = request.form.get("level", "")
    if level not in [one.value for one in desk().audiences()]:
        raise BadField("level", level, "one of the words that the form offers")
    with Describing(desk().archive.blobs, workers=1) as describing:
        made = deriving.redact(
            desk().archive, shown.view.id, describing, boxes, reason=reason, level=Level(level)
        )
    return redirect(url_for("item.show", ref=made.ref), 303)


def _rows_asked() -> int:
    """How many boxes can be written: some, or as many as somebody without scripts asks for."""
    asked = request.args.get("boxes", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else ROWS
    return max(1, min(MOST_BOXES, number))


def boxes_of(fields: MultiDict[str, str]) -> tuple[Box, ...]:
    """The boxes of a form; rows that are empty are none.

    Raises:
        BadField: there is none, there are too many, or one is no four whole numbers.
    """
    columns = [fields.getlist(side) for side in SIDES]
    rows = list(zip(*columns, strict=False))
    if len(rows) > MOST_BOXES:
        raise BadField("boxes", str(len(rows)), f"at most {MOST_BOXES} boxes")
    boxes = []
    for number, row in enumerate(rows, 1):
        written = [field.strip() for field in row]
        if not any(written):
            continue
        if not all(field.isascii() and field.isdecimal() and len(field) < 7 for field in written):
            found = ", ".join(written)
            raise BadField(f"box {number}", found, "four whole numbers of pixels")
        left, top, width, height = map(int, written)
        boxes.append((left, top, left + width, top + height))
    if not boxes:
        raise BadField("boxes", "", "at least one box")
    return tuple(boxes)


def _allowed(ref: str) -> Shown:
    """The picture, for those who may have its bytes.

    Raises:
        NotOpenToReader: the reader may not have the original.
        UnknownRecord: there is no such item with a file.
    """
    shown = show(desk().archive, ref, desk().audience)
    if shown.view.type != "item" or "digest" not in shown.view.content:
        raise UnknownRecord(ref)
    if not opening.may_open(desk().archive, ref, desk().audience):
        raise NotOpenToReader("copies of this item", "those who may have the original")
    return shown


def _size(ref: str, describing: Describing, shown: Shown) -> tuple[int, int]:
    try:
        return describing.upright_size(shown.view.content["digest"])
    except UnreadablePicture as error:
        raise NoPicture(ref) from error
