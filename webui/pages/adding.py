"""Adding files to an incident in the browser: a form that works alone, and pieces for its script.

With a script each file is sent in pieces, so that a line that breaks costs one piece; without one
the browser sends all files in one form. Either way they wait beside the archive until they are
whole, and are then taken in as `khronika add` does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, BinaryIO, cast

from flask import Blueprint, Request, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from archive import intake
from archive.describing import Describing
from archive.errors import UnknownRecord
from archive.intake import Added, Found, Order
from archive.intake.errors import UploadElsewhere
from archive.intake.outcome import REFUSED
from archive.intake.uploads import Upload, Uploads
from archive.lookup import Shown, show
from schemas.access import Level
from schemas.dates import DateValue
from schemas.edtf import read_edtf
from schemas.file_names import written_name
from webui.desk import desk
from webui.errors import BadField
from webui.telling import words

blueprint = Blueprint("adding", __name__, url_prefix="/incident/<ref>/add")
LARGEST_FORM = 1 << 30
"""Bytes of all files in one form; pieces have no such limit. The server in front has the same."""
LARGEST_PIECE = 8 << 20
"""Bytes that the script sends at once."""
LARGEST_FILE = 1 << 42
LONGEST_FIELD = 2000
"""Characters of a field of the form."""
LONGEST_NAME = 1000
"""Characters of a name with the folders that it lies in."""
_ROOM_FOR_FIELDS = 1 << 20
_FIELDS = ("handed_over_by", "how", "source_url", "original_whereabouts")


class AddingRequest(Request):
    """A request whose files wait beside the archive, and not in a folder that others share."""

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body. One of exactly the greatest length is whole, and not one too many."""
        if self.content_length is not None:
            # Werkzeug takes the end of such a body for more of it where the server tells the end.
            self.environ.pop("wsgi.input_terminated", None)
        return super().stream

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        folder = uploads().prepare()
        file = NamedTemporaryFile(dir=folder, prefix="form-", suffix=".part")  # noqa: SIM115 - see `close`
        self._received().append(file)
        return cast(IO[bytes], file)

    def close(self) -> None:
        """Let go of the files, also of those of a form that broke off; they are gone with that."""
        super().close()
        for file in self._received():
            file.close()

    def _received(self) -> list[Any]:
        found: list[Any] = self.environ.setdefault("khronika.received", [])
        return found


def allow_large_bodies() -> None:
    """Let the two addresses that take files take them; all others keep the limit of forms."""
    if request.endpoint == "adding.receive":
        request.max_content_length = LARGEST_FORM + _ROOM_FOR_FIELDS
    elif request.endpoint == "adding.piece":
        request.max_content_length = LARGEST_PIECE


@blueprint.get("")
def form(ref: str) -> ResponseReturnValue:
    """The form."""
    return _page(ref, ())


@blueprint.post("")
def receive(ref: str) -> ResponseReturnValue:
    """Take in the files of a form, and tell what became of each."""
    shown = opened(ref)
    order = order_of(shown, request.form)
    files = [one for one in request.files.getlist("files") if one.filename]
    if not files:
        raise BadField("files", "", "at least one file")
    for one in files:
        one.stream.flush()
    found = [
        Found(Path(str(one.stream.name)), plain_name(one.filename), sent=True) for one in files
    ]
    return _page(ref, take_in(found, order))


@blueprint.get("/piece")
def progress(ref: str) -> ResponseReturnValue:
    """How much of a file has come so far."""
    return jsonify(offset=uploads().come_so_far(upload_of(opened(ref))))


@blueprint.post("/piece")
def piece(ref: str) -> ResponseReturnValue:
    """Add a piece of a file; take the file in with its last one."""
    shown = opened(ref)
    upload, parts = upload_of(shown), uploads()
    order = order_of(shown, request.args)
    here = parts.come_so_far(upload)
    if upload.size:
        offset = whole_number("offset", LARGEST_FILE)
        try:
            here = parts.append(upload, offset, cast(BinaryIO, request.stream))
        except UploadElsewhere as error:
            return jsonify(offset=error.expected), HTTPStatus.CONFLICT
    if here < upload.size:
        return jsonify(offset=here)
    rows = take_in([Found(parts.whole(upload), upload.name, sent=True)], order)
    if rows[0].outcome != REFUSED:  # else it waits for another try
        parts.remove(upload)
    return jsonify(offset=here, files=[row.to_json() for row in rows])


