"""The description of the API in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1).

Made of what each view promises and of the shapes; `python -m webui.api.openapi > docs/openapi.json`
writes it, and a test fails when the committed file is not what the program does today.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final

from archive.accounts.tokens import OPENS
from archive.policy import RULES, Operation
from schemas.json_schema import DIALECT, plain, record_schema
from schemas.records import RECORD_TYPES
from schemas.shape import Shape
from webui.api import answers
from webui.api.addresses import ADDRESSES, blueprint
from webui.api.contract import ALWAYS, TEXT, Address, Answer, Body, Header
from webui.operations import OPERATIONS

REFS: Final = "#/components/schemas/"
PROBLEM_JSON: Final = "application/problem+json"
_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
_PATH_WORDS: Final = {
    "ref": "Ref or id of the record.",
    "name": "The name that an earlier answer gave.",
    "number": "The number that an earlier answer gave.",
}
ABOUT: Final = """\
Records, evidence and proofs of one archive, as the one who asks may see them. Send a token
(`khronika token new`) as `Authorization: Bearer TOKEN`; a page of the archive itself sends its
session, and the secret of `/me` in `X-CSRFToken` with whatever changes something. Every error is
JSON of RFC 9457, and after an error nothing was lost or changed. See docs/api.md."""
_STATUS_WORDS: Final = {
    HTTPStatus.BAD_REQUEST: "What is asked cannot be understood.",
    HTTPStatus.UNAUTHORIZED: "Nobody is known to ask, or the token has ended.",
    HTTPStatus.FORBIDDEN: "It is not open to who asks.",
    HTTPStatus.NOT_FOUND: "There is nothing here that who asks may see.",
    HTTPStatus.CONFLICT: "What is there already stands against it.",
    HTTPStatus.PRECONDITION_FAILED: "Somebody has revised the record in the meantime.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More is sent than this address takes.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is of another media type.",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "The file has no such part.",
    HTTPStatus.MISDIRECTED_REQUEST: "The archive does not go by the name that was asked for.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The body has faults; each is named.",
    HTTPStatus.PRECONDITION_REQUIRED: "It is not said which state was changed.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much is asked at once; Retry-After says how long to wait.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        "Address and headers are longer than 32 KiB; said in plain text, before anything is read."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: "The archive is busy or its disk is full; try again.",
}


@cache
def description() -> dict[str, Any]:
    """The whole description."""
    schemas = _record_schemas()
    paths: dict[str, dict[str, Any]] = {}
    for one in sorted(ADDRESSES.values(), key=lambda one: (one.rule, one.method)):
        path = _VARIABLE.sub(r"{\1}", one.rule)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, schemas)
    schemas |= {"Problem": _schema_of(answers.Problem, schemas)}
    return {
        "openapi": "3.1.1",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Khronika",
            "version": version("khronika"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": str(blueprint.url_prefix)}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": _problems(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "khronika-session"},
            },
        },
    }


def _record_schemas() -> dict[str, Any]:
    """The shapes of records, and a record of any type, as it is sent and as it is seen."""
    made = json.loads(json.dumps(record_schema()["$defs"]).replace('"#/$defs/', f'"{REFS}'))
    found: dict[str, Any] = dict(made)
    kinds = {code: f"{REFS}{shape.__name__}" for code, shape in RECORD_TYPES.items()}
    found["Record"] = {
        "description": "A record of any type.",
        "oneOf": [{"$ref": kind} for kind in kinds.values()],
        "discriminator": {"propertyName": "type", "mapping": kinds},
    }
    found["RecordAsSeen"] = {
        "description": "The fields of a record that who asks may see; others are missing.",
        "type": "object",
        "required": ["id", "ref", "type"],
        "properties": {
            "id": {"type": "string"},
            "ref": {"type": "string"},
            "type": {"enum": list(kinds)},
        },
    }
    found["Description"] = {"description": "OpenAPI 3.1.", "type": "object"}
    return found


def _operation(one: Address, schemas: dict[str, Any]) -> dict[str, Any]:
    operation = OPERATIONS[one.endpoint]
    asked = [_in_path(name) for name in _VARIABLE.findall(one.rule)]
    asked += _in_query(one.query) if one.query else []
    asked += [_in_header(header) for header in one.headers]
    answered = {str(int(answer.status)): _answer(answer, schemas) for answer in one.answers}
    for status in sorted({*ALWAYS, *one.refuses}):
        answered[str(int(status))] = {"$ref": f"#/components/responses/{status.name}"}
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.what,
        "description": _open_to(operation),
        "tags": [one.rule.split("/")[1]],
        "parameters": asked,
        "responses": dict(sorted(answered.items())),
    }
    if one.takes is not None:
        content = {one.takes.media: {"schema": _body(one.takes, schemas)}}
        made["requestBody"] = {"required": True, "content": content}
    if operation is Operation.ENTER:
        made["security"] = []
    return made


def _open_to(operation: Operation) -> str:
    """Whose task it is, and which scopes of a token hold it."""
    scopes = sorted(scope.value for scope, some in OPENS.items() if operation in some)
    token = f" Scopes of a token: {', '.join(scopes)}." if scopes else ""
    return f"For those whose task it is to {RULES[operation].what}.{token}"


def _in_path(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _PATH_WORDS[name],
        "schema": {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
    }


def _in_query(shape: type[Shape]) -> list[dict[str, Any]]:
    """The fields of a shape as parameters behind the question mark."""
    made = _inline(shape)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in made.get("required", []),
            "description": schema.pop("description", ""),
            "schema": schema,
        }
        for name, schema in made["properties"].items()
    ]


def _in_header(header: Header) -> dict[str, Any]:
    return {
        "name": header.name,
        "in": "header",
        "required": header.required,
        "description": header.what,
        "schema": {"type": "string"},
    }


def _answer(answer: Answer, schemas: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"description": answer.what}
    if answer.headers:
        said["headers"] = {
            name: {"description": what, "schema": {"type": "string"}}
            for name, what in answer.headers.items()
        }
    if answer.body is not None:
        said["content"] = {answer.body.media: {"schema": _body(answer.body, schemas)}}
    return said


def _body(body: Body, schemas: dict[str, Any]) -> dict[str, Any]:
    if body.schema is None:
        return {} if body.media != "text/plain" else {"type": "string"}
    if isinstance(body.schema, str):
        one: dict[str, Any] = {"$ref": f"{REFS}{body.schema}"}
    else:
        schemas[body.schema.__name__] = _schema_of(body.schema, schemas)
        one = {"$ref": f"{REFS}{body.schema.__name__}"}
    many = {"type": "array", "items": one}
    if body.or_many:
        return {"anyOf": [one, {**many, "minItems": 1}]}
    return many if body.many else one


def _schema_of(shape: type[Shape], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema of a shape; the shapes inside it go to `schemas`."""
    made = shape.model_json_schema(ref_template=REFS + "{model}")
    schemas.update({name: _without_titles(one) for name, one in made.pop("$defs", {}).items()})
    return dict(_without_titles(made))


