"""One's own account: the second factor, the password, and where one is signed in."""

from __future__ import annotations

import re

from flask import Flask

from archive.accounts import totp
from archive.workspace import Archive
from tests.webui.accounts import PASSWORDS, Browser, browser
from tests.webui.pages.test_sign_in import (  # noqa: F401 - fixtures
    Clock,
    app,
    clock,
    house,
    settled,
)
from tests.webui.reading import Page, dangers

NOW = Clock()().timestamp()


def set_up(one: Browser, name: str) -> tuple[str, list[str]]:
    """The seed, and the recovery codes that the page shows."""
    page = one.get("/account/second-factor").get_data(as_text=True)
    seed = page.partition('name="seed" value="')[2].partition('"')[0]
    code = totp.hotp(totp.seed_from_text(seed), totp.step_at(NOW))
    answer = one.fill_in(
        "/account/second-factor", seed=seed, code=code, present=PASSWORDS[name]
    ).get_data(as_text=True)
    return seed, re.findall(r"[A-Z2-9]{6}(?:-[A-Z2-9]{6}){3}", answer)


def test_who_is_cleared_for_the_confidential_sets_up_a_second_factor_first(app: Flask) -> None:  # noqa: F811
    vera = browser(app)
    vera.sign_in("Vera")
    assert vera.get("/").headers["Location"] == "/account/second-factor"
    assert vera.get("/find.json").status_code == 403
    _seed, codes = set_up(vera, "Vera")
    assert len(codes) == 10
    assert vera.get("/incident/I2").status_code == 200
    other = browser(app)
    assert other.sign_in("Vera").status_code == 403
    assert other.sign_in("Vera", code=codes[0]).status_code == 303
    assert other.get("/incident/I2").status_code == 200
    assert "9 recovery codes" in Page(other.get("/account")).text


def test_a_second_factor_needs_the_password_and_a_code_that_fits(app: Flask) -> None:  # noqa: F811
    # Danger: with a session that was left open a passer-by would lock its owner out.
    amina = browser(app)
    amina.sign_in("Amina")
    seed = "A" * 32
    code = totp.hotp(totp.seed_from_text(seed), totp.step_at(NOW))
    wrong = {"seed": seed, "code": code, "present": "another one"}
    assert amina.fill_in("/account/second-factor", **wrong).status_code == 400
    wrong = {"seed": seed, "code": "000000", "present": PASSWORDS["Amina"]}
    assert amina.fill_in("/account/second-factor", **wrong).status_code == 400
    for seed in ("", "A" * 15, "<script>alert(1)", "A" * 65):
        wrong = {"seed": seed, "code": code, "present": PASSWORDS["Amina"]}
        answer = amina.fill_in("/account/second-factor", **wrong)
        assert answer.status_code == 400
        assert dangers(Page(answer)) == []
    assert browser(app).sign_in("Amina").status_code == 303


def test_a_password_is_changed_by_who_knows_the_present_one(app: Flask) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    new = "nine bottles, all of them green"
    for given in (
        {"present": "guess", "password": new, "again": new},
        {"present": PASSWORDS["Amina"], "password": new, "again": "other"},
        {"present": PASSWORDS["Amina"], "password": "short", "again": "short"},
    ):
        assert amina.fill_in("/account", "/account/password", **given).status_code == 400
    done = amina.fill_in(
        "/account", "/account/password", present=PASSWORDS["Amina"], password=new, again=new
    )
    assert done.headers["Location"] == "/sign-in"
    assert amina.get("/").status_code == 303
    assert amina.sign_in("Amina").status_code == 403
    assert amina.sign_in("Amina", new).status_code == 303


def test_whoever_finds_an_open_session_cannot_guess_at_its_password(app: Flask) -> None:  # noqa: F811
    amina = browser(app)
    amina.sign_in("Amina")
    new = "nine bottles, all of them green"
    given = {"present": "guess", "password": new, "again": new}
    told = [amina.fill_in("/account", "/account/password", **given).status_code for _ in range(12)]
    assert told == [400] * 10 + [429] * 2


def test_sessions_are_listed_and_one_of_another_cannot_be_ended(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
) -> None:
    amina, second, vera = browser(app), browser(app), browser(app)
    for one, name in ((amina, "Amina"), (second, "Amina"), (vera, "Vera")):
        one.sign_in(name)
    page = Page(amina.get("/account"))
    assert "this one" in page.text
    assert page.text.count("127.0.0.1") == 2
    shown = vera.get("/account").get_data(as_text=True)
    hers = shown.partition('name="session" value="')[2].partition('"')[0]
    assert amina.fill_in("/account", "/account/sessions/end", session=hers).status_code == 404
    assert vera.get("/account").status_code == 200
