"""Appeals with their deadlines, and answers that are noted in the browser; the vocabularies."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from archive import repository
from archive.workspace import Archive
from schemas.vocabulary import vocabulary, vocabulary_names
from tests.archive.samples import actor, appeal, record
from tests.webui.accounts import Browser
from tests.webui.reading import Page


@pytest.fixture
def asked(archive: Archive) -> Archive:
    record(
        archive,
        actor("chaika", name="Yurii Chaika"),
        appeal(
            "plea",
            title="A plea",
            deadline={"edtf": "2015-01-28"},
            addressees=[{"person": "chaika"}],
        ),
    )
    return archive


def responses(archive: Archive) -> list[dict[str, Any]]:
    with archive.reading() as connection:
        return repository.load(connection, "plea")[1].content().get("responses", [])  # type: ignore[no-any-return]


def test_an_overdue_appeal_stands_with_its_deadline(asked: Archive, client: FlaskClient) -> None:
    text = Page(client.get("/appeals")).text
    assert "28 January 2015 overdue" in text
    assert "Yurii Chaika: nothing recorded" in text


def test_that_nothing_came_back_by_a_day_is_noted(asked: Archive, client: FlaskClient) -> None:
    way = "/appeal/plea/answer"
    answer = Browser(client).fill_in(way, kind="none", as_of="28 January 2015")
    assert answer.status_code == 303
    (row,) = responses(asked)
    assert (row["kind"], row["as_of"]["edtf"]) == ("none", "2015-01-28")
    assert "no answer, as of: 28 January 2015" in Page(client.get("/appeals")).text


def test_an_answer_is_noted_by_name(asked: Archive, client: FlaskClient) -> None:
    fields = {"kind": "denial", "by": "Yurii Chaika", "date": "2015-02-10", "text": "No grounds."}
    Browser(client).fill_in("/appeal/plea/answer", **fields)
    (row,) = responses(asked)
    assert row["text"] == "No grounds."
    assert "answered" in Page(client.get("/appeals")).text


def test_a_date_that_cannot_be_read_is_refused(asked: Archive, client: FlaskClient) -> None:
    answer = Browser(client).fill_in("/appeal/plea/answer", kind="none", as_of="one fine day")
    assert answer.status_code == 400
    assert responses(asked) == []


def test_every_vocabulary_has_a_page_with_all_its_terms(client: FlaskClient) -> None:
    page = Page(client.get("/vocabularies"))
    assert {f"/vocabularies/{name}" for name in vocabulary_names()} <= set(page.links())
    acts = Page(client.get("/vocabularies/acts"))
    assert {one["id"] for one in acts.all("tr") if "id" in one} == set(vocabulary("acts").codes())
    assert client.get("/vocabularies/nothing").status_code == 400
