"""One archive with something of everything, made once and copied for each attack."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from archive import custody, founding, heads, people
from archive.accounts import credentials
from archive.accounts.credentials import Kind
from archive.anchors.anchoring import Anchored
from archive.founding import found_archive
from archive.workspace import Archive
from tests.archive import samples
from tests.archive.checking.attacks import Attacked
from tests.archive.checking.stamped import Stamped, set_up, stamp
from tests.copies import copy_archive

INCIDENT = {
    "title": "A house is burnt",
    "kinds": ["destruction"],
    "date": {"edtf": "2014-12-10"},
    "place": {"name": "the Upper Mill", "admin": ["North", "Mill"], "place": "mill"},
    "acts": [{"key": "fire", "type": "destruction_of_property", "victims": [{"actor": "A1"}]}],
    "tags": ["winter"],
    "links": [{"to": "I2", "type": "precedes"}],
    "external_ids": [{"scheme": "ledger", "value": "17"}],
    "citations": [{"path": "/date", "source": "S1"}],
}
"""An incident that has a row in each of the tables that follow."""


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive in which nothing is wrong. Not to be changed."""
    site = tmp_path_factory.mktemp("whole")
    archive = found_archive(site / "archive", person="Vera")
    _record(archive)
    _take_in(archive, site)
    heads.sign(archive.settings, archive.engine, keep=True)
    custody.transfer(archive, "photo", to="an investigator", reason="asked in writing")
    custody.transfer(archive, "photo", to="A1")
    archive.close()
    return archive.settings.folder


def _record(archive: Archive) -> None:
    geometry = {"type": "Point", "coordinates": [45.5, 43.25]}
    samples.record(
        archive,
        samples.place("mill", geometry=geometry, radius_m=300),
        samples.place("cellar", access={"level": "restricted", "compartments": ["team-a"]}),
        samples.actor("A1", name="Vera Nowhere", external_ids=[{"scheme": "ledger", "value": "9"}]),
        samples.source("S1"),
        samples.incident("I2", access=samples.access("public")),
        samples.incident("I1", **INCIDENT),
        samples.case("C1", incidents=["I1", "I2"]),
    )
    changed = {**INCIDENT, "title": "A house is burnt down"}
    samples.record(archive, samples.incident("I1", **changed), reason="a second talk")
    with archive.writing() as writer:
        olga = people.add(writer, name="Olga", role="recorder")
        hashed = "no hash at all, but it could be one"
        password = credentials.draft(olga, Kind.PASSWORD, hashed, at=writer.at)
        credentials.make(writer, [password])


def _take_in(archive: Archive, site: Path) -> None:
    samples.record(archive, samples.item("photo", title="A photograph"))
    for name, content in (("one.txt", "a first page"), ("two.txt", "another page")):
        (site / name).write_text(content)
    samples.add(archive, site / "one.txt", lead="photo")
    samples.add(archive, site / "two.txt", incident="I1", handed_over_by="a neighbour")
    samples.add(archive, site / "two.txt", incident="I1", handed_over_by="a teacher")


@pytest.fixture
def attacked(whole: Path, tmp_path: Path) -> Attacked:
    """A copy of the whole archive, to be attacked."""
    folder = tmp_path / "archive"
    copy_archive(whole, folder)
    return Attacked(folder)


@pytest.fixture
def again(whole: Path, tmp_path: Path) -> Callable[[], Attacked]:
    """Gives another copy of the whole archive each time, for another attack of one kind."""
    numbers = count(1)

    def copy() -> Attacked:
        folder = tmp_path / f"again-{next(numbers)}"
        copy_archive(whole, folder)
        return Attacked(folder)

    return copy


@pytest.fixture
def outside(attacked: Attacked, tmp_path: Path) -> Path:
    """The newest head, kept elsewhere before the attack."""
    return Path(shutil.copy(attacked.head(), tmp_path / "kept-outside"))


@pytest.fixture
def older(attacked: Attacked, tmp_path: Path) -> Path:
    """A head from before the last two entries, kept elsewhere before the attack."""
    kept = max(attacked.folder.glob("checkpoints/*.checkpoint"))
    return Path(shutil.copy(kept, tmp_path / "kept-earlier"))


@pytest.fixture(scope="session")
def whole_stamped(
    whole: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Anchored, Anchored]:
    """The whole archive with two timestamps. Not to be changed."""
    site = tmp_path_factory.mktemp("stamped")
    copy_archive(whole, site / "archive")
    archive = founding.open_archive(site / "archive")
    office = set_up(archive, site)
    first = stamp(archive, office)
    custody.transfer(archive, "photo", to="a laboratory")
    second = stamp(archive, office)
    custody.transfer(archive, "photo", to="a court")
    archive.close()
    return site / "archive", first, second


@pytest.fixture
def stamped(whole_stamped: tuple[Path, Anchored, Anchored], tmp_path: Path) -> Stamped:
    """A copy of the archive with two timestamps, to be attacked."""
    folder, first, second = whole_stamped
    copy_archive(folder, tmp_path / "archive")
    return Stamped(Attacked(tmp_path / "archive"), first, second)
