"""Boxes are drawn on a picture in headless Chromium, and come out black where they were drawn."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from archive import founding, repository
from archive.disclosure import CONFIDENTIAL
from tests.archive.samples import add
from tests.evidence.pictures_for_tests import make_picture, written
from tests.webui.serving import serving

pytestmark = pytest.mark.browser


def test_a_drawn_box_is_written_down_and_blackened(tmp_path: Path, browser: Any) -> None:
    from webui.application import create_app

    archive = founding.found_archive(tmp_path / "archive", person="Vera")
    path = tmp_path / "photo.jpg"
    path.write_bytes(written(make_picture((2400, 1600)), quality=95))
    (added,) = add(archive, path)
    with serving(create_app(archive, CONFIDENTIAL)) as there:
        faults: list[str] = []
        page = browser.new_page(viewport={"width": 1000, "height": 900})
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.goto(f"{there}/item/{added.ref}/redact")
        seen = page.locator("#boxes").bounding_box()
        assert seen is not None
        page.mouse.move(seen["x"] + seen["width"] * 0.25, seen["y"] + seen["height"] * 0.25)
        page.mouse.down()
        page.mouse.move(seen["x"] + seen["width"] * 0.5, seen["y"] + seen["height"] * 0.5)
        page.mouse.up()
        row = page.locator(".box").first
        found = [
            int(row.locator(f"[name={side}]").input_value())
            for side in ("left", "top", "width", "height")
        ]
        assert [round(number / 50) for number in found] == [12, 8, 12, 8]
        page.locator(".box").nth(1).locator("[name=left]").fill("0")
        page.locator(".box").nth(1).locator("[name=top]").fill("0")
        page.locator(".box").nth(1).locator("[name=width]").fill("100")
        page.keyboard.press("Tab")
        page.keyboard.type("50")
        assert page.locator("#boxes rect").count() == 2
        page.locator("#reason").fill("a face")
        page.locator("main button[type=submit]").last.click()
        page.wait_for_url("**/item/item-*")
        made = page.url.rpartition("/")[2]
    with archive.reading() as connection:
        _, copy = repository.load(connection, made)
    with archive.blobs.open(copy.digest) as file:
        picture = Image.open(io.BytesIO(file.read())).convert("L")
    archive.close()
    left, top, width, height = found
    for box in ((left, top, left + width, top + height), (0, 0, 100, 50)):
        black = picture.crop((box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2))
        assert black.getextrema()[1] < 8
    assert faults == []
