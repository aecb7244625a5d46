"""An archive of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.founding import found_archive
from archive.workspace import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """A new archive in `tmp_path/archive`, with Vera at work."""
    made = found_archive(tmp_path / "archive", person="Vera")
    yield made
    made.close()
