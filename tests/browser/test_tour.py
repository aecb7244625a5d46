"""The tour of the README in the browser, on the worked example: every task that has a page.

What the tour does at the command line alone has no page: making an archive, the report, the backup.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from archive.workspace import Archive
from evidence import standalone
from tests.archive.samples import copy_of
from tests.browser.coding import Workbench
from tests.webui.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def archive(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = copy_of(demo_folder, tmp_path_factory.mktemp("tour") / "demo")
    yield made
    made.close()


@pytest.fixture(scope="module")
def page(archive: Archive, chromium: Any) -> Iterator[Any]:
    from webui.application import create_app

    with serving(create_app(archive)) as there:
        context = chromium.new_context(base_url=there, accept_downloads=True)
        opened = context.new_page()
        opened.set_default_timeout(60_000)
        yield opened
        context.close()


def hits(page: Any, part: str) -> list[str]:
    """Refs of the hits that are shown as certain or possible."""
    found: list[str] = page.locator(f"section[aria-labelledby={part}] .hits .ref").all_inner_texts()
    return found


def search(page: Any, **fields: str) -> None:
    """Fill in the form of the search and send it."""
    page.goto("/")
    page.get_by_text("More ways to narrow it").click()
    for name, value in fields.items():
        if name == "kind":
            page.check(f"input[name=kind][value={value}]")
        else:
            page.fill(f"#{name}", value)
    page.get_by_role("button", name="Search").click()
    page.wait_for_selector(".total")


def test_a_search_tells_the_certain_and_the_possible_apart(page: Any) -> None:
    search(page, **{"from": "2014-12-01", "to": "2014-12-15"}, place="Chechnya", kind="destruction")
    assert page.inner_text(".total") == "1 certainly, 1 possibly"
    assert (hits(page, "certainly"), hits(page, "possibly")) == (["I5"], ["I1a"])
    why = page.inner_text("section[aria-labelledby=possibly] .why")
    assert "only known to lie between 5 December 2014 and 28 January 2015" in why


def test_a_name_is_found_in_both_scripts_and_a_place_by_its_distance(page: Any) -> None:
    search(page, words="Каляпин")
    cyrillic = hits(page, "certainly")
    search(page, words="Kalyapin")
    assert hits(page, "certainly") == cyrillic != []
    search(page, near="43.318,45.698,20")
    assert "I5" in hits(page, "certainly")
    assert hits(page, "possibly")
    assert page.locator("section[aria-labelledby=possibly] .why").count() > 0


def test_an_incident_is_recorded_gets_a_photo_is_packed_and_verified(
    archive: Archive, page: Any, tmp_path: Path
) -> None:
    _record(page)
    item = _add_photo(page, tmp_path)
    page.goto(f"/item/{item}")
    assert "a neighbour" in page.inner_text("main")
    assert "Item acquired by researcher" in page.inner_text("#custody ~ .hands")
    page.get_by_role("link", name="Receipt for whoever handed it in").click()
    page.wait_for_url("**/receipt")
    file = _packet(page, tmp_path)
    shutil.unpack_archive(file, tmp_path / "packet")
    assert standalone.verify(_bag_in(tmp_path / "packet")).errors == []
    page.goto("/packets")
    assert "Counsel" in page.inner_text("tr:has-text('Counsel')")
    page.goto("/verify")
    assert page.inner_text(".notice.good") == "Nothing is wrong in what was read."


def _bag_in(folder: Path) -> Path:
    (found,) = folder.rglob("bagit.txt")
    return found.parent


def _record(page: Any) -> None:
    page.goto("/drafts")
    page.click("button[value=incident]")
    page.wait_for_url("**/drafts/*")
    form = Workbench(page)
    form.fill("/title", "Two staff searched and held").fill("/ref", "T1")
    form.fill("/date/said", "14 December 2014")
    form.press("add:/acts").fill("/acts/0/type", "Detention")
    page.fill("#reason", "first interview")
    with page.expect_navigation():
        page.get_by_role("button", name="Record it").click()
    page.wait_for_url("**/incident/T1")


def _add_photo(page: Any, folder: Path) -> str:
    Image.new("RGB", (60, 40), "sienna").save(folder / "photo.jpg")
    page.get_by_role("link", name="Add files").click()
    page.set_input_files("#files", [str(folder / "photo.jpg")])
    page.fill("#handed_over_by", "a neighbour")
    page.fill("#how", "by messenger")
    page.click("#adding button")
    link = page.locator("#outcomes a")
    link.wait_for()
    return str(link.get_attribute("href")).rpartition("/")[2]


def _packet(page: Any, folder: Path) -> Path:
    page.goto("/incident/T1")
    page.get_by_role("link", name="Prepare a packet of this incident").click()
    page.select_option("#audience", "restricted")
    page.fill("#recipient", "Counsel")
    page.get_by_role("button", name="Show the plan", exact=True).click()
    page.wait_for_url("**recipient=Counsel**")
    page.get_by_role("button", name="Build the packet").click()
    link = page.locator("a[href*=download], form[action*=download] button").first
    link.wait_for()
    with page.expect_download() as saved:
        link.click()
    file = folder / str(saved.value.suggested_filename)
    saved.value.save_as(file)
    return file
