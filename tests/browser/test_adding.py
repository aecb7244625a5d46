"""Files are sent in pieces by the script of the page, and go on after the line was broken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.founding import found_archive
from archive.workspace import Archive
from tests.archive.samples import incident, record
from tests.webui.serving import serving

pytestmark = pytest.mark.browser
BYTES = bytes(range(256)) * (20 << 12)
"""Twenty MiB: three pieces."""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = found_archive(tmp_path / "archive", person="Vera")
    record(made, incident("I1"))
    yield made
    made.close()


@pytest.fixture
def address(archive: Archive) -> Iterator[str]:
    from webui.application import create_app

    with serving(create_app(archive)) as there:
        yield there


@pytest.mark.parametrize("width", [1280, 360])
def test_a_large_file_arrives_whole_over_a_line_that_breaks(
    archive: Archive, address: str, browser: Any, tmp_path: Path, width: int
) -> None:
    (tmp_path / "film.mp4").write_bytes(BYTES)
    asked: list[str] = []

    def broken(route: object) -> None:
        asked.append(route.request.url)  # type: ignore[attr-defined]
        (route.abort if len(asked) == 3 else route.continue_)()  # type: ignore[attr-defined]

    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/incident/I1/add")
    page.route("**/piece*", broken)
    page.set_input_files("#files", [str(tmp_path / "film.mp4")])
    page.click("#adding button")
    page.wait_for_selector("#outcomes a", timeout=30_000)
    told = page.inner_text("#outcomes")
    wide = page.evaluate("document.documentElement.scrollWidth")
    digest = hashlib.sha256(BYTES).hexdigest()
    assert digest in told
    assert list(archive.blobs.walk()) == [digest]
    assert len(asked) > 4
    assert wide <= width


def test_a_folder_and_what_is_dropped_go_in_under_their_names(
    archive: Archive, address: str, browser: Any, tmp_path: Path
) -> None:
    inner = tmp_path / "phone" / "DCIM"
    inner.mkdir(parents=True)
    (inner / "1.jpg").write_bytes(b"one")
    page = browser.new_page()
    page.goto(f"{address}/incident/I1/add")
    page.set_input_files("#folder", str(tmp_path / "phone"))
    dropped = page.evaluate_handle(
        "() => { const all = new DataTransfer();"
        " all.items.add(new File(['two'], 'loose.txt')); return all; }"
    )
    page.dispatch_event("#adding", "drop", {"dataTransfer": dropped})
    page.wait_for_selector("#dropped:not([hidden])", timeout=30_000)
    page.click("#adding button")
    page.wait_for_selector("#outcomes li:nth-child(2) a", timeout=30_000)
    told = page.inner_text("#outcomes")
    assert "phone/DCIM/1.jpg stored" in told
    assert "loose.txt stored" in told
    assert len(list(archive.blobs.walk())) >= 2
