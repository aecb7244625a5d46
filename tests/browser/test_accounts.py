"""Signing in, the account and the members in headless Chromium: they fit and fail in nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from archive import founding
from archive.accounts import granting, joining, totp
from archive.accounts.passwords import Passwords
from archive.policy import Role, Standing
from schemas.access import Level
from tests.browser.looking import see_that_it_fits
from tests.webui.serving import serving

pytestmark = pytest.mark.browser
PASSWORD = "a lamp in every window"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from webui.application import create_app

    folder = tmp_path_factory.mktemp("browser") / "archive"
    archive = founding.found_archive(folder, person="Vera")
    joining.set_password(archive, Passwords(), "Vera", PASSWORD)
    lawyer = Standing(Role.LAWYER, Level.RESTRICTED, frozenset({"north", "south"}))
    granting.let_in(archive, "Amina Kadyr-Ogly", lawyer)
    granting.let_in(archive, "ليلى", Standing(Role.READER, Level.PUBLIC))
    with serving(create_app(archive)) as there:
        yield there
    archive.close()


def test_the_pages_of_accounts_fit_and_fail_in_nothing(address: str, browser: Any) -> None:
    page = browser.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)

    page.goto(f"{address}/account")
    assert page.url == f"{address}/sign-in?next=/account"
    see_that_it_fits(page, "sign-in")
    page.fill("#name", "Vera")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"{address}/account")
    see_that_it_fits(page, "account")
    page.goto(address)
    assert page.url == f"{address}/account/second-factor"
    see_that_it_fits(page, "second-factor")
    seed = page.input_value("input[name=seed]")
    page.fill("#code", totp.hotp(totp.seed_from_text(seed), totp.step_at(time.time())))
    page.fill("#present", PASSWORD)
    page.press("#present", "Enter")
    page.wait_for_selector(".codes")
    see_that_it_fits(page, "recovery-codes")
    page.goto(f"{address}/members")
    page.click("summary >> nth=1")
    see_that_it_fits(page, "members")
    page.click("text=New link for a password >> visible=true")
    page.wait_for_selector(".told")
    see_that_it_fits(page, "link")
    join = page.inner_text(".told .exact")
    page.click("text=Sign out")
    page.wait_for_url(f"{address}/sign-in")
    page.goto(join)
    see_that_it_fits(page, "join")
    assert faults == []
    assert [url for url in asked if not url.startswith(address)] == []
