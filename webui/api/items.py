"""Items for programs: files sent in pieces, originals, custody.

What is known of an item is its record. Files come as they do from the pages: a piece goes where the
last one ended, or nowhere, and the file is taken in with its last one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, BinaryIO, Final, cast

from flask import request
from flask.typing import ResponseReturnValue

from archive import intake, lookup, opening
from archive.chain.questions import chain_of
from archive.chain.receipts import receipt_for_item
from archive.cli.custody_commands import chain_json
from archive.errors import UnknownRecord
from archive.intake import Found
from archive.intake.outcome import REFUSED
from archive.intake.uploads import Upload
from webui.api import answers
from webui.api.asking import query
from webui.api.contract import BYTES, TEXT, Answer, Body, Header, address
from webui.api.errors import WrongMedia
from webui.api.questions import FileAsked, PieceAsked
from webui.api.sending import as_json, as_text
from webui.desk import desk
from webui.headers import as_file
from webui.pages.adding import LARGEST_PIECE, opened, order_of, plain_name, take_in, uploads
from webui.pages.item import saved

OK, CREATED, NOT_FOUND = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NOT_FOUND
RANGE: Final = Header("Range", "A part of the file (RFC 9110, section 14.2).")


@address(
    "GET",
    "/items/<ref>/original",
    Answer(OK, "The bytes as they were handed over.", Body(None, BYTES)),
    Answer(HTTPStatus.PARTIAL_CONTENT, "The part that was asked for.", Body(None, BYTES)),
    headers=(RANGE,),
    refuses=(NOT_FOUND, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
)
def item_original(ref: str) -> ResponseReturnValue:
    """The file of an item, for those who may have it. That it was opened is entered in the log."""
    found = opening.open_item(desk().archive, ref, desk().audience)
    answer = as_file(saved(found))
    # What a program makes of bytes is not to depend on what the bytes look like.
    answer.headers["Content-Type"] = BYTES
    return answer


@address(
    "GET",
    "/items/<ref>/custody",
    Answer(OK, "The six questions with the entries that answer them.", Body(answers.Custody)),
    refuses=(NOT_FOUND,),
)
def item_custody(ref: str) -> ResponseReturnValue:
    """Through whose hands an item went, who opened it, what was made of it, who checked it."""
    _item(ref)
    return as_json(chain_json(chain_of(desk().archive, ref, desk().audience)))


@address(
    "GET",
    "/items/<ref>/receipt",
    Answer(OK, "The receipt as a file that can be checked alone.", Body(None, TEXT)),
    refuses=(NOT_FOUND,),
)
def item_receipt(ref: str) -> ResponseReturnValue:
    """The receipt of the entry by which an item came (C2SP tlog-proof)."""
    return as_text(receipt_for_item(desk().archive, ref, desk().audience).text)


def _item(ref: str) -> None:
    """See that there is such an item. Raises UnknownRecord."""
    if lookup.alone(desk().archive, ref, desk().audience)[0].type != "item":
        raise UnknownRecord(ref)


@address(
    "GET",
    "/incidents/<ref>/files",
    Answer(OK, "Where the next piece begins.", Body(answers.Progress)),
    query=FileAsked,
    refuses=(NOT_FOUND,),
)
def file_progress(ref: str) -> ResponseReturnValue:
    """How much of a file has come so far."""
    return as_json({"offset": uploads().come_so_far(_upload(ref, query(FileAsked)))})


@address(
    "POST",
    "/incidents/<ref>/files",
    Answer(OK, "The piece is here; more is to come.", Body(answers.Progress)),
    Answer(CREATED, "All of it is here, and was taken in.", Body(answers.Progress)),
    query=PieceAsked,
    takes=Body(None, BYTES),
    refuses=(
        NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ),
    largest=LARGEST_PIECE,
)
def send_file_piece(ref: str) -> ResponseReturnValue:
    """Send a file, or a piece of it that begins where the last one ended, as evidence."""
    asked = query(PieceAsked)
    if request.mimetype != BYTES:
        raise WrongMedia(BYTES, request.mimetype)
    upload, parts = _upload(ref, asked), uploads()
    order = order_of(opened(ref), _plain(asked))
    here = parts.come_so_far(upload)
    if upload.size:
        here = parts.append(upload, asked.offset, cast(BinaryIO, request.stream))
    if here < upload.size:
        return as_json({"offset": here})
    rows = take_in([Found(parts.whole(upload), upload.name, sent=True)], order)
    if rows[0].outcome != REFUSED:  # else it waits for another try
        parts.remove(upload)
    return as_json({"offset": here, "files": [_row(row) for row in rows]}, CREATED)


def _row(row: intake.Added) -> dict[str, Any]:
    return row.to_json()


def _plain(asked: PieceAsked) -> dict[str, str]:
    return {key: str(value) for key, value in asked.model_dump(mode="json").items()}


def _upload(ref: str, asked: FileAsked) -> Upload:
    """The file that is being sent, for an incident to which the reader may add."""
    name = plain_name(asked.name) or "file"
    matter, sender = opened(ref).view.id, desk().archive.person
    return Upload(matter, name, asked.size, asked.modified, sender)
