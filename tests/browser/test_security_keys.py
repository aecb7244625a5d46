"""A security key in headless Chromium: registered, used to sign in, and taken away.

The key is the browser's own virtual one (Web Authentication Level 3, §11; in Chromium by the
WebAuthn domain of its DevTools).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from archive import founding
from archive.accounts import joining
from archive.accounts.passwords import Passwords
from tests.browser.looking import see_that_it_fits
from tests.webui.serving import serving

pytest.importorskip("webauthn", reason="the extra webauthn is not installed")
pytestmark = pytest.mark.browser
PASSWORD = "a lamp in every window"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from webui.application import create_app

    folder = tmp_path_factory.mktemp("keys") / "archive"
    archive = founding.found_archive(folder, person="Vera")
    joining.set_password(archive, Passwords(), "Vera", PASSWORD)
    with serving(create_app(archive)) as there:
        yield there.replace("127.0.0.1", "localhost")
    archive.close()


def with_a_key(context: Any, page: Any) -> None:
    """Put a virtual key into the page's machine; it keeps its own list and is touched at once."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_key_is_added_signs_in_and_is_taken_away(address: str, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    with_a_key(context, page)

    page.goto(f"{address}/account/keys")
    page.fill("#name", "Vera")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"{address}/account/keys")
    page.fill("#name", "on the ring")
    page.fill("#present", PASSWORD)
    page.click("[data-ask]")
    page.wait_for_selector(".codes")
    page.goto(f"{address}/account/keys")
    assert page.inner_text("#key-1") == "on the ring"
    see_that_it_fits(page, "keys")
    page.click("text=Sign out")
    page.wait_for_url(f"{address}/sign-in")
    see_that_it_fits(page, "sign-in-with-key")
    page.fill("#name", "Vera")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")  # a password alone
    page.wait_for_selector("p.wrong[role=alert]:not([hidden])")
    page.fill("#name", "Vera")
    page.fill("#password", PASSWORD)
    page.click("[data-ask]")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/account/keys")
    page.fill("#present-1", PASSWORD)
    page.click("text=Take this key away")
    page.wait_for_selector("text=You have none yet.")
    assert faults == []
