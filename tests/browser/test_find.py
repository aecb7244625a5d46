"""List, map and timeline move together, the address is the state, and the keys lead through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
DECEMBER = "/?from=2014-12-01&to=2014-12-15"


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    made = chromium.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield made
    made.close()
    assert faults == []


def test_a_count_narrows_all_parts_and_the_back_button_undoes_it(address: str, page: Any) -> None:
    page.goto(address + DECEMBER)
    page.evaluate("window.same = true")
    total = page.locator(".total").inner_text()
    bars = page.locator("#timeline [data-row]").count()
    page.get_by_role("link", name="Set on fire").click()
    page.locator(".total", has_text="1 certainly, 1 possibly").wait_for()
    assert "method=set_on_fire" in page.url
    page.reload()
    assert page.locator(".total").inner_text() == "1 certainly, 1 possibly"
    assert page.locator("#timeline [data-row]").count() != 0
    page.go_back()
    page.locator(".total", has_text=total).wait_for()
    assert page.locator("#timeline [data-row]").count() == bars


def test_a_search_asks_for_no_whole_page_and_keeps_what_is_typed(address: str, page: Any) -> None:
    page.goto(address + "/")
    page.evaluate("window.same = true")
    page.keyboard.press("/")
    page.keyboard.type("Kalyapin")
    page.keyboard.press("Enter")
    page.wait_for_selector(".total")
    assert page.url == address + "/?words=Kalyapin&type=incident"
    assert page.evaluate("window.same && document.activeElement.id") == "words"
    assert page.input_value("#words") == "Kalyapin"


def test_keys_go_through_the_hits_and_show_each_on_the_map(address: str, page: Any) -> None:
    page.goto(address + DECEMBER)
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    assert "central Grozny" in first
    assert page.locator("#map .chosen").count() == 1
    assert page.locator("#timeline .band").count() == 1
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("Enter")
    page.wait_for_url("**/incident/E0")


def test_the_map_is_moved_and_a_box_drawn_on_it_narrows_the_search(address: str, page: Any) -> None:
    page.goto(address + DECEMBER)
    page.get_by_role("link", name="Closer", exact=True).click()
    page.wait_for_url("**map=*")
    assert page.evaluate("document.activeElement.dataset.move") == "closer"
    page.get_by_role("link", name="All hits", exact=True).click()
    page.wait_for_url(lambda url: "map=" not in url)
    page.get_by_role("button", name="Draw a box to search in").click()
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.95, steps=4)
    page.mouse.up()
    page.wait_for_url("**bbox=*")
    page.locator("#outcome:not(.busy)").wait_for()
    assert "Moscow" not in page.locator(".hits").first.inner_text()
    assert "Grozny" in page.locator(".hits").first.inner_text()


def test_a_bar_of_the_timeline_leads_to_its_day(address: str, page: Any) -> None:
    page.goto(address + DECEMBER)
    page.locator("#timeline [data-row='0'] rect").first.click()
    page.wait_for_url("**from=2014-12-04**")
    assert page.input_value("#from") == page.input_value("#to") == "2014-12-04"


def test_everything_is_there_without_scripts(address: str, chromium: Any) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(address + DECEMBER)
    page.get_by_role("link", name="To the west").click()
    assert "map=" in page.url
    page.get_by_text("The map as a table").click()
    page.get_by_role("link", name="only these").first.click()
    assert "bbox=" in page.url
    assert page.locator(".hits li").count() > 0
    page.context.close()
