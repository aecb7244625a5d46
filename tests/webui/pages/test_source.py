"""A source shows its words with the cited passages marked."""

from __future__ import annotations

from tests.webui.reading import Page


def test_cited_passages_are_marked_and_lead_to_the_records(reader):
    page = Page(reader().get("/source/note"))
    assert len(page.all("mark")) > 20
    assert "/incident/I1a" in page.links()
    assert "not found in the text kept here" not in page.text


def test_each_citation_is_listed_with_its_field(reader):
    page = Page(reader().get("/source/note"))
    assert "What it is cited for" in page.text
    assert "act 1, victim 1" in page.text
