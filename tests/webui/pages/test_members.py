"""Letting people in, changing their rights and letting them go, in the browser."""

from __future__ import annotations

import re

from flask import Flask

from archive import people
from archive.accounts import granting
from archive.people import Person
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.webui.accounts import Browser, browser
from tests.webui.pages.test_account import set_up
from tests.webui.pages.test_sign_in import app, clock, house, settled  # noqa: F401 - fixtures
from tests.webui.reading import Page, dangers
from webui.application import create_app


def keeper(app: Flask) -> Browser:  # noqa: F811
    vera = browser(app)
    vera.sign_in("Vera")
    set_up(vera, "Vera")
    return vera


def person(archive: Archive, name: str) -> Person:
    with archive.reading() as connection:
        return people.load(connection, name)


RIGHTS = {"role": "recorder", "clearance": "restricted", "compartments": "north, south"}


def test_somebody_is_let_in_and_signs_in_by_the_link(app: Flask, house: Archive) -> None:  # noqa: F811
    vera = keeper(app)
    answer = vera.fill_in("/members", name="Ivo <b>", **RIGHTS)
    page = Page(answer)
    assert dangers(page) == []
    link = re.search(r"http://localhost(/join/[\w-]{43})", page.text)
    assert link
    ivo, new = browser(app), "seven tall yellow trees"
    assert ivo.fill_in(link[1], password=new, again=new).status_code == 303
    assert ivo.sign_in("Ivo <b>", new).status_code == 303
    expected = Standing(Role.RECORDER, Level.RESTRICTED, frozenset({"north", "south"}))
    assert person(house, "Ivo <b>").standing == expected
    assert dangers(Page(ivo.get("/account"))) == []


def test_rights_are_changed_and_taken_and_sessions_ended(app: Flask, house: Archive) -> None:  # noqa: F811
    vera, amina = keeper(app), browser(app)
    amina.sign_in("Amina")
    key = person(house, "Amina").id
    vera.fill_in("/members", f"/members/{key}/rights", **{**RIGHTS, "compartments": "*"})
    assert person(house, "Amina").standing == Standing(Role.RECORDER, Level.RESTRICTED, None)
    vera.fill_in("/members", f"/members/{key}/sessions/end")
    assert amina.get("/").status_code == 303
    amina.sign_in("Amina")
    vera.fill_in("/members", f"/members/{key}/remove")
    assert amina.get("/").status_code == 303
    assert amina.sign_in("Amina").status_code == 403
    assert "has left" in Page(vera.get("/members")).text


def test_nobody_is_locked_out_by_taking_the_last_administrators_rights(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
) -> None:
    vera = keeper(app)
    key = person(house, "Vera").id
    assert vera.fill_in("/members", f"/members/{key}/remove").status_code == 403
    assert vera.get("/members").status_code == 200


def test_what_the_form_does_not_offer_is_refused(app: Flask, house: Archive) -> None:  # noqa: F811
    vera = keeper(app)
    for wrong in (
        {"role": "king"},
        {"clearance": "all"},
        {"compartments": "a\nb"},
        {"compartments": "x" * 2001},
    ):
        answer = vera.fill_in("/members", name="Ivo", **{**RIGHTS, **wrong})
        assert answer.status_code == 400
    assert vera.fill_in("/members", name=" ", **RIGHTS).status_code == 400
    assert vera.fill_in("/members", name="AMINA", **RIGHTS).status_code == 400
    assert vera.fill_in("/members", "/members/nobody/link").status_code == 404


def test_an_administrator_cleared_for_less_cannot_reach_up(app: Flask, house: Archive) -> None:  # noqa: F811
    lower = Standing(Role.ADMINISTRATOR, Level.RESTRICTED, None)
    granting.change_rights(house, "Amina", lower)
    amina, vera = browser(app), person(house, "Vera").id
    amina.sign_in("Amina")
    higher = {**RIGHTS, "role": "administrator", "clearance": "confidential"}
    assert amina.fill_in("/members", name="Ivo", **higher).status_code == 403
    for path in ("link", "remove", "sessions/end"):
        assert amina.fill_in("/members", f"/members/{vera}/{path}").status_code == 403
    own = person(house, "Amina").id
    assert amina.fill_in("/members", f"/members/{own}/rights", **higher).status_code == 403
    page = Page(amina.get("/members"))
    offered = {one["value"] for one in page.all("option")}
    assert {"public", "restricted"} <= offered
    assert "confidential" not in offered


def test_without_a_password_of_ones_own_nobody_is_let_in(archive: Archive) -> None:
    alone = Browser(create_app(archive).test_client())
    answer = alone.fill_in("/members", name="Ivo", **RIGHTS)
    assert answer.status_code == 403
    assert "khronika user password" in answer.get_data(as_text=True)
    with archive.reading() as connection:
        assert [one.name for one in people.everybody(connection)] == ["Vera"]
