"""No page has a fault that axe-core knows: in light and dark, on a desk and on a telephone.

Rules of WCAG 2.2 A and AA and the best practices of axe-core (https://www.deque.com/axe/), with all
folds of a page open. One page of each kind of the worked example.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/?type=all",
    "/?from=2014-12-01&to=2014-12-15",
    "/?words=zzzqqq",
    "/?near=somewhere",
    "/incident/I8",
    "/incident/I8/history",
    "/incident/I1a",
    "/actor/kalyapin",
    "/place/grozny",
    "/source/S1",
    "/appeal/N2",
    "/searches",
    "/people",
    "/log",
    "/about",
    "/nothing-here",
)
RUN = """() => axe.run(document, {resultTypes: ["violations"]}).then((found) =>
    found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`)))"""
UNFOLD = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"


def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python")
    return files(package).joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("look", "width", "tag"), [("light", 1280, "en"), ("dark", 360, "ar"), ("dark", 1280, "fr")]
)
def test_no_page_has_a_fault(address: str, chromium: Any, look: str, width: int, tag: str) -> None:
    source = axe()
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=look, locale=tag
    )
    page, faults = context.new_page(), {}
    for path in PAGES:
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.evaluate(UNFOLD)
        page.evaluate(source)
        faults[path] = page.evaluate(RUN) + ([f"{wide} pixels wide"] if wide > width else [])
    context.close()
    assert {path: found for path, found in faults.items() if found} == {}


def test_a_fault_would_be_found(address: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(address + "/about")
    page.evaluate(axe())
    page.evaluate("() => document.querySelector('main').append(document.createElement('img'))")
    assert [found.partition(":")[0] for found in page.evaluate(RUN)] == ["image-alt"]
    page.close()
