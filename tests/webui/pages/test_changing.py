"""Changing records as wholes in the browser, and what is refused there."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import people, repository
from archive.disclosure import RESTRICTED
from archive.errors import UnknownRecord
from archive.workspace import Archive
from tests.archive.samples import incident, record
from tests.webui.accounts import Browser
from webui.application import create_app


@pytest.fixture
def filled(archive: Archive) -> Archive:
    record(archive, incident("one", title="First words"), incident("two", title="Another"))
    record(archive, incident("one", title="Second words"))
    return archive


def current(archive: Archive, ref: str) -> dict[str, Any]:
    with archive.reading() as connection:
        return repository.load(connection, ref)[1].content()


def change(client: FlaskClient, way: str, **fields: str) -> TestResponse:
    page = "/incident/one/erase" if way == "erase" else "/incident/one/change"
    action = page if way == "erase" else f"{page}/{way}"
    return Browser(client).fill_in(page, action, **fields)


def test_two_incidents_are_linked(filled: Archive, client: FlaskClient) -> None:
    assert change(client, "link", to="two", kind="precedes", note="as told").status_code == 303
    (link,) = current(filled, "one")["links"]
    assert (link["to"], link["type"]) == (current(filled, "two")["id"], "precedes")


def test_a_record_is_taken_out_of_use_in_favour_of_another_and_brought_back(
    filled: Archive, client: FlaskClient
) -> None:
    change(client, "retire", why="duplicate", in_favour_of="two", reason="the same night")
    assert current(filled, "one")["retired"]["reason"] == "duplicate"
    change(client, "restore", to="1", revision="3", reason="it was another night")
    assert current(filled, "one")["title"] == "First words"
    assert "retired" not in current(filled, "one")


def test_a_revision_of_which_somebody_was_quicker_is_not_restored(
    filled: Archive, client: FlaskClient
) -> None:
    answer = change(client, "restore", to="1", revision="1", reason="back")
    assert answer.status_code == 409
    assert "expected revision 1 of one, found revision 2" in answer.text
    assert current(filled, "one")["title"] == "Second words"


def test_the_history_offers_every_earlier_revision(filled: Archive, client: FlaskClient) -> None:
    text = client.get("/incident/one/history").text
    assert text.count("Restore this revision") == 1


def test_an_incident_is_reviewed_by_whose_task_it_is_alone(
    filled: Archive, client: FlaskClient
) -> None:
    change(client, "review", state="approved", revision="2")
    assert current(filled, "one")["review"]["state"] == "approved"
    with filled.writing() as writer:
        amina = people.add(writer, name="Amina", role="recorder")
    recorder = create_app(filled.working_as(amina)).test_client()
    assert "Approved" not in recorder.get("/incident/two/change").text
    refused = change(recorder, "review", state="reviewed", revision="3")
    assert refused.status_code == 403


def test_erasing_shows_what_goes_and_asks_for_the_name_of_the_record(
    filled: Archive, client: FlaskClient
) -> None:
    assert "the words of 2 revisions" in client.get("/incident/one/erase").text
    wrong = change(client, "erase", basis="consent withdrawn", name="two")
    assert wrong.status_code == 400
    assert current(filled, "one")["title"] == "Second words"
    assert change(client, "erase", basis="consent withdrawn", name="one").status_code == 303
    assert client.get("/incident/one").status_code == 404


def test_what_a_reader_does_not_see_can_be_neither_changed_nor_named(filled: Archive) -> None:
    record(filled, incident("hidden", access={"level": "confidential"}))
    client = create_app(filled, RESTRICTED).test_client()
    assert client.get("/incident/hidden/change").status_code == 404
    absent = change(client, "link", to="nowhere", kind="precedes")
    unseen = change(client, "link", to="hidden", kind="precedes")
    assert absent.status_code == unseen.status_code == 404
    assert absent.text.replace("nowhere", "hidden") == unseen.text


def test_words_that_a_form_does_not_offer_are_refused(filled: Archive, client: FlaskClient) -> None:
    for way, fields in (
        ("link", {"to": "two", "kind": "sells"}),
        ("retire", {"why": "boredom", "reason": "x"}),
        ("retire", {"why": "duplicate"}),
        ("restore", {"to": "x", "reason": "x"}),
    ):
        assert change(client, way, **fields).status_code == 400
    with pytest.raises(UnknownRecord, match="sells"):
        current(filled, "sells")
