"""What the pages enter of those who are signed in, and what they do not of who sits alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask

from archive.accounts import granting
from archive.policy import Role
from archive.workspace import Archive
from tests.archive.accounts.test_watching import entered
from tests.archive.samples import add
from tests.webui.accounts import browser
from tests.webui.pages.test_members import keeper
from tests.webui.pages.test_sign_in import (  # noqa: F401 - fixtures
    LAWYER,
    app,
    clock,
    house,
    settled,
)
from tests.webui.reading import Page
from webui.application import create_app


def test_tables_that_are_taken_out_are_entered(app: Flask, house: Archive) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    for path in ("/find.csv", "/?format=json"):
        assert amina.get(path).status_code == 200
    told = [(one["format"], one["records"], one["audience"]) for one in entered(house, "exported")]
    assert told == [("csv", 1, "restricted+*"), ("json", 1, "restricted+*")]


def test_a_reader_takes_no_table_out_by_any_address(app: Flask, house: Archive) -> None:  # noqa: F811
    # Danger: the page of the search gives the same files by a parameter.
    granting.change_rights(house, "Amina", replace(LAWYER, role=Role.READER))
    amina = browser(app)
    amina.sign_in("Amina")
    assert amina.get("/").status_code == 200
    for path in ("/find.csv", "/find.json", "/?format=csv", "/?format=json", "/?format=geojson"):
        assert amina.get(path).status_code == 403, path
    assert entered(house, "exported") == []


def test_what_is_not_open_is_entered_once_an_hour(app: Flask, house: Archive, clock) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    for _ in range(3):
        assert amina.get("/members").status_code == 403
    told = {"operation": "people", "outcome": "refused"}
    assert entered(house, "access.denied") == [told]
    clock.at = clock.at.replace(hour=clock.at.hour + 1)
    assert amina.get("/members").status_code == 403
    assert entered(house, "access.denied") == [told, told]


def test_a_token_that_is_not_good_is_entered_once_an_hour_and_kept_nowhere(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
    clock,  # noqa: F811
) -> None:
    stranger = app.test_client()
    before = entered(house, "refused")
    for secret in ("khronika_guess1", "khronika_guess2"):
        sent = {"Authorization": f"Bearer {secret}"}
        assert stranger.get("/find.json", headers=sent).status_code == 401
    told = {"source": "127.0.0.1", "by": "token", "outcome": "refused"}
    assert entered(house, "refused") == [*before, told]
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert stranger.get("/log", headers=sent, environ_overrides=elsewhere).status_code == 401
    assert entered(house, "refused")[-1]["source"] == "192.0.2.7"
    clock.at = clock.at.replace(hour=clock.at.hour + 1)
    assert stranger.get("/log", headers=sent).status_code == 401
    assert len(entered(house, "refused")) == len(before) + 3
    assert "guess" not in str(entered(house, "refused"))


def test_the_page_of_who_had_an_item_is_for_who_watches(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "letter.txt").write_text("a letter")
    (letter,) = add(house, tmp_path / "letter.txt", incident="I1")
    amina, vera = browser(app), keeper(app)
    amina.sign_in("Amina")
    amina.client.get(f"/item/{letter.ref}/original", buffered=True)
    page = Page(vera.get(f"/item/{letter.ref}/who"))
    assert "Amina" in page.text
    assert f"/item/{letter.ref}/who" in Page(vera.get(f"/item/{letter.ref}")).links()
    assert amina.get(f"/item/{letter.ref}/who").status_code == 403
    assert f"/item/{letter.ref}/who" not in Page(amina.get(f"/item/{letter.ref}")).links()


def test_who_sits_alone_reads_without_being_entered(archive: Archive) -> None:
    client = create_app(archive).test_client()
    for path in ("/find.csv", "/?words=x", "/members"):
        client.get(path)
    assert entered(archive, "exported") == entered(archive, "access.denied") == []


def test_a_form_without_its_token_is_entered_once_an_hour(app: Flask, house: Archive) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    for _ in range(3):
        assert amina.client.post("/account/sessions/end").status_code == 400
        assert browser(app).client.post("/account/sessions/end").status_code == 401  # a stranger
    told = {"operation": "own account", "by": "form without a token", "outcome": "refused"}
    assert entered(house, "access.denied") == [told]
