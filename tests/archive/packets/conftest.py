"""One archive for all tests that only read it, and one packet for each audience."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.founding import open_archive
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from tests.archive.packets import matter
from tests.copies import copy_archive
from tests.evidence.small_packet import Packet


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the matter and its packets `whole` and `public`."""
    site = tmp_path_factory.mktemp("matter")
    archive = matter.make(site)
    for audience, name in ((CONFIDENTIAL, "whole"), (PUBLIC, "public")):
        plan = plan_packet(archive, ["C1"], audience, recipient="the court")
        build_packet(archive, plan, site / name)
    archive.close()
    return site


@pytest.fixture
def house(made: Path, tmp_path: Path) -> Iterator[Archive]:
    """A copy of the archive, to be written to."""
    copy_archive(made / "archive", tmp_path / "archive")
    archive = open_archive(tmp_path / "archive")
    yield archive
    archive.close()


@pytest.fixture
def whole(made: Path, tmp_path: Path) -> Packet:
    """A copy of the packet that has everything, to be attacked."""
    shutil.copytree(made / "whole", tmp_path / "whole")
    return Packet(tmp_path / "whole")
