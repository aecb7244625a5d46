"""Hostile texts and files in Chromium: nothing of them runs, on no page and under no address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from archive.workspace import Archive
from tests.archive.samples import add, copy_of
from tests.evidence.reading import made_files
from tests.webui import hostile
from tests.webui.holdings import HOSTILE
from tests.webui.serving import serving
from webui.application import create_app
from webui.desk import KEY

pytestmark = pytest.mark.browser
RUN = "window.name='ran';document.title='ran';alert(1)"
FILES = {
    "page.html": f'<!doctype html><html><body onload="{RUN}"><script>{RUN}</script>'.encode(),
    "drawn.svg": (
        f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'
    ).encode(),
    "both.gif": f"GIF89a/*\x01\x00\x01\x00*/=1;{RUN}".encode(),
    "page.jpg": b"\xff\xd8\xff\xe0" + f"<html><script>{RUN}</script></html>".encode() * 20,
    "shown.pdf": made_files.pdf("First page").replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
    ),
    "program.js": RUN.encode(),
    "page.xhtml": (
        f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{RUN}</script></html>'
    ).encode(),
}
"""Files that a browser would run, some of which are pictures as well."""
AS_IT_SHOULD = ("Failed to load resource", "Refused to execute script from")
"""What Chromium says of files that are no scripts, and of addresses without a picture."""
PARTS = ("original", "play", "picture")


@pytest.fixture(scope="module")
def archive(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = copy_of(founded, tmp_path_factory.mktemp("hostile") / "archive")
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(archive: Archive) -> Flask:
    return create_app(archive)


@pytest.fixture(scope="module")
def records(archive: Archive, app: Flask) -> list[str]:
    texts = hostile.different(HOSTILE)
    made = hostile.recorded(archive, app.extensions[KEY], texts)
    forms = [f"/drafts/{one.id}" for one in hostile.drafted(archive, texts).values()]
    return [f"/{kind}/{ref}" for kind, (ref, _count) in made.items()] + forms


@pytest.fixture
def page(app: Flask, chromium: Any) -> Iterator[Any]:
    with serving(app) as there:
        context = chromium.new_context(base_url=there)
        opened = context.new_page()
        ran: list[str] = []
        opened.on("dialog", lambda one: (ran.append(one.message), one.dismiss()))
        opened.on("pageerror", lambda error: ran.append(str(error)))
        opened.on("console", lambda one: ran.append(one.text) if one.type == "error" else None)
        yield opened
        context.close()
        assert [one for one in ran if not one.startswith(AS_IT_SHOULD)] == []


def test_no_text_runs_on_any_page(page: Any, records: list[str]) -> None:
    for path in [*records, "/?type=all", "/?words=" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E"]:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("window.name + document.title") != "ranran", path
        assert page.locator("main script:not([src]), main [onload], main [onerror]").count() == 0
    assert len(records) == 14


def test_a_text_typed_by_hand_is_there_as_it_was(page: Any, records: list[str]) -> None:
    page.goto("/drafts")
    page.click("button[value=incident]")
    page.wait_for_url("**/drafts/*")
    typed = "".join(HOSTILE)
    page.fill('[name="/title"]', typed)
    page.get_by_text("Saved as a draft.").wait_for()
    page.reload()
    assert page.input_value('[name="/title"]') == typed
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url("**/incident/**")
    assert "".join(page.inner_text("h1").split()) == "".join(typed.split())


def test_no_file_runs_under_any_address(
    archive: Archive, page: Any, records: list[str], tmp_path: Path
) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    added = add(archive, *(tmp_path / name for name in FILES), incident="h-incident")
    assert {one.outcome for one in added} == {"stored"}
    for one in added:
        item = f"/item/{one.ref}"
        page.goto(item)
        for part in PARTS:
            answer = page.request.get(f"{item}/{part}")
            if answer.status != 404:
                _is_no_page(answer, f"{one.path} {part}")
        _open(page, f"{item}/original")
        page.goto("/about")
        assert page.evaluate(AS_SCRIPT, f"{item}/original") == "not run", one.path


AS_SCRIPT = """address => new Promise(done => {
  const script = document.createElement("script");
  script.src = address;
  script.onerror = () => done("not run");
  script.onload = () => done(document.title === "ran" ? "run" : "not run");
  document.head.append(script);
})"""


def _is_no_page(answer: Any, what: str) -> None:
    told = answer.headers
    assert told["content-security-policy"] == "default-src 'none'; sandbox", what
    assert told["x-content-type-options"] == "nosniff", what
    drawn = told["content-type"] == "image/jpeg" and answer.body()[:2] == b"\xff\xd8"
    assert drawn or told["content-disposition"].startswith("attachment"), what


def _open(page: Any, address: str) -> None:
    """Go there, as a link would lead: what is a file is saved, and no page."""
    api = pytest.importorskip("playwright.sync_api")
    with suppress(api.Error):  # "Download is starting"
        page.goto(address)
    page.wait_for_load_state()
    assert page.evaluate("window.name + document.title") != "ranran", address
