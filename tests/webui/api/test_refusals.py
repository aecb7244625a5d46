"""Refusals are JSON of RFC 9457, and say nothing to whom it is not for."""

from __future__ import annotations

import pytest

from tests.webui.accounts import browser
from tests.webui.pages.test_sign_in import app, clock, house, settled  # noqa: F401 - fixtures

MEMBERS = {"type", "title", "status", "detail", "error"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/records/none", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/api/v1/records/none", 405),
        ("GET", "/api/v1/records?limit=x", 400),
    ],
)
def test_every_refusal_has_the_same_members(client, method, path, status):
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert set(answer.get_json()) == MEMBERS
    assert answer.get_json()["status"] == status


def test_a_method_that_is_not_there_names_those_that_are(client):
    allowed = client.delete("/api/v1/records/none").headers["Allow"]
    assert allowed == "GET, HEAD, OPTIONS, PUT"


def test_the_name_of_an_error_is_the_same_in_all_languages(client):
    asked = {"Accept-Language": "ru"}
    told = client.get("/api/v1/records/none", headers=asked).get_json()
    assert told["error"] == client.get("/api/v1/records/none").get_json()["error"]


def test_what_nobody_expected_is_not_described(client):
    client.application.view_functions["api.log_state"] = lambda: 1 / 0
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    told = client.get("/api/v1/log").get_json()
    assert (told["status"], told["error"]) == (500, "InternalServerError")
    assert "division" not in str(told)


def test_a_page_of_another_site_changes_nothing(client):
    # Danger: a browser sends the session along with whatever any page makes it send.
    answer = client.post("/api/v1/records", json={"type": "incident", "title": "x"})
    assert answer.status_code == 400
    assert "CSRF" in answer.get_json()["detail"]


def test_strangers_are_told_to_sign_in_and_nothing_else(app):  # noqa: F811
    client = app.test_client()
    for path in ("/records", "/records/I1", "/records/none", "/log", "/vocabularies", "/me"):
        answer = client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.get_json()["error"]) == (401, "NotSignedIn")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_asks_as_its_person(app):  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    assert amina.get("/api/v1/me").get_json()["name"] == "Amina"
    assert amina.get("/api/v1/records/I2").status_code == 404
