"""Whole cases for other archives: bundles made and fetched, bundles sent and taken in.

A bundle is fetched in ranges and sent in pieces, so that a line that breaks costs one of them. What
is sent counts by the key of an archive that this one trusts, and by the token of who sends it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import BinaryIO, Final, cast

from flask import Response, request, send_file, url_for
from flask.typing import ResponseReturnValue

from archive.cli.exchanging import taken_json
from archive.disclosure.audience import read
from archive.exchange import taking, waiting_room
from archive.exchange.errors import BadBundle, IdTaken, NewerBundle
from archive.exchange.making import plan_bundle
from archive.intake.uploads import Upload
from webui.api.asking import body, query
from webui.api.contract import BYTES, Answer, Body, Header, address
from webui.api.errors import BadBody, WrongMedia
from webui.api.exchange_shapes import (
    BundleAsked,
    BundleMade,
    Incoming,
    IncomingAsked,
    IncomingPiece,
)
from webui.api.records import SENT
from webui.api.sending import as_json
from webui.desk import desk
from webui.headers import as_file

OK, CREATED, NOT_FOUND = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NOT_FOUND
RANGE: Final = Header("Range", "A part of the bundle (RFC 9110, section 14.2).")
LARGEST_PIECE: Final = 8 << 20
"""Bytes of a bundle in one request."""


@address(
    "POST",
    "/exchange/bundles",
    Answer(
        CREATED,
        "The bundle was made.",
        Body(BundleMade),
        {"Location": "Where it is fetched."},
    ),
    takes=Body(BundleAsked),
    refuses=(NOT_FOUND, *SENT),
)
def make_bundle() -> ResponseReturnValue:
    """Make a bundle of records for another archive. That they leave is entered in the log."""
    asked, here = body(BundleAsked), desk()
    audience = read(asked.audience) if asked.audience else here.audience
    if not here.audience.covers(audience):
        raise BadBody((("/audience", "expected no audience that sees more than you do"),))
    made = waiting_room.keep(
        here.archive, plan_bundle(here.archive, asked.of, audience=audience, to=asked.to)
    )
    said = {
        "digest": made.digest,
        "whole": made.whole,
        "records": made.records,
        "files": made.files,
        "size": made.size,
    }
    answer = as_json(said, CREATED)
    answer.headers["Location"] = url_for("api.fetch_bundle", name=made.digest)
    return answer


@address(
    "GET",
    "/exchange/bundles/<name>",
    Answer(OK, "The bundle.", Body(None, BYTES)),
    Answer(HTTPStatus.PARTIAL_CONTENT, "The part that was asked for.", Body(None, BYTES)),
    headers=(RANGE,),
    refuses=(NOT_FOUND, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
)
def fetch_bundle(name: str) -> ResponseReturnValue:
    """A bundle that was made for who asks, or a part of it."""
    path = waiting_room.kept(desk().archive, name)
    return as_file(send_file(path, BYTES, as_attachment=True, conditional=True, etag=name))


@address(
    "DELETE",
    "/exchange/bundles/<name>",
    Answer(HTTPStatus.NO_CONTENT, "It is gone."),
    refuses=(NOT_FOUND,),
)
def drop_bundle(name: str) -> ResponseReturnValue:
    """Forget a bundle that was fetched."""
    waiting_room.drop(desk().archive, name)
    return Response(status=HTTPStatus.NO_CONTENT)


@address(
    "GET",
    "/exchange/incoming",
    Answer(OK, "Where the next piece begins.", Body(Incoming)),
    query=IncomingAsked,
)
def bundle_progress() -> ResponseReturnValue:
    """How much of a bundle has come so far; and what became of it, if that was not heard."""
    upload = _upload(query(IncomingAsked))
    told = waiting_room.became(desk().archive.settings, upload)
    if told is not None:
        return as_json({"offset": upload.size, "taken": told})
    return as_json({"offset": _incoming().come_so_far(upload)})


@address(
    "POST",
    "/exchange/incoming",
    Answer(OK, "The piece is here; more is to come.", Body(Incoming)),
    Answer(CREATED, "All of it is here, and was taken in.", Body(Incoming)),
    query=IncomingPiece,
    takes=Body(None, BYTES),
    refuses=(NOT_FOUND, HTTPStatus.CONFLICT, *SENT),
    largest=LARGEST_PIECE,
)
def send_bundle_piece() -> ResponseReturnValue:
    """Send a piece of a bundle; with the last one all of it is checked and taken in, or nothing."""
    asked = query(IncomingPiece)
    if request.mimetype != BYTES:
        raise WrongMedia(BYTES, request.mimetype)
    upload, parts = _upload(asked), _incoming()
    told = waiting_room.became(desk().archive.settings, upload)
    if told is not None and asked.offset and not parts.come_so_far(upload):  # it is sent once more
        return as_json({"offset": upload.size, "taken": told}, CREATED)
    here = parts.append(upload, asked.offset, cast(BinaryIO, request.stream))
    if here < upload.size:
        return as_json({"offset": here})
    try:
        taken = taking.take(desk().archive, parts.whole(upload), name="what was sent")
    except (BadBundle, NewerBundle, IdTaken):
        parts.remove(upload)  # it will never be another one
        raise
    told = taken_json(taken)
    waiting_room.note_what_became(desk().archive.settings, upload, told)
    return as_json({"offset": here, "taken": told}, CREATED)


def _incoming() -> waiting_room.Uploads:
    return waiting_room.incoming(desk().archive.settings)


def _upload(asked: IncomingAsked) -> Upload:
    return Upload(desk().archive.person, asked.digest, asked.size)
