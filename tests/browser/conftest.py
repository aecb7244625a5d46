"""The worked example served, and one Chromium, for all tests that only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from archive import demo, founding
from archive.disclosure import CONFIDENTIAL
from tests.webui.serving import serving


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the worked example is served."""
    from webui.application import create_app

    folder = tmp_path_factory.mktemp("browser") / "demo"
    list(demo.run(folder))
    archive = founding.open_archive(folder)
    with serving(create_app(archive, CONFIDENTIAL)) as there:
        yield there
    archive.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """The same browser for one test, which leaves no page open; two of them cannot run at once."""
    before = list(chromium.contexts)
    yield chromium
    for context in chromium.contexts:
        if context not in before:
            context.close()
