"""Names are found across scripts and spellings, and told by which name they were found."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import recording
from archive.disclosure import CONFIDENTIAL
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from tests.archive.samples import actor, copy_of, incident

SPELLINGS = ("Kalyapin", "Kaliapin", "Калiапин", "Каляпин", "كاليابين", "Kaljapin", "KALYAPIN")


def people(engine: SearchEngine, name: str, limit: int = 20) -> dict[str, str]:
    """Refs of those who are found, each with the name by which it was."""
    return {one.ref: one.name for one in engine.people(name, CONFIDENTIAL, limit)}


@pytest.fixture(scope="module")
def crowd(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """Somebody, and others who are not called so; for tests that change nothing."""
    folder: Path = tmp_path_factory.mktemp("crowd")
    archive = copy_of(founded, folder / "archive")
    others = ["Marat Dobrynin", "Olga Sedova", "Hassan Kalib", "Kalina Petrova", "Capone", "Lapin"]
    recording.record(
        archive,
        [
            actor("him", name="Igor Kalyapin"),
            *(actor(f"other-{n}", name=name) for n, name in enumerate(others)),
            incident(
                "held",
                title="Someone was held",
                acts=[{"type": "detention", "victims": [{"actor": "him"}]}],
            ),
        ],
    )
    yield engine_of(archive)
    archive.close()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_each_spelling_finds_him_and_nobody_else(crowd: SearchEngine, spelling: str) -> None:
    assert people(crowd, spelling) == {"him": "Igor Kalyapin"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_each_spelling_finds_what_happened_to_him_and_says_by_which_name(
    crowd: SearchEngine, spelling: str
) -> None:
    (hit,) = crowd.search(SearchQuery(words=spelling), CONFIDENTIAL).hits
    assert hit.ref == "held"
    assert hit.matched[0].startswith("Igor Kalyapin")
    if spelling not in ("Kalyapin", "KALYAPIN", "Каляпин"):
        assert hit.matched == (f"Igor Kalyapin (for {spelling})",)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("I. Kalyapin", "Igor Kalyapin"),
        ("И. Каляпин", "Igor Kalyapin"),
        ("President Kalyapin", "Igor Kalyapin"),
        ("Полковник Каляпин", "Igor Kalyapin"),
        ("KALYAPIN, Igor", "Igor Kalyapin"),
        ("Igoris Kalyapinas", "Igor Kalyapin"),
        ("أحمد المصري", "Ahmad al-Masri"),
        ("احمد المصرى", "أحمد المصري"),
        ("Γεώργιος Βαλσάμης", "Georgios Valsamis"),
        ("გიორგი ბერიძე", "Giorgi Beridze"),
        ("Վարդան Պետրոսյան", "Vardan Petrosyan"),
        ("משה לוינסון", "Moshe Levinson"),
        ("José Muñoz", "Jose Munoz"),
        ("Batalyon12", "Battalion12"),
    ],
)
def test_a_name_is_found_by_another_form_of_it(archive: Archive, name: str, asked: str) -> None:
    recording.record(archive, [actor("who", name=name)])
    assert people(engine_of(archive), asked) == {"who": name}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("President Sedov", "Igor Kalyapin"),
        ("O. Kalyapin", "Igor Kalyapin"),
        ("Igor Sedov", "Igor Kalyapin"),
        ("President", "Igor Kalyapin"),
        ("I. K.", "Igor Kalyapin"),
        ("Battalion12", "Battalion21"),  # words with other digits sound alike, and are others
        ("Batalion١٢", "Battalion21"),
    ],
)
def test_another_name_is_not_found(archive: Archive, name: str, asked: str) -> None:
    recording.record(archive, [actor("who", name=name)])
    assert people(engine_of(archive), asked) == {}


def test_spellings_of_one_name_are_found_among_many_others(
    archive: Archive, shared_data: Path
) -> None:
    listed = shared_data / "names-rigour" / "contrib"
    his = [line for line in (listed / "putin_names.txt").read_text("utf-8").splitlines() if line]
    others = _others(shared_data, 2_000)
    recording.record(archive, [actor(f"his-{n}", name=name) for n, name in enumerate(his)])
    recording.record(archive, [actor(f"other-{n}", name=name) for n, name in enumerate(others)])
    found = people(engine_of(archive), "Vladimir Putin", limit=10_000)
    right = [ref for ref in found if ref.startswith("his-")]
    assert len(right) >= 0.9 * len(his)
    assert len(found) - len(right) <= 0.01 * len(others)


def _others(shared_data: Path, count: int) -> list[str]:
    """So many names of others."""
    press = json.loads(
        (shared_data / "killed-in-gaza/press_killed_in_gaza.json").read_text("utf-8")
    )
    found = [row[field] for row in press for field in ("name", "name_en") if row.get(field)]
    with (shared_data / "pinochet-rettig/pinochet.csv").open(encoding="utf-8") as file:
        found += [f"{row['first_name']} {row['last_name']}" for row in csv.DictReader(file)]
    chosen = random.Random(1)
    return chosen.sample(sorted(set(found)), count)
