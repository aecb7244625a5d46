"""The archives of earlier releases, unpacked."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.archives.keeping import HERE, NAME


@dataclass(frozen=True)
class Kept:
    """What an earlier release made, and what was noted of it then."""

    folder: Path
    """The archive."""
    backup: Path
    plan: Path
    """Approved then, and not built."""
    head: Path
    """A head of the log that lay elsewhere."""
    size: int
    root: str
    """Base64, as in a head."""
    item: str
    """The ref of a picture."""


def unpacked(path: Path, place: Path) -> Kept:
    """The archive that is kept in `path`, in the folder `place`."""
    with ZipFile(path) as file:
        file.extractall(place)
    folder = place / NAME
    for key in folder.glob("keys/**/*.key"):
        key.chmod(0o600)
    shutil.copytree(folder / "evidence", place / "backup" / "evidence")
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return Kept(folder, place / "backup", place / "p.json", place / "head", **told)


@pytest.fixture(params=sorted(HERE.glob("*.zip")), ids=lambda path: path.stem)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """The archive of each release."""
    path: Path = request.param
    return unpacked(path, tmp_path)
