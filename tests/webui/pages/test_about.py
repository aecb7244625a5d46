"""The page that explains the words."""

from __future__ import annotations

from tests.webui.reading import Page


def test_certainly_and_possibly_are_explained(reader):
    page = Page(reader().get("/about"))
    assert "whichever of its possible dates and places is the true one" in page.text
    assert "Apparently" in page.text
