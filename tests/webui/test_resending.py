"""What was typed while a session ended comes back in the page that says so, to our pages only."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from archive.accounts import granting, joining
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from schemas.vocabulary import vocabulary
from tests.archive.samples import appeal, record
from tests.webui.accounts import Browser
from tests.webui.forms import _Fields
from tests.webui.pages.test_sign_in import CHEAP, cheap
from tests.webui.reading import Page, dangers
from webui.application import create_app

PASSWORD = "a lamp in every window"
HERE = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
"""As a browser sends it: our pages name no referrer, and so no origin either."""
TYPED = "</textarea><script>alert(1)</script> & a long answer"


@pytest.fixture
def vera(archive: Archive) -> Browser:
    record(archive, appeal("plea", title="A plea"))
    joining.set_password(archive, CHEAP, "Vera", PASSWORD)
    boris = granting.let_in(archive, "Boris", Standing(Role.RECORDER, Level.RESTRICTED))
    joining.set_password(archive, CHEAP, "Boris", PASSWORD)
    one = Browser(cheap(create_app(archive.working_as(boris.id))).test_client())
    one.sign_in("Boris", PASSWORD)
    return one


def typed(client: FlaskClient) -> dict[str, str]:
    forms = _Fields(client.get("/appeal/plea/answer").text).forms
    token = next(one["csrf_token"] for one in forms if "impact" in one)
    return {"csrf_token": token, "kind": vocabulary("responses").offered()[0], "text": TYPED}


def test_an_answer_typed_while_the_session_ended_is_sent_again(vera: Browser) -> None:
    given = typed(vera.client)
    vera.client.delete_cookie("khronika-session")
    refused = vera.client.post("/appeal/plea/answer", data=given, headers=HERE)
    page = Page(refused)
    assert (page.status, dangers(page)) == (401, [])
    back = next(one for one in _Fields(refused.text).forms if "text" in one)
    assert back["text"] == TYPED
    assert back["csrf_token"]
    vera.sign_in("Boris", PASSWORD)
    taken = vera.client.post("/appeal/plea/answer", data=back, headers=HERE)
    assert taken.status_code == 303
    assert "a long answer" in Page(vera.get("/appeal/plea")).text


def test_a_form_whose_token_is_no_longer_good_is_sent_again(vera: Browser) -> None:
    given = {**typed(vera.client), "csrf_token": "of-yesterday"}
    refused = vera.client.post("/appeal/plea/answer", data=given, headers=HERE)
    assert refused.status_code == 400
    back = next(one for one in _Fields(refused.text).forms if "text" in one)
    assert vera.client.post("/appeal/plea/answer", data=back, headers=HERE).status_code == 303


@pytest.mark.parametrize("origin", [None, "http://elsewhere.example", "null"])
def test_no_other_site_has_its_form_given_back(vera: Browser, origin: str | None) -> None:
    given = {**typed(vera.client), "csrf_token": "of-another"}
    told = {"Origin": origin} if origin else {}
    refused = vera.client.post("/appeal/plea/answer", data=given, headers=told)
    assert refused.status_code == 400
    assert "a long answer" not in refused.text


def test_passwords_are_given_back_to_nobody(vera: Browser) -> None:
    given = {"csrf_token": "of-yesterday", "present": PASSWORD, "password": "x", "again": "y"}
    refused = vera.client.post("/account/password", data=given, headers=HERE)
    assert refused.status_code == 400
    assert PASSWORD not in refused.text


def test_a_sentence_in_english_says_so_on_a_page_in_arabic(vera: Browser) -> None:
    text = vera.client.get("/help/none", headers={"Accept-Language": "ar"}).text
    assert '<html lang="ar" dir="rtl"' in text
    assert '<p class="happened" dir="auto" lang="en">' in text
