"""An appeal shows its demands, its addressees, its deadline and what came back."""

from __future__ import annotations

from tests.webui.reading import Page


def test_an_appeal_shows_demands_addressees_and_deadline(reader):
    page = Page(reader().get("/appeal/N2"))
    assert {"/actor/bastrykin", "/actor/chaika", "/incident/I3"} <= set(page.links())
    assert "28 January 2015" in page.text
    assert "What is asked for" in page.text
    assert "Responses" in page.text
