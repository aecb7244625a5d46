"""Answers of the API as bytes: JSON that names its state, so that it can be asked for again."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from flask import Response, json, request
from flask.typing import ResponseReturnValue

from archive.lookup import Shown
from schemas.shape import Json
from webui.api.contract import JSON, TEXT
from webui.api.errors import NoCondition, OtherState


def as_json(content: Json, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """`content` as JSON."""
    return Response(json.dumps(content), status, mimetype=JSON)


def as_text(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Plain text in UTF-8."""
    return Response(text, status, mimetype=TEXT)


def etag_of(shown: Shown) -> str:
    """The name of a record's state as one audience sees it.

    Two audiences that see different things get different names; and a change of what one of them
    does not see changes the number of the revision, which everybody sees.
    """
    said = json.dumps([shown.revision, shown.view.content], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def with_state(answer: Response, shown: Shown) -> ResponseReturnValue:
    """`answer` with the record's state; 304 without it for who has that state already."""
    answer.set_etag(etag_of(shown))
    return answer.make_conditional(request)


def require_state(shown: Shown) -> None:
    """See that a change was made from the state in which the record is (RFC 9110, section 13.1.1).

    Raises:
        NoCondition: the request does not say from which state. OtherState: it was another one.
    """
    if "If-Match" not in request.headers:
        raise NoCondition
    if not request.if_match.contains(etag_of(shown)):
        raise OtherState(shown.label.ref)