def opened(ref: str) -> Shown:
    """The incident, for somebody who may add to it.

    Raises:
        UnknownRecord: there is no such incident for the reader.
    """
    shown = show(desk().archive, ref, desk().audience)
    if shown.view.type != "incident":
        raise UnknownRecord(ref)
    return shown


def uploads() -> Uploads:
    """Where files wait until they are whole."""
    return Uploads(desk().archive.settings.intake / "uploads")


def order_of(shown: Shown, given: Any) -> Order:
    """How the files come, by the fields of the form.

    Raises:
        BadField: one of them cannot be understood.
        BadDate: the date is none.
    """
    told: dict[str, Any] = {name: field(given, name) or None for name in _FIELDS}
    level = field(given, "level") or Level.RESTRICTED.value
    if level not in [one.value for one in desk().audiences()]:
        raise BadField("level", level, "one of the words that the form offers")
    day = field(given, "received")
    received = DateValue(edtf=read_edtf(day).text) if day else None
    act = field(given, "act") or None
    if act is not None and act not in acts_of(shown):
        raise BadField("act", act, "one of the words that the form offers")
    return Order(
        incident=shown.view.id,
        act=act,
        level=Level(level),
        received=received,
        sees=desk().audience,
        **told,
    )


def acts_of(shown: Shown) -> list[str]:
    """The keys of the acts of an incident that the reader sees."""
    return [act["key"] for act in shown.view.content.get("acts", []) if "key" in act]


def field(given: Any, name: str) -> str:
    """A field of the form without space around it. Raises BadField if it is endless."""
    found = str(given.get(name, "")).strip()
    if len(found) > LONGEST_FIELD:
        raise BadField(name, f"{len(found):,} characters", f"at most {LONGEST_FIELD:,} characters")
    return found


def upload_of(shown: Shown) -> Upload:
    """The file that is being sent. Raises BadField."""
    name = plain_name(request.args.get("name"))
    if not name:
        raise BadField("name", "", "the name of a file")
    size = whole_number("size", LARGEST_FILE)
    version, sender = field(request.args, "modified"), desk().archive.person
    return Upload(shown.view.id, name, size, version, sender)


def whole_number(name: str, most: int) -> int:
    """A number from 0 in the address. Raises BadField."""
    found = request.args.get(name, "")
    if not re.fullmatch(r"[0-9]{1,15}", found) or int(found) > most:
        raise BadField(name, found, f"a whole number up to {most:,}")
    return int(found)


def plain_name(name: str | None) -> str:
    """The name below the folder that was chosen; of a path of somebody's machine the last part.

    Some browsers give such a path. Neither is ever used as a path here.
    """
    parts = re.split(r"[/\\]", name or "")
    is_path = "\\" in (name or "") or any(part in ("", ".", "..") for part in parts[:-1])
    plain = parts[-1][:255] if is_path else "/".join(parts)[:LONGEST_NAME]
    return written_name(plain.encode("utf-8", "replace"))


def take_in(found: Iterable[Found], order: Order) -> tuple[Added, ...]:
    """What became of each file, and of what lay in them."""
    archive = desk().archive
    with Describing(archive.blobs) as describing:
        return tuple(intake.add(archive, tuple(found), order, describing.describe_many))


def _page(ref: str, rows: tuple[Added, ...]) -> Response:
    shown = opened(ref)
    acts = acts_of(shown)
    return Response(
        render_template(
            "adding.html",
            label=shown.label,
            rows=rows,
            size=words.size,
            acts=acts,
            levels=[(one.value, words.label("access_levels", one)) for one in desk().audiences()],
            largest=words.size(LARGEST_FORM),
            piece_bytes=LARGEST_PIECE,
        )
    )
