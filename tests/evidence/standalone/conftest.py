"""An unaltered packet, and a copy of it for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.evidence.small_packet import (
    Packet,
    build,
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Packet:
    return build(tmp_path_factory.mktemp("original") / "packet")


@pytest.fixture
def packet(original: Packet, tmp_path: Path) -> Packet:
    shutil.copytree(original.folder, tmp_path / "packet")
    return Packet(tmp_path / "packet")
