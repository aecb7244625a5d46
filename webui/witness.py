"""The witness interface: other archives ask over HTTP that their newest head be signed.

C2SP tlog-witness (https://c2sp.org/tlog-witness), `add-checkpoint`, and nothing else: no page and
no record can be reached here, so that it may be opened to others where the pages are not. Who asks
needs no password: a request counts by the signature of a log that this archive was told to trust.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, request

from archive.errors import UnknownLog
from archive.witnessing import being
from archive.workspace import Archive
from evidence.errors import BadSignature, EvidenceError
from evidence.proof.errors import BadProof, WitnessSawAnother

LARGEST_REQUEST = 64 * 1024
"""Bytes; 63 hashes and a note with some signatures have about 5,000."""
SIZE = "text/x.tlog.size"


def create_witness_app(archive: Archive) -> Flask:
    """The interface of `archive` as a witness."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST

    @app.post("/add-checkpoint")
    def add_checkpoint() -> Response:
        """Our signature line, or why there is none."""
        try:
            line = being.cosign_request(archive, request.get_data().decode("utf-8"))
        except UnicodeDecodeError:
            return _refused(HTTPStatus.BAD_REQUEST, "expected UTF-8")
        except WitnessSawAnother as error:
            return Response(f"{error.size}\n", HTTPStatus.CONFLICT, content_type=SIZE)
        except (UnknownLog, EvidenceError) as error:
            return _refused(status_of(error), str(error))
        return Response(line, content_type="text/plain; charset=utf-8")

    return app


def status_of(error: UnknownLog | EvidenceError) -> HTTPStatus:
    """The status that the protocol gives to a refusal."""
    match error:
        case UnknownLog():
            return HTTPStatus.NOT_FOUND
        case BadSignature():
            return HTTPStatus.FORBIDDEN
        case BadProof():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case _:
            return HTTPStatus.BAD_REQUEST


def _refused(status: HTTPStatus, why: str) -> Response:
    return Response(f"{why}\n", status, content_type="text/plain; charset=utf-8")
