"""Two archives that know each other's keys: Vera's laptop and Olga's office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.exchange import partners
from archive.founding import found_archive
from archive.workspace import Archive
from tests.archive.exchange.bundles import key_of
from tests.archive.samples import copy_of


@pytest.fixture(scope="session")
def founded_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new archive of Olga's, to be copied and never changed."""
    folder: Path = tmp_path_factory.mktemp("founded-office") / "office"
    found_archive(folder, person="Olga").close()
    return folder


@pytest.fixture
def laptop(archive: Archive) -> Archive:
    """The archive of whoever is on the way."""
    return archive


@pytest.fixture
def office(founded_office: Path, laptop: Archive, tmp_path: Path) -> Iterator[Archive]:
    """The archive at the office; each of the two trusts the other."""
    made = copy_of(founded_office, tmp_path / "office")
    partners.trust(made, key_of(laptop))
    partners.trust(laptop, key_of(made))
    yield made
    made.close()
