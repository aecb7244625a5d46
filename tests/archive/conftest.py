"""An archive of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.workspace import Archive
from evidence.signing import sealed_key
from tests.archive.samples import copy_of


@pytest.fixture(autouse=True)
def _light_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase cost little; what it costs in earnest is held beside `sealed_key`."""
    monkeypatch.setattr(sealed_key, "COST", 16)
    monkeypatch.setattr(sealed_key, "PARALLEL", 1)


@pytest.fixture
def archive(founded: Path, tmp_path: Path) -> Iterator[Archive]:
    """A new archive in `tmp_path/archive`, with Vera at work."""
    made = copy_of(founded, tmp_path / "archive")
    yield made
    made.close()
