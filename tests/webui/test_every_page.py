"""No page is forgotten by the tests that look at every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from archive.workspace import Archive
from tests.archive.samples import copy_of, record
from tests.webui import every_page
from tests.webui.holdings import example
from webui.application import create_app


@pytest.fixture(scope="module")
def archive(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = copy_of(founded, tmp_path_factory.mktemp("pages") / "archive")
    record(made, *example())
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(archive: Archive) -> Flask:
    return create_app(archive)


@pytest.fixture(scope="module")
def pages(
    archive: Archive, app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[str, ...]]:
    return every_page.with_all_kinds(archive, app, tmp_path_factory.mktemp("files"))


def test_every_page_has_an_example(app: Flask, pages: dict[str, tuple[str, ...]]) -> None:
    known = {*pages, *every_page.SIGNED_IN, *every_page.AT_THE_DOOR}
    assert every_page.pages_of(app) == known
