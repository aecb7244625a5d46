"""Every revision stays readable, field by field."""

from __future__ import annotations

from contextlib import closing

import pytest

from archive.disclosure import PUBLIC
from archive.exchange import partners
from archive.founding import found_archive, open_archive
from tests.archive.exchange.bundles import key_of, send
from tests.archive.samples import incident, record
from tests.webui.reading import Page
from webui.application import create_app


@pytest.fixture
def founded_office(tmp_path):
    """The folder of another archive."""
    found_archive(tmp_path / "office", person="Olga").close()
    return tmp_path / "office"


def test_a_revision_shows_what_changed_by_whom_and_why(archive, client):
    record(archive, incident("I1", title="A dore"))
    record(archive, incident("I1", title="A door"), reason="typing error")
    page = Page(client.get("/incident/I1/history"))
    assert page.text.index("Revision 2") < page.text.index("Revision 1")
    assert "title A dore A door" in page.text
    assert "Reason: typing error" in page.text
    assert "Vera" in page.text


def test_the_public_is_told_neither_names_nor_reasons_nor_words_that_were_written_over(archive):
    public = {"level": "public"}
    record(archive, incident("I1", title="A dore", access=public))
    record(archive, incident("I1", title="A door", access=public), reason="a secret reason")
    page = Page(create_app(archive, PUBLIC).test_client().get("/incident/I1/history"))
    assert "title other words, not shown any more A door" in page.text
    assert "A dore" not in page.text
    assert "secret reason" not in page.text
    assert "Vera" not in page.text


def test_a_revision_that_came_from_another_archive_says_so(archive, founded_office):
    with closing(open_archive(founded_office)) as office:
        partners.trust(office, key_of(archive))
        record(archive, incident("I1"))
        send(archive, office)
        browser = create_app(office).test_client()
        page = Page(browser.get("/incident/I1/history"))
        assert f"received from the archive {archive.settings.name}" in page.text
        russian = browser.get("/incident/I1/history", headers={"Accept-Language": "ru"})
        assert f"получено из архива {archive.settings.name}" in Page(russian).text


def test_a_record_is_found_by_its_ref_alone(reader):
    answer = reader().get("/record/I8")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/incident/I8"
