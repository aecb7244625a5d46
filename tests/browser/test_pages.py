"""The pages of the worked example in headless Chromium: nothing outside is asked, nothing fails."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGES = ("/", "/?words=Kalyapin", "/incident/I5", "/incident/I8", "/actor/kalyapin", "/log")
WIDTHS = (1280, 360)
"""Pixels: a desk and a telephone."""


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_ask_nobody_outside_and_fail_in_nothing(
    address: str, chromium: Any, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
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
    page.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(address)] == []
