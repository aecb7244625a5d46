"""Each request is answered in the language of its own reader."""

from __future__ import annotations

import pytest

from tests.webui.reading import Page
from webui import language


def html(answer):
    (found,) = Page(answer).all("html")
    return found


@pytest.mark.parametrize(
    ("asked", "tag", "direction"),
    [
        ("ar-EG,ar;q=0.9,en;q=0.5", "ar", "rtl"),
        ("de, ru;q=0.8, en;q=0.2", "ru", "ltr"),
        ("fr-CA", "fr", "ltr"),
        ("de", "en", "ltr"),
        ("es;q=0, en;q=0.1", "en", "ltr"),
        ("\x7f;;q=,", "en", "ltr"),
        ("", "en", "ltr"),
    ],
)
def test_a_page_speaks_the_language_that_the_browser_asks_for(reader, asked, tag, direction):
    found = html(reader().get("/about", headers={"Accept-Language": asked}))
    assert (found["lang"], found["dir"]) == (tag, direction)


def test_words_of_vocabularies_and_dates_follow(reader):
    text = Page(reader().get("/incident/I8", headers={"Accept-Language": "ru"})).text
    assert "декабря 2014" in text


def test_a_choice_is_kept_and_stands_above_what_the_browser_asks(client):
    answer = client.get("/language?tag=ar&next=/about?a=1")
    assert (answer.status_code, answer.location) == (303, "/about?a=1")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert html(client.get("/about", headers={"Accept-Language": "ru"}))["lang"] == "ar"


@pytest.mark.parametrize("query", ["tag=xx", "tag=ar&next=//elsewhere.example/", "tag=../en", ""])
def test_other_languages_and_other_sites_are_refused(client, query):
    answer = client.get(f"/language?{query}")
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_cookie_that_somebody_wrote_themselves_is_no_language(client):
    client.set_cookie("khronika-language", "../../etc")
    assert html(client.get("/about"))["lang"] == "en"


def test_refusals_are_said_in_the_language_too(reader):
    wrong = reader().get("/about", headers={"Accept-Language": "fr", "Host": "elsewhere.example"})
    assert (wrong.status_code, html(wrong)["lang"]) == (421, "fr")


def test_after_a_request_english_is_spoken_again(reader):
    # Danger: what one thread says next would be in the language of whoever asked before.
    reader().get("/about", headers={"Accept-Language": "ar"})
    assert language.language() == "en"


def test_every_page_offers_the_languages_under_their_own_names(reader):
    page = Page(reader().get("/about"))
    offered = [one["value"] for one in page.all("option") if one.get("lang")]
    assert offered == ["en", "ru", "ar", "fr", "es"]
    assert "العربية" in page.text
