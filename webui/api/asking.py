"""Reading what a program asks and sends into shapes, or saying what is wrong with it."""

from __future__ import annotations

from typing import Any, TypeVar, get_origin

from flask import request
from pydantic import ValidationError

from archive.errors import Unreadable
from schemas.pointer import join
from schemas.shape import Shape
from webui.api.contract import JSON
from webui.api.errors import BadBody, BadParameter, WrongMedia

Some = TypeVar("Some", bound=Shape)


def query(shape: type[Some]) -> Some:
    """What stands behind the question mark, each name once unless it is a list.

    Raises:
        BadParameter: a name is not known, stands there twice, or has a value that it cannot have.
    """
    lists = {
        field.alias or name
        for name, field in shape.model_fields.items()
        if get_origin(field.annotation) is tuple
    }
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if name not in lists and len(values) > 1:
            raise BadParameter(name, "it stands there more than once")
        given[name] = values if name in lists else values[0]
    try:
        return shape.model_validate(given, strict=False)  # all of it is text: "20" is a number
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadParameter(str(first["loc"][0]) if first["loc"] else "it", first["msg"]) from error


def body(shape: type[Some]) -> Some:
    """What was sent as JSON.

    Raises:
        WrongMedia: it is of another media type.
        Unreadable: it is no JSON.
        BadBody: it has another shape; carries each fault with its JSON Pointer.
    """
    sent = json_bytes()
    try:
        return shape.model_validate_json(sent)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if found[0]["type"] == "json_invalid":
            raise Unreadable("the body", found[0]["msg"]) from error
        faults = tuple((join(map(str, one["loc"])), one["msg"]) for one in found)
        raise BadBody(faults) from error


def json_bytes() -> bytes:
    """The bytes of a body of JSON. Raises WrongMedia."""
    if request.mimetype != JSON:
        raise WrongMedia(JSON, request.mimetype)
    return request.get_data(cache=False)
