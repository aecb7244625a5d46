"""The worked example served, and one Chromium, for all tests that only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import demo, founding
from archive.disclosure import CONFIDENTIAL
from tests.webui.serving import serving

WITHOUT_GRAPHICS = ("--disable-gpu", "--disable-gpu-compositing")
LONGEST = ("test_workbench.py", "test_every_page.py", "test_public_set.py")
"""Files that take longest, in the order in which they begin: the others fill what time is left."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it at the end."""
    items.sort(key=lambda one: LONGEST.index(one.path.name) if one.path.name in LONGEST else 99)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the worked example, to be copied by tests that write."""
    folder = tmp_path_factory.mktemp("browser") / "demo"
    list(demo.run(folder))
    return folder


@pytest.fixture(scope="session")
def address(demo_folder: Path) -> Iterator[str]:
    """Where the worked example is served, to tests that only read."""
    from webui.application import create_app

    archive = founding.open_archive(demo_folder)
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
            executable_path=program, args=["--no-sandbox", *WITHOUT_GRAPHICS]
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
