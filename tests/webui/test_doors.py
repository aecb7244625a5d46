"""The doors of the pages: shut from another terminal at once, opened by the passphrase."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from archive import passphrases
from archive.accounts import shutting
from archive.founding import open_archive
from archive.keyring.locking import Which, lock
from archive.workspace import Archive
from tests.webui.accounts import Browser, browser
from tests.webui.pages.test_sign_in import (  # noqa: F401 - fixtures
    app,
    clock,
    house,
    settled,
)
from tests.webui.reading import Page, dangers
from tests.webui.test_guard import addresses
from webui import doors

SECRET = "seven lanterns over the harbour"


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "_held", passphrases._Held())


def shut(archive: Archive) -> None:
    """As somebody does at another terminal."""
    shutting.shut(archive.settings, archive.clock())


def test_nothing_is_answered_once_the_doors_are_shut(app: Flask, house: Archive) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    assert amina.get("/incident/I1").status_code == 200
    shut(house)
    for endpoint, method, path in addresses(app):
        answer = amina.client.open(path, method=method, buffered=True)
        text = answer.get_data(as_text=True)
        assert "Amina" not in text, endpoint
        if endpoint not in doors.OPEN:
            assert answer.status_code in (303, 503), endpoint
            assert answer.headers.get("Location") in (None, "/locked"), endpoint
    page = Page(amina.get("/locked"))
    assert "khronika unlock" in page.text
    assert house.settings.name not in page.text
    assert dangers(page) == []
    shutting.reopen(house)
    assert amina.get("/incident/I1").headers["Location"].startswith("/sign-in")
    amina.sign_in("Amina")
    assert amina.get("/incident/I1").status_code == 200


def with_a_passphrase(house: Archive, app: Flask) -> Browser:  # noqa: F811
    """A browser before shut doors that a passphrase opens."""
    lock(house, Which.LOG, SECRET)
    shut(house)
    one = browser(app)
    assert one.get("/").headers["Location"] == "/locked"
    return one


def test_the_passphrase_opens_them_and_nothing_else_does(app: Flask, house: Archive) -> None:  # noqa: F811
    one = with_a_passphrase(house, app)
    assert one.fill_in("/locked", passphrase="another").status_code == 403
    assert one.get("/sign-in").status_code == 303
    assert one.client.post("/locked", data={"passphrase": SECRET}).status_code == 400  # no token
    assert one.fill_in("/locked", passphrase=SECRET).headers["Location"] == "/"
    assert browser(app).sign_in("Amina").status_code == 303
    assert one.get("/locked").headers["Location"] == "/"


def test_guesses_at_the_passphrase_are_held_up(app: Flask, house: Archive) -> None:  # noqa: F811
    one = with_a_passphrase(house, app)
    told = [one.fill_in("/locked", passphrase="guess").status_code for _ in range(12)]
    assert told == [403] * 10 + [429] * 2
    assert one.fill_in("/locked", passphrase=SECRET).status_code == 429


def test_who_unlocks_elsewhere_does_not_give_the_server_its_passphrase(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = with_a_passphrase(house, app)
    (house.settings.folder / shutting.MARK).unlink()  # by another process
    assert one.get("/").headers["Location"] == "/locked"
    assert one.fill_in("/locked", passphrase=SECRET).headers["Location"] == "/"
    assert one.get("/sign-in").status_code == 200


def test_passphrases_go_while_nobody_asks_for_a_page(app: Flask, house: Archive) -> None:  # noqa: F811
    lock(house, Which.LOG, SECRET)
    shutting.take(house.settings, SECRET)
    shut(house)
    ended = threading.Event()
    doors.watch(app, lambda _seconds: ended.is_set() or bool(ended.set()))
    assert passphrases.forgotten()


def test_a_server_that_starts_before_shut_doors_stays_before_them(house: Archive) -> None:  # noqa: F811
    from webui.application import create_app

    shut(house)
    again = open_archive(house.settings.folder, clock=house.clock)
    assert browser(create_app(again)).get("/").headers["Location"] == "/locked"
    again.close()
