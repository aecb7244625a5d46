"""One archive for all tests that only read: the worked example and some records of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.disclosure import CONFIDENTIAL, Audience
from archive.founding import found_archive
from archive.workspace import Archive
from evidence.signing import sealed_key
from tests.archive.samples import copy_of, record
from tests.webui.holdings import example, put_photo, records_with_secrets
from tests.webui.reading import Page, crawl
from webui.application import create_app

Reader = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def _light_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase cost little; what it costs in earnest is held beside `sealed_key`."""
    monkeypatch.setattr(sealed_key, "COST", 16)
    monkeypatch.setattr(sealed_key, "PARALLEL", 1)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The worked example, a photograph, and records that some may not see. Tests only read it."""
    folder: Path = tmp_path_factory.mktemp("house")
    archive = found_archive(folder / "archive", person="Vera")
    record(archive, *example())
    record(archive, *records_with_secrets())
    put_photo(archive, folder)
    yield archive
    archive.close()


@pytest.fixture(scope="session")
def reader(house: Archive) -> Reader:
    """Makes a browser that reads the archive as an audience; everything if none is named."""
    made: dict[Audience, FlaskClient] = {}

    def read_as(audience: Audience = CONFIDENTIAL) -> FlaskClient:
        if audience not in made:
            app = create_app(house, audience)
            made[audience] = app.test_client()
        return made[audience]

    return read_as


@pytest.fixture(scope="session")
def site(reader: Reader) -> Callable[[Audience], dict[str, Page]]:
    """Every page that an audience can reach by links, by its address; read once."""
    return cache(lambda audience: crawl(reader(audience)))


@pytest.fixture
def archive(founded: Path, tmp_path: Path) -> Iterator[Archive]:
    """A new archive of its own, for tests that write."""
    made = copy_of(founded, tmp_path / "archive")
    yield made
    made.close()


@pytest.fixture
def client(archive: Archive) -> FlaskClient:
    """A browser that reads all of the test's own archive."""
    return create_app(archive).test_client()