def _inline(shape: type[Shape]) -> dict[str, Any]:
    """The schema of a shape with what is inside it in place; what is not stated is not there."""
    made = plain(shape.model_json_schema(ref_template="{model}"))
    inner = made.pop("$defs", {})
    for name, schema in made["properties"].items():
        if "$ref" in schema:
            made["properties"][name] = {**inner[schema.pop("$ref")], **schema}
    return dict(made)


def _without_titles(schema: Any) -> Any:
    """A schema without the titles that are made of names of fields. Null stays where it is said."""
    if isinstance(schema, list):
        return [_without_titles(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _without_titles(one) for name, one in value.items()}
        if key == "properties"
        else _without_titles(value)
        for key, value in schema.items()
        if key != "title"
    }


def _problems() -> dict[str, Any]:
    """How an address refuses, by the name of the status."""
    content = {PROBLEM_JSON: {"schema": {"$ref": f"{REFS}Problem"}}}
    found: dict[str, Any] = {}
    for status, words in _STATUS_WORDS.items():
        found[status.name] = {"description": words, "content": content}
    too_long = found[HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.name]
    too_long["content"] = {TEXT: {"schema": {"type": "string"}}}
    for status, header in (
        (HTTPStatus.TOO_MANY_REQUESTS, "Retry-After"),
        (HTTPStatus.UNAUTHORIZED, "WWW-Authenticate"),
    ):
        found[status.name]["headers"] = {header: {"schema": {"type": "string"}}}
    return found


def text() -> str:
    """The description as the committed file holds it, ending in a newline."""
    return json.dumps(description(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(text().encode())
