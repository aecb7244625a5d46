"""A place shows what lies in it and what happened there."""

from __future__ import annotations

from tests.webui.reading import Page


def test_a_place_names_its_parent_and_its_incidents(reader):
    page = Page(reader().get("/place/grozny"))
    assert {"/place/chechnya", "/incident/I8", "/?place=grozny"} <= set(page.links())
    assert "Грозный" in page.text
