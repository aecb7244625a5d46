"""The search of an archive, and an archive with something to find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.founding import found_archive
from archive.search.engine import SearchEngine, engine_of
from archive.workspace import Archive
from tests.archive.search import made_up


@pytest.fixture
def engine(archive: Archive) -> SearchEngine:
    """The search of a new archive."""
    return engine_of(archive)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of invented incidents, for tests that change nothing."""
    folder: Path = tmp_path_factory.mktemp("invented") / "archive"
    made = found_archive(folder, person="Vera")
    made_up.fill(made, seed=7)
    yield made
    made.close()
