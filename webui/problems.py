"""What goes wrong, told in one place: what happened, that nothing was lost, what to do.

A record that is not here and one that this reader may not see get the same answer, word for word.
Programs get the same as JSON (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import (
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from archive.accounts.errors import TooManyAttempts
from archive.errors import BadField as NoSuchField
from archive.errors import (
    BadReference,
    Conflict,
    ExternalIdTaken,
    InputRefusedError,
    NotAllowedError,
    NotFoundError,
    RefTaken,
    UnavailableError,
)
from archive.exchange.errors import BadBundle, IdTaken, NewerBundle
from archive.intake.errors import UploadElsewhere, UploadTooLarge
from evidence.errors import EvidenceError, NoRoom, Unreachable, UnwritableStore
from schemas.errors import SchemaError
from schemas.records import BadRecord
from schemas.shape import Json
from webui.api.errors import (
    BadBody,
    BadParameter,
    NoCondition,
    OtherState,
    TooFast,
    WrongMedia,
)
from webui.errors import (
    BadField,
    DoorsShut,
    FromElsewhere,
    NeedsSecondFactor,
    NoPacket,
    NoPicture,
    NotOpenToReader,
    NotSignedIn,
    WrongHost,
)
from webui.language import _, marked
from webui.refusals import in_page_language
from webui.resending import given_back

API = "/api/"
"""How addresses for programs begin."""
STATUS: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (TooManyAttempts, HTTPStatus.TOO_MANY_REQUESTS),
    (TooFast, HTTPStatus.TOO_MANY_REQUESTS),
    (BadRecord, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadBody, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadReference, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoSuchField, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Conflict, HTTPStatus.CONFLICT),
    (RefTaken, HTTPStatus.CONFLICT),
    (ExternalIdTaken, HTTPStatus.CONFLICT),
    (UploadElsewhere, HTTPStatus.CONFLICT),
    (IdTaken, HTTPStatus.CONFLICT),
    (BadBundle, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NewerBundle, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UploadTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (SchemaError, HTTPStatus.BAD_REQUEST),
    (InputRefusedError, HTTPStatus.BAD_REQUEST),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (NotAllowedError, HTTPStatus.FORBIDDEN),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
    (NoRoom, HTTPStatus.SERVICE_UNAVAILABLE),
    (UnwritableStore, HTTPStatus.SERVICE_UNAVAILABLE),
    (Unreachable, HTTPStatus.SERVICE_UNAVAILABLE),
    (EvidenceError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (WrongHost, HTTPStatus.MISDIRECTED_REQUEST),
    (FromElsewhere, HTTPStatus.FORBIDDEN),
    (BadField, HTTPStatus.BAD_REQUEST),
    (DoorsShut, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (NeedsSecondFactor, HTTPStatus.FORBIDDEN),
    (NotOpenToReader, HTTPStatus.FORBIDDEN),
    (NoPicture, HTTPStatus.NOT_FOUND),
    (NoPacket, HTTPStatus.NOT_FOUND),
    (BadParameter, HTTPStatus.BAD_REQUEST),
    (WrongMedia, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (NoCondition, HTTPStatus.PRECONDITION_REQUIRED),
    (OtherState, HTTPStatus.PRECONDITION_FAILED),
)
"""HTTP status of every family of errors; the first that fits."""

WHAT: dict[int, tuple[str, str]] = {
    400: (
        marked("This request cannot be understood"),
        marked("Go back, correct what is named above, and try again."),
    ),
    401: (
        marked("Please sign in"),
        marked("If you were writing, sign in in another tab, then go back here and send it again."),
    ),
    403: (
        marked("This is not open to you here"),
        marked("Ask the keeper of the archive if you need it."),
    ),
    404: (
        marked("There is nothing here that you may see"),
        marked("Check the address, or look for it with the search."),
    ),
    405: (
        marked("This page cannot be used like that"),
        marked("Go back and use the links and forms of the pages."),
    ),
    409: (
        marked("Something else is there already"),
        marked("Look at what is there now, and then decide."),
    ),
    412: (
        marked("Somebody was faster"),
        marked("Load it again, make your change there, and send it again."),
    ),
    413: (
        marked("That is too much for one form"),
        marked("Go back, send less, and try again."),
    ),
    415: (
        marked("This address takes another kind of file"),
        marked("Send it with the media type that is named above."),
    ),
    416: (
        marked("The file has no such part"),
        marked("Save the whole file instead."),
    ),
    421: (
        marked("This archive does not go by that name"),
        marked("Use the address that `khronika serve` printed."),
    ),
    422: (
        marked("This record has faults"),
        marked("Correct the fields that are named above, and try again."),
    ),
    428: (
        marked("It is not said what was changed"),
        marked("Load it again, and send its ETag with the change."),
    ),
    429: (
        marked("Too many attempts"),
        marked("Wait as long as is said above. If it was not you, tell the keeper of the archive."),
    ),
    503: (marked("The archive is busy"), marked("Wait a moment, then load this page again.")),
}
"""Title and advice by status."""
REFUSED = (
    marked("This request was not served"),
    marked("Go back, and try again from a page of the archive."),
)
"""Title and advice for what is wrong with a request, and has no words of its own."""
UNEXPECTED = (
    marked("Something went wrong inside"),
    marked("Load the page again. If it happens again, run `khronika verify`."),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for people."""

    status: int
    title: str
    happened: str
    advice: str
    in_english: bool = True
    """Whether what happened is said in English, whatever the language of the page."""
    for_support: str = ""
    """The same in English, where the page says it in another language."""


