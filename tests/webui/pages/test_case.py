"""A case gathers incidents, exhibits and appeals."""

from __future__ import annotations

from tests.webui.reading import Page


def test_a_case_lists_its_incidents_with_their_dates(reader):
    page = Page(reader().get("/case/UA-2014"))
    assert len([link for link in page.links() if link.startswith("/incident/")]) == 10
    assert "between 5 December 2014 and 28 January 2015" in page.text
    assert {"/appeal/N1", "/appeal/N2"} <= set(page.links())
