"""Programs find, show, record and revise records; nobody writes over what they have not seen."""

from __future__ import annotations

import pytest

from archive import repository
from archive.accounts import granting
from archive.disclosure import PUBLIC, RESTRICTED
from archive.policy import Role, Standing
from schemas.access import Level
from tests.archive.samples import record
from tests.webui.api.program import Program
from tests.webui.holdings import SECRET_NAME, records_with_secrets
from webui.application import create_app

ACTOR = {
    "type": "actor",
    "ref": "a-neighbour",
    "kind": "individual",
    "names": [{"text": "A neighbour"}],
}


@pytest.fixture
def made(program):
    answer = program.post("/records?reason=first", json=ACTOR)
    assert answer.status_code == 201
    return answer


def test_a_record_is_created_and_can_be_read_at_its_address(program, made):
    (row,) = made.get_json()
    assert (row["ref"], row["revision"], row["change"]) == ("a-neighbour", 1, "created")
    assert made.location == "/api/v1/records/a-neighbour"
    shown = program.get("/records/a-neighbour")
    assert shown.get_json()["names"] == ACTOR["names"]
    assert program.get(f"/records/{row['id']}").data == shown.data


def test_several_records_that_name_each_other_are_recorded_together(program):
    incident = {"type": "incident", "ref": "I-1", "title": "A door", "date": {"edtf": "2014-12-14"}}
    incident["acts"] = [{"type": "threat", "victims": [{"actor": "a-neighbour"}]}]
    answer = program.post("/records", json=[incident, ACTOR])
    assert [row["change"] for row in answer.get_json()] == ["created", "created"]
    linked = program.get("/records/a-neighbour/linked-from").get_json()
    assert [(row["ref"], row["path"]) for row in linked] == [("I-1", "/acts/0/victims/0/actor")]


def test_creating_never_revises(program, made):
    answer = program.post("/records", json={**ACTOR, "occupation": "Baker"})
    assert (answer.status_code, answer.get_json()["error"]) == (409, "Conflict")
    assert "occupation" not in program.get("/records/a-neighbour").get_json()


def test_a_state_that_is_known_is_not_sent_again(program, made):
    first = program.get("/records/a-neighbour")
    again = program.get("/records/a-neighbour", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_change_says_which_state_it_was_made_from(program, made):
    first = program.get("/records/a-neighbour").headers["ETag"]
    changed = {**ACTOR, "occupation": "Baker"}
    without = program.put("/records/a-neighbour", json=changed)
    assert without.status_code == 428
    done = program.put("/records/a-neighbour", json=changed, headers={"If-Match": first})
    assert (done.status_code, done.get_json()["revision"]) == (200, 2)
    assert done.headers["ETag"] == program.get("/records/a-neighbour").headers["ETag"] != first
    # Danger: somebody else's revision would be written over by who never saw it.
    late = program.put("/records/a-neighbour", json=ACTOR, headers={"If-Match": first})
    assert late.status_code == 412
    assert program.get("/records/a-neighbour").get_json()["occupation"] == "Baker"
    revisions = program.get("/records/a-neighbour/history").get_json()
    assert [row["reason"] for row in revisions] == ["first", ""]
    assert revisions[1]["differences"] == [
        {"path": "/occupation", "before": None, "after": "Baker"}
    ]


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({**ACTOR, "kind": "ghost"}, 422, "/kind"),
        ({**ACTOR, "ref": "another"}, 422, "/ref"),
        ({"type": "place", "kind": "town", "names": [{"text": "A town"}]}, 422, "/type"),
        ([], 400, None),
    ],
)
def test_a_revision_with_faults_names_them(program, made, body, status, pointer):
    state = program.get("/records/a-neighbour").headers["ETag"]
    answer = program.put("/records/a-neighbour", json=body, headers={"If-Match": state})
    assert answer.status_code == status
    if pointer is not None:
        assert [row["path"] for row in answer.get_json()["faults"]] == [pointer]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b"{}", "content_type": "application/json"}, 422),
        ({"data": b"{}", "content_type": "text/plain"}, 415),
        ({"data": b"x" * ((16 << 20) + 1), "content_type": "application/json"}, 413),
        ({"data": b'{"a": 1, "a": 2}', "content_type": "application/json"}, 400),
    ],
)
def test_what_is_no_record_is_refused_as_what_it_is(program, sent, status):
    answer = program.post("/records", **sent)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_incidents_are_linked_and_taken_out_of_use(program):
    two = [{"type": "incident", "ref": ref, "title": ref} for ref in ("one", "two")]
    program.post("/records", json=two)
    linked = program.post("/records/one/links", json={"to": "two", "type": "precedes"})
    assert linked.get_json()["revision"] == 2
    state = {"If-Match": linked.headers["ETag"]}
    why = {"why": "duplicate", "reason": "the same day", "in_favour_of": "two"}
    gone = program.post("/records/one/retirement", json=why, headers=state)
    assert gone.status_code == 200
    assert program.get("/records/one").get_json()["retired"]["reason"] == "duplicate"
    assert [hit["ref"] for hit in program.get("/records").get_json()["hits"]] == ["two"]
    assert program.post("/records/one/retirement", json=why, headers=state).status_code == 412


