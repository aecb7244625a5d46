"""What the guard lets pass besides: whom it takes somebody for, and from when on.

That every address asks the policy, whoever comes, is seen in `test_every_way`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from archive.accounts import granting
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import LEVELS, Level
from webui.application import create_app
from webui.desk import KEY

SAID = "nothing was shown or changed"


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address of every rule; what it names is not there."""
    found = []
    for rule in app.url_map.iter_rules():
        values = {"ref": "x", "name": "x", "number": "1", "filename": "khronika.css"}
        values |= {
            "record_type": "case",
            "form": "json",
            "secret": "x",
            "person": "x",
            "draft_id": "x",
            "token": "x",
            "page": "operating",
        }
        adapter = app.url_map.bind("localhost")
        given = {name: values[name] for name in rule.arguments}
        path = adapter.build(rule.endpoint, given, method=sorted(rule.methods or ())[0])
        found += [
            (rule.endpoint, method, path)
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        ]
    return found


@pytest.mark.parametrize("level", LEVELS)
def test_who_looks_as_a_lesser_audience_may_do_no_more_than_it(
    archive: Archive, level: Level
) -> None:
    app = create_app(archive, granting.Audience(level))
    answers = {path: app.test_client().get(path).status_code for path in ("/verify", "/packets")}
    assert answers == {
        "/verify": 200 if level is Level.CONFIDENTIAL else 403,
        "/packets": 403 if level is Level.PUBLIC else 200,
    }


def test_an_address_without_a_decision_is_refused(archive: Archive) -> None:
    app = create_app(archive)
    app.add_url_rule("/sold", "sold", lambda: "all of it")
    answer = app.test_client().get("/sold")
    assert answer.status_code == 403
    assert "all of it" not in answer.get_data(as_text=True)


def test_rights_that_change_count_from_the_next_request_on(archive: Archive) -> None:
    person = granting.let_in(archive, "Amina", Standing(Role.LAWYER, Level.RESTRICTED, None))
    client = create_app(archive.working_as(person.id)).test_client()
    assert client.get("/packets").status_code == 200
    granting.change_rights(archive, "Amina", replace(person.standing, role=Role.READER))
    assert client.get("/packets").status_code == 403
    granting.let_go(archive, "Amina")
    assert client.get("/").status_code == 403


def test_pages_offer_only_what_is_open_to_the_reader(archive: Archive) -> None:
    reader = granting.let_in(archive, "Amina", Standing(Role.READER, Level.CONFIDENTIAL, None))
    app = create_app(archive.working_as(reader.id))
    page = app.test_client().get("/").get_data(as_text=True)
    assert 'href="/packets"' not in page
    assert 'href="/verify"' not in page
    assert 'href="/packets"' in create_app(archive).test_client().get("/").get_data(as_text=True)
    assert app.extensions[KEY].archive.person == reader.id
