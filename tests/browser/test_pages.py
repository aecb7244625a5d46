"""The pages of the worked example in headless Chromium: nothing outside is asked, nothing fails."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from archive import demo, founding
from archive.disclosure import CONFIDENTIAL

pytestmark = pytest.mark.browser
PAGES = ("/", "/?words=Kalyapin", "/incident/I5", "/incident/I8", "/actor/kalyapin", "/log")
WIDTHS = (1280, 360)
"""Pixels: a desk and a telephone."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from webui.application import create_app

    folder = tmp_path_factory.mktemp("browser") / "demo"
    list(demo.run(folder))
    archive = founding.open_archive(folder)
    server = make_server("127.0.0.1", 0, create_app(archive, CONFIDENTIAL), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    archive.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_ask_nobody_outside_and_fail_in_nothing(address: str, width: int) -> None:
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(Path(chromium)), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": width, "height": 800})
        asked: list[str] = []
        faults: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        for path in PAGES:
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, path
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} pixels wide"
        browser.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(address)] == []
