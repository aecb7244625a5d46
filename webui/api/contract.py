"""What each address of the API promises: what it asks, takes and answers, and how it refuses.

Every view says it where it is written, and the description (`webui.api.openapi`) is made of that
alone. A refusal that is not promised here is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from schemas.shape import Shape

View = Callable[..., ResponseReturnValue]

blueprint: Final = Blueprint("api", __name__, url_prefix="/api/v1")
JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"
TEXT: Final = "text/plain"
ALWAYS: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""How any address may refuse."""
ETAG: Final = "Names this state of the record, as this reader sees it (RFC 9110, section 8.8.3)."


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent in a request or an answer."""

    schema: type[Shape] | str | None
    """Its shape, or the name of a schema of records; None: bytes or plain text."""
    media: str = JSON
    many: bool = False
    """Whether it is a list of them."""
    or_many: bool = False
    """Whether it may be one, or a list of them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One way in which an address answers."""

    status: HTTPStatus
    what: str
    body: Body | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """What each header of it says."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that an address asks for."""

    name: str
    what: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """One address with one method."""

    method: str
    rule: str
    """As Flask writes it, below /api/v1."""
    name: str
    """Of its view; the endpoint is `api.name`."""
    what: str
    answers: tuple[Answer, ...]
    query: type[Shape] | None = None
    """What may stand behind the question mark."""
    headers: tuple[Header, ...] = ()
    takes: Body | None = None
    refuses: tuple[HTTPStatus, ...] = ()
    """Beside `ALWAYS`."""
    largest: int | None = None
    """Bytes that may be sent; None: as many as in a form."""

    @property
    def endpoint(self) -> str:
        """Its name for Flask and for the policy."""
        return f"api.{self.name}"


ADDRESSES: Final[dict[str, Address]] = {}
"""All of them by endpoint, once `webui.api.addresses` has been imported."""


def address(method: str, rule: str, *answers: Answer, **promised: Any) -> Callable[[View], View]:
    """Put a view at an address of the API, with what it promises (fields of `Address`)."""

    def put(view: View) -> View:
        what = (view.__doc__ or "").partition("\n")[0]
        made = Address(method, rule, view.__name__, what, answers, **promised)
        ADDRESSES[made.endpoint] = made
        blueprint.add_url_rule(rule, made.name, view, methods=[method])
        return view

    return put
