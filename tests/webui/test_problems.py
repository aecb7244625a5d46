"""Every error says what happened, that nothing was lost, and what to do."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import default_exceptions

from archive.database.errors import ArchiveBusy
from archive.disclosure import PUBLIC, RESTRICTED
from archive.errors import BadQuery, LogIsAhead, UnknownRecord
from evidence.errors import EvidenceError
from schemas.records import BadRecord
from tests.webui.reading import Page
from webui.application import create_app
from webui.errors import NoPicture, NotOpenToReader
from webui.problems import STATUS, WHAT, answer, problem, status_of

TYPES = ("incident", "actor", "source", "item", "appeal", "place", "case")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRecord("the record", (("/title", "this field is required"),)), 422),
        (BadQuery("a date", "soon"), 400),
        (UnknownRecord("I99"), 404),
        (NoPicture("E1"), 404),
        (LogIsAhead("another history"), 403),
        (NotOpenToReader("the check", "a keeper"), 403),
        (ArchiveBusy(), 503),
        (EvidenceError("a blob is missing"), 500),
        (RuntimeError("oops"), 500),
    ],
)
def test_each_family_has_one_status(error, status):
    assert status_of(error) == status


def test_every_status_of_ours_has_words():
    told = {int(status) for _family, status in STATUS} - {500}
    assert told <= set(WHAT)


@pytest.mark.parametrize("code", sorted(default_exceptions))
def test_every_code_says_what_happened_that_nothing_was_lost_and_what_to_do(client, code):
    # Danger: what is wrong with a request was told as if the archive were damaged.
    with client.application.test_request_context("/"):
        error = default_exceptions[code]()
        page, told = Page(answer(error)), problem(error)
    assert page.status == code
    assert page.all("h1")
    assert "Nothing was lost or changed." in page.text
    assert ("run `khronika verify`" in page.text) is (code >= 500 and code != 503)
    assert told.happened
    assert told.advice in page.text


def test_a_page_says_what_happened_and_that_nothing_was_lost(reader):
    page = Page(reader().get("/incident/I99"))
    assert page.status == 404
    assert "I99" in page.text
    assert "Nothing was lost or changed." in page.text
    assert "Check the address" in page.text
    assert page.all("h1")


@pytest.mark.parametrize("audience", [PUBLIC, RESTRICTED], ids=["public", "restricted"])
@pytest.mark.parametrize(
    ("hidden", "absent"),
    [
        ("/incident/closed", "/incident/cl0sed"),
        ("/incident/closed/history", "/incident/cl0sed/history"),
        ("/source/whisper", "/source/wh1sper"),
        ("/case/closed-case", "/case/cl0sed-case"),
        ("/case/closed-case/packet", "/case/cl0sed-case/packet"),
        ("/item/closed-item/original", "/item/cl0sed-item/original"),
        ("/item/closed-item/picture", "/item/cl0sed-item/picture"),
        ("/record/closed", "/record/cl0sed"),
        ("/actor/closed", "/actor/cl0sed"),
    ],
)
def test_hidden_and_absent_get_the_same_answer(reader, audience, hidden, absent):
    # Danger: a different page, or another length of it, tells that the record exists.
    one, other = reader(audience).get(hidden), reader(audience).get(absent)
    # Whose task packets are is said before it is looked whether there is anything to pack.
    status = 403 if audience is PUBLIC and hidden.endswith("/packet") else 404
    assert (one.status_code, other.status_code) == (status, status)
    same = one.get_data(as_text=True).replace("closed", "cl0sed").replace("whisper", "wh1sper")
    assert same == other.get_data(as_text=True)
    assert set(one.headers) == set(other.headers)


@pytest.mark.parametrize("kind", TYPES)
def test_a_record_of_another_type_is_not_found_under_this_one(reader, kind):
    ref = "kalyapin" if kind == "incident" else "I8"
    assert reader().get(f"/{kind}/{ref}").status_code == (
        200 if kind == "incident" and ref == "I8" else 404
    )


def test_programs_get_the_same_as_json(reader):
    answer = reader().get("/find.json?near=here")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 400
    assert "near" in answer.json["detail"]


def test_what_nobody_expected_is_not_described():
    told = problem(RuntimeError("the secret name"))
    assert told.status == 500


def test_what_nobody_expected_is_in_the_log_of_the_program(house, caplog):
    app = create_app(house)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["about.show"] = lambda: 1 / 0
    assert app.test_client().get("/about").status_code == 500
    (told,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert "/about" in told.getMessage()
    assert told.exc_info[0] is ZeroDivisionError


def test_a_form_without_its_token_is_refused(reader):
    answer = reader().post("/case/UA-2014/packet", data={"audience": "public", "purpose": "court"})
    page = Page(answer)
    assert page.status == 400
    assert "token" in page.text.lower()