def test_a_search_goes_on_by_its_cursor_and_counts_certain_and_possible(reader):
    program = Program(reader())
    asked = "/records?from=2014-12-10&to=2014-12-14&limit=3&facets=true&histogram=day"
    first = program.get(asked).get_json()
    whole = program.get(asked.replace("limit=3", "limit=100")).get_json()
    assert (first["certain"], first["possible"]) == (whole["certain"], whole["possible"])
    assert first["possible"] > 0
    seen, page = list(first["hits"]), first
    while page["next"]:
        page = program.get(f"{asked}&after={page['next']}").get_json()
        seen += page["hits"]
    assert [hit["ref"] for hit in seen] == [hit["ref"] for hit in whole["hits"]]
    assert whole["facets"]["kind"]
    assert whole["histogram"]


@pytest.mark.parametrize(
    "asked",
    [
        "limit=101", "limit=x", "limit=1&limit=2", "sort=best", "near=1,2", "bbox=1,2,3",
        "from=soon", "type=ghost", "colour=red", "cells=nan", "after=x", "certain=maybe",
        "near=91,0,1",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(reader, asked):
    assert Program(reader()).get(f"/records?{asked}").status_code == 400


@pytest.mark.parametrize("audience", [PUBLIC, RESTRICTED], ids=["public", "restricted"])
@pytest.mark.parametrize("ending", ["", "/history", "/linked-from"])
def test_hidden_and_absent_records_get_the_same_answer(reader, audience, ending):
    # Danger: another answer, or another length of it, tells that the record exists.
    program = Program(reader(audience))
    hidden, absent = (program.get(f"/records/{ref}{ending}") for ref in ("closed", "cl0sed"))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.text.replace("closed", "cl0sed") == absent.text


def test_each_audience_gets_its_own_record_and_its_own_state(reader):
    whole = Program(reader()).get("/records/witness")
    part = Program(reader(RESTRICTED)).get(f"/records/{whole.get_json()['id']}")
    assert "Secret Keeper" in whole.text
    assert "Secret Keeper" not in part.text
    assert whole.headers["ETag"] != part.headers["ETag"]


def restricted(archive):
    """A program of somebody who may record and is not cleared for the confidential."""
    standing = Standing(Role.RECORDER, Level.RESTRICTED, None)
    person = granting.let_in(archive, "Amina", standing)
    return Program(create_app(archive.working_as(person.id)).test_client())


def test_what_is_withheld_stays_as_it_is(archive):
    # Danger: who sends back what they saw would take the rest out, and nobody would notice.
    record(archive, *records_with_secrets())
    program = restricted(archive)
    (hit,) = program.get("/records?type=actor&words=Witness").get_json()["hits"]
    seen = program.get(f"/records/{hit['id']}")
    state = {"If-Match": seen.headers["ETag"]}
    changed = {**seen.get_json(), "occupation": "Baker"}
    done = program.put(f"/records/{hit['id']}", json=changed, headers=state)
    assert done.status_code == 200
    with archive.reading() as connection:
        _, stored = repository.load(connection, hit["id"])
    content = stored.content()
    assert content["occupation"] == "Baker"
    assert content["names"] == [{"text": SECRET_NAME}]
    assert content["access"]["fields"] == [{"path": "/names", "level": "confidential"}]


def test_a_field_that_is_seen_in_part_is_not_changed(archive):
    record(archive, *records_with_secrets())
    program = restricted(archive)
    (hit,) = program.get("/records?type=actor&words=Witness").get_json()["hits"]
    seen = program.get(f"/records/{hit['id']}")
    for field, value in (("names", [{"text": "Somebody"}]), ("access", {"level": "public"})):
        changed = {**seen.get_json(), field: value}
        state = {"If-Match": seen.headers["ETag"]}
        answer = program.put(f"/records/{hit['id']}", json=changed, headers=state)
        assert answer.status_code == 422
        assert [row["path"] for row in answer.get_json()["faults"]] == [f"/{field}"]


def test_a_record_that_may_not_be_seen_cannot_be_named_either(archive):
    # Danger: who may record could find out by trying which hidden records there are.
    record(archive, *records_with_secrets())
    program = restricted(archive)
    told = []
    for ref in ("closed", "cl0sed"):
        link = {"to": ref, "type": "precedes"}
        sent = {"type": "incident", "ref": "new", "title": "x", "links": [link]}
        answer = program.post("/records", json=sent)
        told.append((answer.status_code, answer.text.replace(ref, "…")))
        assert program.post("/records/open/links", json=link).status_code == 404
    assert told[0] == told[1]
    assert told[0][0] == 422
