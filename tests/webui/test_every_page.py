"""No page is forgotten by the tests that look at every page, and none is heavy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from archive.workspace import Archive
from tests.archive.samples import copy_of, record
from tests.webui import every_page
from tests.webui.holdings import example
from webui.application import create_app

LIGHT = 150 * 1024
"""Bytes of a page with its style sheets and scripts, as they are served, without the map base."""


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


def test_no_page_is_heavy(app: Flask, pages: dict[str, tuple[str, ...]]) -> None:
    client = app.test_client()
    heavy = {}
    for path in (path for some in pages.values() for path in some):
        answer = client.get(path, buffered=True)
        assert answer.status_code == every_page.STATUS.get(path, 200), path
        text = answer.get_data(as_text=True)
        parts = set(re.findall(r'(?:src|href)="(/static/[^"#?]+\.(?:css|js)(?:\?[^"#]*)?)"', text))
        assert any(".css" in one for one in parts), path
        sizes = [len(client.get(one, buffered=True).data) for one in sorted(parts)]
        if (whole := len(answer.data) + sum(sizes)) > LIGHT:
            heavy[path] = whole
    assert heavy == {}
