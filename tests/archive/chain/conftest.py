"""An archive with one item that went through some hands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from archive import custody
from archive.workspace import Archive
from tests.archive import samples


@dataclass(frozen=True)
class Letter:
    """An item, the file it came as, and the entry by which it was handed on."""

    ref: str
    path: Path
    handed_on: int


@pytest.fixture
def letter(archive: Archive, tmp_path: Path) -> Letter:
    samples.record(archive, samples.incident("I1"))
    path = tmp_path / "letter.txt"
    path.write_text("a letter")
    (added,) = samples.add(archive, path, incident="I1", handed_over_by="a neighbour")
    before = {"action": custody.RECEIVED_BEFORE, "stated_date": "2014-12"}
    custody.transfer(archive, added.ref, to="a cousin", **before)
    handed_on = custody.transfer(archive, added.ref, to="an investigator", reason="asked")
    return Letter(added.ref, path, handed_on)
