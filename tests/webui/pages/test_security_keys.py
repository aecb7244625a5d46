"""Security keys in the browser: adding one, signing in with it, taking it away."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from archive.accounts import security_keys
from archive.founding import open_archive
from archive.workspace import Archive
from tests.webui.accounts import PASSWORDS, Browser, browser
from tests.webui.pages.test_sign_in import (  # noqa: F401 - fixtures
    app,
    cheap,
    clock,
    house,
    settled,
)
from tests.webui.reading import Page, dangers
from webui.application import create_app

pytest.importorskip("webauthn", reason="the extra webauthn is not installed")
from tests.archive.accounts.soft_key import SoftKey


def added(one: Browser, name: str = "Amina") -> tuple[SoftKey, list[str]]:
    """A key that somebody who has signed in adds, and the recovery codes that the page shows."""
    key = SoftKey("http://localhost")
    answer = key.made(one.get("/account/keys/challenge").get_json())
    given = {"name": "<b>ring</b>", "present": PASSWORDS[name], "answer": answer}
    page = one.fill_in("/account/keys", **given).get_data(as_text=True)
    return key, re.findall(r"[A-Z2-9]{6}(?:-[A-Z2-9]{6}){3}", page)


def test_a_key_opens_what_a_password_alone_does_not(app: Flask) -> None:  # noqa: F811
    vera = browser(app)
    vera.sign_in("Vera")
    assert vera.get("/").headers["Location"] == "/account/second-factor"
    key, codes = added(vera, "Vera")
    assert len(codes) == 10
    assert vera.get("/incident/I2").status_code == 200
    page = Page(vera.get("/account/keys"))
    assert "<b>ring</b>" in page.text
    assert dangers(page) == []
    other = browser(app)
    assert other.sign_in("Vera").status_code == 403
    asked = other.get("/sign-in/challenge").get_json()
    assert other.sign_in("Vera", answer=key.answer(asked)).status_code == 303
    assert other.get("/incident/I2").status_code == 200


def test_a_key_is_taken_away_by_who_knows_the_password(app: Flask) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    added(amina)
    text = amina.get("/account/keys").get_data(as_text=True)
    named = text.partition('name="key" value="')[2].partition('"')[0]
    taken = {"key": named, "present": "another one"}
    assert amina.fill_in("/account/keys", "/account/keys/remove", **taken).status_code == 400
    assert browser(app).sign_in("Amina").status_code == 403
    taken["present"] = PASSWORDS["Amina"]
    assert amina.fill_in("/account/keys", "/account/keys/remove", **taken).status_code == 303
    assert browser(app).sign_in("Amina").status_code == 303


def test_answers_that_are_none_are_refused_in_a_sentence(app: Flask) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    for answer in ("", "{}", '{"id":"<script>"}'):
        given = {"name": "ring", "present": PASSWORDS["Amina"], "answer": answer}
        refused = amina.fill_in("/account/keys", **given)
        assert refused.status_code == 400
        assert "no key was added" in refused.get_data(as_text=True)
        assert dangers(Page(refused)) == []


def test_a_page_that_was_opened_by_a_number_says_where_keys_answer(app: Flask) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    at = {"base_url": "http://127.0.0.1:8642"}
    client = app.test_client()
    assert "data-key" not in client.get("/sign-in", **at).get_data(as_text=True)
    assert client.get("/sign-in/challenge", **at).status_code == 400
    assert "data-key" in client.get("/sign-in").get_data(as_text=True)


def test_without_the_library_the_page_says_what_to_install(
    app: Flask,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    amina = browser(app)
    amina.sign_in("Amina")
    monkeypatch.setitem(__import__("sys").modules, "webauthn", None)
    monkeypatch.setattr(security_keys, "find_spec", lambda _name: None)
    assert "pip install 'khronika[webauthn]'" in Page(amina.get("/account/keys")).text
    refused = amina.get("/account/keys/challenge")
    assert refused.status_code == 503
    assert "khronika[webauthn]" in refused.get_data(as_text=True)
    assert "data-key" not in browser(app).get("/sign-in").get_data(as_text=True)


def test_a_form_that_was_open_before_a_restart_is_taken(app: Flask, house: Archive) -> None:  # noqa: F811
    # Danger: a caseworker who wrote for an hour would lose the text to a restart of the server.
    amina = browser(app)
    amina.sign_in("Amina")
    text = amina.get("/account").get_data(as_text=True)
    token = text.partition('name="csrf_token" value="')[2].partition('"')[0]
    again = open_archive(house.settings.folder, clock=house.clock)
    after = cheap(create_app(again)).test_client()
    for name in ("khronika", "khronika-session"):
        cookie = amina.client.get_cookie(name)
        assert cookie is not None
        after.set_cookie(name, cookie.value)
    assert after.post("/account/sessions/end", data={"csrf_token": token}).status_code == 303
    again.close()
