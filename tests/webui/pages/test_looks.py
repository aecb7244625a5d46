"""Pages are light or dark as the reader chose, else as their system has it."""

from __future__ import annotations

import re

import pytest

from tests.webui.reading import Page


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_a_choice_is_kept_and_leads_back_to_its_page(client, chosen):
    answer = client.get(f"/look?look={chosen}&next=/about")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/about")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    page = Page(client.get("/about"))
    assert page.all("html")[0]["data-look"] == chosen
    sheets = [attrs["href"].partition("?")[0] for attrs in page.all("link")]
    assert ("/static/dark.css" in sheets) is (chosen == "dark")
    client.get("/look?look=&next=/about")
    assert "data-look" not in Page(client.get("/about")).all("html")[0]


def test_what_is_no_look_is_refused_and_no_other_site_is_led_to(client):
    assert client.get("/look?look=loud").status_code == 400
    assert client.get("/look?look=dark&next=https://example.org/").status_code == 400
    client.set_cookie("khronika-look", "loud")
    assert "data-look" not in Page(client.get("/about")).all("html")[0]


def test_dark_is_the_same_dark_however_it_was_asked_for(client):
    colours = []
    for name in ("khronika.css", "dark.css"):
        with client.get(f"/static/{name}") as answer:
            text = answer.get_data(as_text=True)
        block = text.partition(":root:not" if name == "khronika.css" else "dark;")[2]
        colours.append(re.findall(r"--[\w-]+: #\w+", block.partition("}")[0]))
    assert colours[0] == colours[1]
    assert len(colours[0]) == 11
