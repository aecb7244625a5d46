"""The quick check says what it read, on what trust, and what it does not prove."""

from __future__ import annotations

from archive.disclosure import PUBLIC, RESTRICTED
from tests.webui.reading import Page


def test_a_sound_archive_is_called_so_and_no_more(reader):
    page = Page(reader().get("/verify"))
    assert "Nothing is wrong in what was read." in page.text
    assert "The files themselves are not read here" in page.text
    assert "integrity is not origin" in page.text


def test_others_are_not_shown_what_a_finding_might_name(reader):
    for audience in (PUBLIC, RESTRICTED):
        answer = reader(audience).get("/verify")
        assert answer.status_code == 403
        assert b"/verify" not in reader(audience).get("/").data
