"""A program that asks the API, and sees that each answer is one that the description promises."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from webui.api.contract import ADDRESSES
from webui.api.openapi import description

ROOT = "/api/v1"


@dataclass
class Program:
    """Asks as whoever sits at the client, with the secret of forms that a page would send."""

    client: FlaskClient
    token: str = ""

    def ask(self, method: str, path: str, **given: Any) -> TestResponse:
        """An answer, which was promised."""
        headers = dict(given.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        elif method != "GET":
            headers["X-CSRFToken"] = self.client.get(f"{ROOT}/me").get_json()["csrf_token"]
        given.setdefault("buffered", True)  # or files would stay open
        answer = self.client.open(ROOT + path, method=method, headers=headers, **given)
        check_promised(self.client, method, path, answer)
        return answer

    def get(self, path: str, **given: Any) -> TestResponse:
        return self.ask("GET", path, **given)

    def post(self, path: str, **given: Any) -> TestResponse:
        return self.ask("POST", path, **given)

    def put(self, path: str, **given: Any) -> TestResponse:
        return self.ask("PUT", path, **given)


def check_promised(client: FlaskClient, method: str, path: str, answer: TestResponse) -> None:
    """See that the status, the media type and the body of an answer stand in the description."""
    adapter = client.application.url_map.bind("localhost")
    endpoint, _ = adapter.match(ROOT + path.partition("?")[0], method=method)
    address = ADDRESSES[endpoint]
    rule = address.rule.replace("<", "{").replace(">", "}")
    promised = description()["paths"][rule][method.lower()]["responses"]
    assert str(answer.status_code) in promised, (endpoint, answer.status_code, answer.text[:400])
    said = promised[str(answer.status_code)]
    if "$ref" in said:
        said = description()["components"]["responses"][said["$ref"].rpartition("/")[2]]
    content = said.get("content", {})
    if not content:
        assert not answer.data
        return
    assert answer.mimetype in content
    schema = content[answer.mimetype].get("schema", {})
    if answer.mimetype.endswith("json"):
        validator(endpoint, answer.status_code, answer.mimetype, repr(schema)).validate(
            answer.get_json()
        )


@cache
def validator(_endpoint: str, _status: int, _media: str, schema: str) -> Draft202012Validator:
    import ast

    whole = {**ast.literal_eval(schema), "components": description()["components"]}
    return Draft202012Validator(whole)
