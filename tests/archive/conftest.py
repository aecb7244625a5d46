"""An archive of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.workspace import Archive
from tests.archive.samples import copy_of


@pytest.fixture
def archive(founded: Path, tmp_path: Path) -> Iterator[Archive]:
    """A new archive in `tmp_path/archive`, with Vera at work."""
    made = copy_of(founded, tmp_path / "archive")
    yield made
    made.close()
