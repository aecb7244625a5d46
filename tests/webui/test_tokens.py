"""Programs that send a token, and what they get."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from archive.accounts import second_factor, tokens, totp
from archive.accounts.tokens import OPENS, Scope
from archive.policy import Operation, may
from archive.workspace import Archive
from tests.webui.accounts import browser
from tests.webui.pages.test_sign_in import (  # noqa: F401 - fixtures
    LAWYER,
    app,
    clock,
    house,
    settled,
)
from tests.webui.test_guard import addresses
from webui.application import create_app
from webui.operations import OPERATIONS


def token(archive: Archive, *scopes: Scope, person: str = "Amina") -> str:
    from archive import people

    with archive.reading() as connection:
        key = people.find(connection, person)
    return tokens.new(archive.working_as(key), "program", scopes, days=1)[0]


def ask(app: Flask, path: str, sent: str, method: str = "GET") -> TestResponse:  # noqa: F811
    headers = {"Authorization": sent}
    return app.test_client().open(path, method=method, headers=headers, buffered=True)


ALSO_SEEING_EVERYTHING = {f"searches.{name}" for name in ("show", "keep", "looked", "forget")}
"""Pages that are for those from whom nothing is withheld, beyond what the policy asks."""


@pytest.mark.parametrize("scope", [Scope.READ, Scope.EXPORT, Scope.PACKETS])
def test_each_address_is_open_to_exactly_what_the_scope_holds(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
    scope: Scope,
) -> None:
    sent = f"Bearer {token(house, scope)}"
    standing = replace(LAWYER, scopes=OPENS[scope])
    for endpoint, method, path in addresses(app):
        if OPERATIONS[endpoint] is Operation.ENTER:
            continue  # the door has its own tests
        answer = ask(app, path, sent, method)
        assert answer.status_code != 401
        if answer.status_code == 403 and answer.get_json()["error"] == "NotOpenToReader":
            # The policy lets them in, and the page then asks that nothing be withheld from them.
            assert endpoint in ALSO_SEEING_EVERYTHING
            assert may(OPERATIONS[endpoint], standing), endpoint
            continue
        assert (answer.status_code == 403) is not may(OPERATIONS[endpoint], standing), endpoint


def test_a_token_sees_what_its_person_sees(app: Flask, house: Archive) -> None:  # noqa: F811
    sent = f"bearer {token(house, Scope.EXPORT)}"
    assert ask(app, "/incident/I1", sent).status_code == 200
    assert ask(app, "/incident/I2", sent).status_code == 404


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer x", "Basic QW1pbmE6eA==", "Bearer \u00e9", "Bearer a b c"]
)
def test_a_token_that_is_none_is_refused_even_at_the_machine_itself(
    archive: Archive, sent: str
) -> None:
    for path in ("/", "/find.json"):
        answer = ask(create_app(archive), path, sent)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.mimetype == "application/problem+json"


def test_a_bad_token_is_not_mended_by_a_good_session(app: Flask) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    answer = amina.client.get("/", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401


def test_a_token_needs_no_form_and_a_session_still_does(app: Flask, house: Archive) -> None:  # noqa: F811
    sent = f"Bearer {token(house, Scope.PACKETS)}"
    assert ask(app, "/packets/x/acknowledged", sent, "POST").status_code == 400  # no name given
    told = ask(app, "/packets/x/acknowledged", sent, "POST").get_json()["detail"]
    assert "CSRF" not in told
    amina = browser(app)
    amina.sign_in("Amina")
    assert "CSRF" in amina.client.post("/packets/x/acknowledged").get_data(as_text=True)


def test_a_token_of_who_is_cleared_for_the_confidential_needs_their_second_factor(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
) -> None:
    sent = f"Bearer {token(house, Scope.EXPORT, person='Vera')}"
    assert ask(app, "/find.json", sent).status_code == 403
    seed = second_factor.new_seed()
    step = totp.step_at(house.clock().timestamp())
    second_factor.set_up(house, house.person, seed, totp.hotp(totp.seed_from_text(seed), step))
    assert ask(app, "/find.json", sent).status_code == 200
    assert ask(app, "/incident/I2", sent).status_code == 200