def status_of(error: Exception) -> int:
    """The HTTP status of one of our errors; 500 for what nobody expected."""
    for family, status in STATUS:
        if isinstance(error, family):
            return int(status)
    return 500


def problem(error: Exception) -> Problem:
    """`error` in words. What nobody expected is not described: it may hold what is withheld."""
    if isinstance(error, HTTPException):
        code = error.code or 500
        hidden = code == HTTPStatus.INTERNAL_SERVER_ERROR
        if hidden:
            cause = _("The cause is in the log of the program.")
            return replace(_told(code, cause), in_english=False)
        return _in_page_language(error, _told(code, error.description or error.name))
    return _in_page_language(error, _told(status_of(error), str(error)))


def _in_page_language(error: Exception, told: Problem) -> Problem:
    if (happened := in_page_language(error)) is None:
        return told
    return replace(told, happened=happened, in_english=False, for_support=told.happened)


def _told(status: int, happened: str) -> Problem:
    title, advice = WHAT.get(status, REFUSED if status < 500 else UNEXPECTED)
    return Problem(status, _(title), happened, _(advice))


def answer(error: Exception) -> Response:
    """The page, or the JSON, that says what went wrong; or the page that puts it right."""
    told = problem(error)
    for_programs = _asks_a_program()
    if isinstance(error, NotSignedIn) and request.method == "GET" and not for_programs:
        there = url_for("sign_in.form", next=request.full_path.rstrip("?"))
        return make_response(redirect(there, HTTPStatus.SEE_OTHER))
    if isinstance(error, DoorsShut) and not for_programs:
        return make_response(redirect(url_for("doors.form"), HTTPStatus.SEE_OTHER))
    if isinstance(error, NeedsSecondFactor) and not for_programs:
        return make_response(redirect(url_for("account.second_factor_form"), HTTPStatus.SEE_OTHER))
    if for_programs:
        response = jsonify(for_machines(error, told))
        response.mimetype = "application/problem+json"
    else:
        page = render_template("problem.html", problem=told, sent=given_back(error))
        response = make_response(page)
    response.status_code = told.status
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = 'Bearer realm="khronika"'
    if isinstance(error, TooManyAttempts | TooFast):
        response.headers["Retry-After"] = str(error.seconds)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _asks_a_program() -> bool:
    ending = request.path.endswith(("json", ".csv"))
    return ending or request.path.startswith(API) or "Authorization" in request.headers


def for_machines(error: Exception, told: Problem) -> dict[str, Json]:
    """What went wrong as the members of RFC 9457, section 3.1, and some of our own.

    The name of an error is the same in all languages; of what nobody expected it is not told.
    """
    ours = not isinstance(error, HTTPException) and told.status != HTTPStatus.INTERNAL_SERVER_ERROR
    said: dict[str, Json] = {
        "type": "about:blank",
        "title": told.title,
        "status": told.status,
        "detail": told.happened,
        "error": type(error).__name__ if ours else HTTPStatus(told.status).phrase.replace(" ", ""),
    }
    if isinstance(error, BadRecord | BadBody):
        said["faults"] = [{"path": path, "message": what} for path, what in error.faults]
    if isinstance(error, UploadElsewhere):
        said["offset"] = error.expected
    return said


def register(app: Flask) -> None:
    """Let every error end here."""
    for family, _status in STATUS:
        app.register_error_handler(family, answer)
    app.register_error_handler(HTTPException, answer)
