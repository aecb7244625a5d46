"""Tasks done by keyboard alone: Tab leads to what is needed; Enter, arrows and letters do them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.workspace import Archive
from tests.archive.samples import copy_of
from tests.webui.serving import serving

pytestmark = pytest.mark.browser
FARTHEST = 160
"""So often Tab is pressed to come to something, at most."""
HAS_IT = "selector => document.activeElement.matches(selector)"
IS_SEEN = """() => {
  const one = document.activeElement, drawn = getComputedStyle(one);
  return drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2;
}"""


@pytest.fixture(scope="module")
def archive(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = copy_of(demo_folder, tmp_path_factory.mktemp("keyboard") / "demo")
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(archive: Archive) -> Iterator[str]:
    from webui.application import create_app

    with serving(create_app(archive)) as there:
        yield there


class Keys:
    """A person who has a keyboard and no mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, selector: str) -> Keys:
        """Press Tab until this has the keyboard, and see that one can see it."""
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(HAS_IT, selector):
                assert self.page.evaluate(IS_SEEN), f"{selector} is not seen to have the keyboard"
                return self
        raise AssertionError(f"{FARTHEST} times Tab do not lead to {selector}")

    def enter(self) -> Keys:
        """Press Enter, and wait for the page to which it leads."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        return self


@pytest.fixture
def keys(address: str, browser: Any) -> Keys:
    page = browser.new_context(base_url=address).new_page()
    page.set_default_timeout(60_000)
    return Keys(page)


def test_a_search_is_made_narrowed_and_its_hit_opened(keys: Keys) -> None:
    page = keys.page
    page.goto("/")
    keys.to("a.skip").to("#words")
    page.keyboard.type("office")
    page.keyboard.press("Enter")
    page.wait_for_selector(".total")
    keys.to(".facet a")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chips a")
    page.locator("#outcome:not(.busy)").wait_for()
    keys.to(".hits h3 a").enter()
    assert "/incident/" in page.url


def test_an_incident_is_recorded(keys: Keys) -> None:
    page = keys.page
    page.goto("/")
    keys.to('nav a[href="/drafts"]').enter()
    keys.to('button[value="incident"]').enter()
    keys.to('[name="/title"]')
    page.keyboard.type("Typed without a mouse")
    keys.to('[name="/ref"]')
    page.keyboard.type("K1")
    keys.to('[name="/date/said"]')
    page.keyboard.type("14 December 2014")
    keys.to('button[value="add:/acts"]').enter()
    keys.to('[name="/acts/0/type"]')
    page.keyboard.type("Detention")
    keys.to("#reason")
    page.keyboard.type("first interview")
    keys.to('button[value="record"]').enter()
    page.wait_for_url("**/incident/K1")
    assert "14 December 2014" in page.inner_text("main")


def test_a_source_is_coded_at_the_workbench(keys: Keys) -> None:
    page = keys.page
    page.goto("/source/note")
    keys.to('button[value="incident"]').enter()
    keys.to("#source-text")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    assert len(page.input_value("#mark-passage").split()) > 3
    with page.expect_navigation():
        page.keyboard.press("a")
    page.wait_for_load_state()
    page.wait_for_function("document.activeElement.id === 'source-text'")
    assert page.locator("#source-text mark").count() > 0
    page.keyboard.press("Escape")
    assert page.evaluate(HAS_IT, '[name="/title"]')
    keys.to('[name="/acts/0/type"]')


def test_a_packet_is_planned_built_and_saved(keys: Keys) -> None:
    page = keys.page
    page.goto("/case/UA-2014")
    keys.to('a[href$="/packet"]').enter()
    keys.to("#audience")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    chosen = page.input_value("#audience")
    keys.to("#recipient")
    page.keyboard.type("Counsel")
    keys.to("#ask button").enter()
    assert f"audience={chosen}" in page.url
    keys.to("form.actions[action$='/packet'] button").enter()
    page.wait_for_selector("a[download]")
    keys.to("a[download]")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".zip")
