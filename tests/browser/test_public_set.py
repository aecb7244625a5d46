"""A public list of 1,340 incidents (2020PB, by its ready mapping) in the browser, signed in.

Found by word, place and date, seen on map and timeline, read page by page to the end, opened,
taken out as CSV; and nothing that is typed is lost by a reload, a second tab, or the session's end.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from archive import founding
from archive.accounts import granting, joining
from archive.accounts.passwords import Passwords
from archive.importing.mapping import read_mapping
from archive.importing.run import Order, import_file
from archive.policy import Role, Standing
from archive.search.engine import engine_of
from schemas.access import Level
from tests.archive.samples import add
from tests.webui.serving import serving

pytestmark = pytest.mark.browser
PASSWORD = "a lamp in every window"
OTHER_PAGE = "told => (document.querySelector('.pages .note') || {}).textContent !== told"
NEWEST = "/?type=incident&sort=newest"


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, Any]]:
    path = shared_data / "2020pb" / "all-locations-v2.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["data"]
    return found


@pytest.fixture(scope="module")
def address(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from webui.application import create_app

    folder = tmp_path_factory.mktemp("public")
    archive = founding.found_archive(folder / "archive", person="Vera")
    source = shared_data / "2020pb" / "all-locations-v2.json"
    import_file(archive, source, read_mapping("2020pb-json"), Order())
    Image.new("RGB", (60, 40), "sienna").save(folder / "frame.png")
    add(archive, folder / "frame.png", incident="or-portland-1", title="A frame of the film")
    joining.set_password(archive, Passwords(), "Vera", PASSWORD)
    boris = granting.let_in(archive, "Boris", Standing(Role.ADMINISTRATOR, Level.RESTRICTED))
    joining.set_password(archive, Passwords(), "Boris", PASSWORD)
    engine_of(archive).index_all()  # a search before that says how far it is
    with serving(create_app(archive.working_as(boris.id))) as there:
        yield there
    archive.close()


@pytest.fixture(scope="module")
def page(address: str, chromium: Any) -> Iterator[Any]:
    viewport = {"width": 1280, "height": 900}
    context = chromium.new_context(base_url=address, viewport=viewport)
    faults: list[str] = []
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto("/sign-in")
    sign_in(opened)
    opened.wait_for_url(f"{address}/")
    yield opened
    context.close()
    assert faults == []


def sign_in(page: Any) -> None:
    page.fill("#name", "Boris")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")


def search(page: Any, **fields: str) -> tuple[int, int]:
    """Fill in the form and send it; how many hits are certain and how many possible."""
    page.goto("/")
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.press("#words", "Enter")
    return total(page)


def total(page: Any) -> tuple[int, int]:
    page.locator("#outcome:not(.busy) .total").wait_for()
    certain, possible = re.findall(r"\d[\d,]*", page.inner_text(".total"))
    return int(certain.replace(",", "")), int(possible.replace(",", ""))


def refs(page: Any) -> list[str]:
    found: list[str] = page.locator(".hits > li h3 .ref").all_inner_texts()
    return found


def test_incidents_are_found_by_word_by_place_and_by_date(
    page: Any, rows: list[dict[str, Any]]
) -> None:
    certain, _possible = search(page, words="tear gas")
    assert certain > 100
    assert "gas" in " ".join(page.locator(".hits mark").all_inner_texts()).casefold()
    assert search(page, place="Omaha")[0] == sum(row["city"] == "Omaha" for row in rows)
    of_july = sum((row["date"] or "").startswith("2020-07-04") for row in rows)
    found = search(page, **{"from": "2020-07-04", "to": "2020-07-04"})
    assert found[0] <= of_july <= sum(found)
    assert found[0] > 0


def test_map_timeline_and_counts_narrow_the_list_and_the_way_back_undoes_it(page: Any) -> None:
    whole = search(page, words="journalist")
    begun = page.url
    page.get_by_role("link", name="arrest", exact=True).click()
    page.wait_for_url("**tag=arrest**")
    narrowed = total(page)
    assert 0 < narrowed[0] < whole[0]
    page.locator("#timeline [data-row] rect").first.click()
    page.wait_for_url("**from=**")
    in_time = total(page)
    assert 0 < sum(in_time) < narrowed[0]
    page.get_by_role("link", name="Closer", exact=True).click()
    page.wait_for_url("**map=**")
    assert total(page) == in_time
    page.reload()
    assert total(page) == in_time
    for _ in range(3):
        page.go_back()
    page.wait_for_url(begun)
    page.locator(".total", has_text=f"{whole[0]} certainly").wait_for()


def test_every_record_is_met_once_page_by_page_to_the_end(
    page: Any, rows: list[dict[str, Any]]
) -> None:
    page.goto(NEWEST)
    assert sum(total(page)) == len(rows)
    met = refs(page)
    after = page.get_by_role("link", name="Next page")
    while after.count():
        before = page.locator(".pages .note").inner_text()
        after.click()
        page.wait_for_function(OTHER_PAGE, arg=before)
        page.locator("#outcome:not(.busy)").wait_for()
        met += refs(page)
    assert len(met) == len(rows)
    assert set(met) == {row["id"] for row in rows}
    last = refs(page)
    page.get_by_role("link", name="Page before").click()
    page.wait_for_url("**before=**")
    page.locator("#outcome:not(.busy)").wait_for()
    assert refs(page) == met[-len(last) - 20 : -len(last)]
    page.get_by_role("link", name="First page").click()
    page.wait_for_url(lambda url: "before=" not in url)
    page.locator("#outcome:not(.busy)").wait_for()
    assert refs(page) == met[:20]


def test_an_incident_and_its_item_are_opened_and_the_hits_taken_out(
    page: Any, rows: list[dict[str, Any]]
) -> None:
    row = next(one for one in rows if one["id"] == "or-portland-1")
    search(page, words=f'"{row["name"]}"')
    page.locator(".hits h3 a", has_text=row["name"]).first.click()
    page.wait_for_url("**/incident/or-portland-1")
    assert row["city"] in page.inner_text("main")
    page.get_by_role("link", name="A frame of the film").click()
    page.wait_for_url("**/item/*")
    assert page.locator(".picture img").evaluate("one => one.decode().then(() => one.naturalWidth)")
    page.go_back()
    page.go_back()
    certain, possible = total(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV", exact=True).click()
    text = Path(saved.value.path()).read_text("utf-8-sig")
    out = list(csv.DictReader(io.StringIO(text)))
    assert len(out) == certain + possible
    assert "or-portland-1" in {one["ref"] for one in out}


def test_nothing_typed_is_lost_by_reload_two_tabs_or_the_end_of_the_session(page: Any) -> None:
    page.goto("/incident/or-portland-1")
    page.get_by_role("button", name="Revise").click()
    page.wait_for_url("**/drafts/*")
    draft = page.url
    page.fill("#reason", "read again")
    tags = page.locator('[name="/tags"]').last
    tags.fill("seen again")
    page.get_by_text("Saved as a draft.").wait_for()
    page.reload()
    assert "seen again" in values(page)
    other = page.context.new_page()
    other.goto(draft)
    other.fill('[name="/title"]', "Typed in the second tab")
    other.get_by_text("Saved as a draft.").wait_for()
    page.fill('[name="/title"]', "Typed in the first tab")
    page.get_by_text("kept as a draft of its own").wait_for()
    page.context.clear_cookies()
    page.fill('[name="/title"]', "Typed while signed out")
    page.get_by_text("Nothing is lost").wait_for()
    page.click("#saved a")
    sign_in(page)
    page.wait_for_url("**/drafts/*")
    page.wait_for_function(
        "() => document.querySelector('[name=\"/title\"]')?.value === 'Typed while signed out'"
    )
    assert "seen again" in values(page)
    other.reload()
    assert other.input_value('[name="/title"]') == "Typed in the second tab"
    other.close()


def values(page: Any) -> list[str]:
    found: list[str] = page.locator('[name="/tags"]').evaluate_all("all => all.map(o => o.value)")
    return found
