"""Drafts in Chromium: what is typed outlives reload, the back button, a second tab, a broken line
and the end of a session; and the pages of recording fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import founding
from archive.accounts import granting, joining
from archive.accounts.passwords import Passwords
from archive.drafting import drafts
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.samples import appeal, incident, record, source
from tests.webui.serving import serving

pytestmark = pytest.mark.browser
PASSWORD = "a lamp in every window"
WIDTHS = (1280, 360)
"""Pixels: a desk and a small telephone."""
TITLE = '[name="/title"]'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = founding.found_archive(tmp_path / "archive", person="Vera")
    joining.set_password(made, Passwords(), "Vera", PASSWORD)
    boris = granting.let_in(made, "Boris", Standing(Role.RECORDER, Level.RESTRICTED))
    joining.set_password(made, Passwords(), "Boris", PASSWORD)
    record(made, source("letter", title="A letter", text="Police came on 14 December 2014."))
    record(made, incident("one", title="One"), appeal("plea", title="A plea"))
    yield made.working_as(boris.id)
    made.close()


@pytest.fixture
def page(archive: Archive, browser: Any) -> Iterator[Any]:
    from webui.application import create_app

    with serving(create_app(archive)) as there:
        opened = browser.new_context(base_url=there).new_page()
        opened.set_default_timeout(60_000)
        sign_in(opened, "/drafts")
        yield opened


def sign_in(page: Any, there: str) -> None:
    if "/sign-in" not in page.url:
        page.goto(there)
    page.fill("#name", "Boris")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"**{there}")


def begin(page: Any, kind: str = "incident") -> str:
    """Begin a record; "beside" has the source that it is coded from beside its form."""
    page.goto("/source/letter" if kind == "beside" else "/drafts")
    kind = "incident" if kind == "beside" else kind
    page.click(f"button[value={kind}]")
    page.wait_for_url("**/drafts/*")
    return str(page.url)


def wait_saved(page: Any, words: str = "Saved as a draft.") -> None:
    page.get_by_text(words, exact=False).wait_for()


def titles(archive: Archive) -> set[str]:
    return {draft.title for draft in drafts.own(archive)}


@pytest.mark.parametrize("kind", ["incident", "beside"])
def test_what_was_typed_is_there_after_reload_back_button_and_a_second_tab(
    archive: Archive, page: Any, kind: str
) -> None:
    there = begin(page, kind)
    page.fill(TITLE, "typed and left")
    wait_saved(page)
    page.reload()
    assert page.input_value(TITLE) == "typed and left"
    page.fill(TITLE, "typed a moment before leaving")
    page.goto("/drafts")  # before the script has saved
    page.go_back()
    page.wait_for_url(there)
    page.get_by_role("button", name="Record it").wait_for()
    for _ in range(50):
        if page.input_value(TITLE) == "typed a moment before leaving":
            break
        page.wait_for_timeout(100)
    assert page.input_value(TITLE) == "typed a moment before leaving"
    other = page.context.new_page()
    other.goto(there)
    other.fill(TITLE, "from the second tab")
    wait_saved(other)
    page.fill(TITLE, "from the first tab")
    wait_saved(page, "kept as a draft of its own")
    assert {"from the first tab", "from the second tab"} <= titles(archive)


def test_a_broken_line_costs_nothing(archive: Archive, page: Any) -> None:
    begin(page)
    page.context.set_offline(True)
    page.fill(TITLE, "typed on the train")
    wait_saved(page, "cannot be reached")
    page.context.set_offline(False)
    wait_saved(page)
    assert titles(archive) == {"typed on the train"}


@pytest.mark.parametrize("kind", ["incident", "beside"])
def test_a_session_that_ends_while_typing_leads_to_sign_in_and_back_to_the_draft(
    archive: Archive, page: Any, kind: str
) -> None:
    there = begin(page, kind)
    page.context.clear_cookies()
    page.fill(TITLE, "typed while signed out")
    wait_saved(page, "Nothing is lost")
    page.click("#saved a")
    sign_in(page, there.partition("127.0.0.1")[2].partition("/")[2].join(("/", "")))
    for _ in range(50):
        if page.input_value(TITLE) == "typed while signed out":
            break
        page.wait_for_timeout(100)
    assert page.url.startswith(there)
    assert page.input_value(TITLE) == "typed while signed out"
    assert titles(archive) == {"typed while signed out"}


def test_a_form_without_a_draft_is_sent_again_after_signing_in(page: Any) -> None:
    page.goto("/appeal/plea/answer")
    page.select_option("[name=kind]", index=1)
    page.fill("[name=text]", "Typed while the session ended.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Note").first.click()
    page.get_by_text("is kept in this page").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    sign_in(opened.value, "")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url("**/appeal/plea")
    assert "Typed while the session ended." in page.inner_text("main")


def test_the_pages_of_recording_fit_ask_nobody_and_fail_in_nothing(page: Any) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    pages = [begin(page, kind) for kind in ("incident", "actor", "appeal", "item")]
    page.goto("/source/letter")
    page.click("button[value=incident]")
    page.wait_for_url("**/drafts/*")
    pages += [page.url, "/drafts", "/incident/one/change", "/appeals", "/appeal/plea/answer"]
    pages += ["/vocabularies", "/vocabularies/acts", "/incident/one/history"]
    for path in pages:
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} pixels wide"
    assert faults == []
    assert [url for url in asked if "://127.0.0.1:" not in url] == []


def test_an_incident_is_coded_by_keyboard_alone(archive: Archive, page: Any) -> None:
    page.goto("/source/letter")
    button = page.get_by_role("button", name="Code an incident from it")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/*")
    page.focus("#source-text")
    for key in ("ArrowRight",) * 4 + ("Shift+ArrowRight",) * 2:
        page.keyboard.press(key)
    assert page.input_value("#mark-passage") == "14 December 2014."
    with page.expect_navigation():
        page.keyboard.press("d")
    assert page.input_value('[name="/date/said"]') == "14 December 2014"
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.id") == "source-text"
    page.keyboard.press("Escape")
    page.keyboard.type("Police came")
    page.keyboard.press("Enter")  # saves, and sends nothing else
    page.wait_for_url("**/drafts/*")
    assert json.dumps([draft.typed["title"] for draft in drafts.own(archive)]) == '["Police came"]'
