"""Places are suggested by any of their names, and never placed by a machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import gazetteer, recording
from archive.cli import cli
from archive.workspace import Archive
from schemas.records import read_record

TOWNS = [
    {"geonameid": 1, "name": "Galdorn", "countrycode": "VU", "latitude": 43.5, "longitude": 45.5,
     "population": 90_000, "alternatenames": ["Галдорн", "غلدورن", "Galdornia"]},
    {"geonameid": 2, "name": "Galdornvik", "countrycode": "VU", "latitude": 44.0,
     "longitude": 46.0, "population": 300_000, "alternatenames": []},
    {"geonameid": 3, "name": "Peshko", "countrycode": "KI", "latitude": -1.0, "longitude": 179.0,
     "population": 16_000, "alternatenames": ["Пешко", ""]},
]  # fmt: skip


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "gazetteer.db"
    gazetteer.build(path, TOWNS, {"VU": "Vurdia"})
    return path


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Galdorn", ["Galdorn", "Galdornvik"]),
        ("галдорн", ["Galdorn", "Galdornvik"]),
        ("غلدورن", ["Galdorn"]),
        ("Gald", ["Galdornvik", "Galdorn"]),
        ("Galdorrn", ["Galdorn"]),
        ("Peschko", ["Peshko"]),
        ("Peshko", ["Peshko"]),
        ("Nowhere", []),
        ("", []),
        ("'; DROP TABLE names; --", []),
        ("*", []),
    ],
)
def test_a_place_is_suggested_by_any_of_its_names(
    listed: Path, text: str, names: list[str]
) -> None:
    assert [found.name for found in gazetteer.suggest(listed, text)] == names


def test_a_suggestion_says_by_which_name_and_where(listed: Path) -> None:
    (found, *_) = gazetteer.suggest(listed, "Галдорн")
    assert (found.matched, found.country, found.lat, found.lon) == (
        "Галдорн",
        "Vurdia",
        43.5,
        45.5,
    )
    (unknown,) = gazetteer.suggest(listed, "Peshko")
    assert unknown.country == "KI"


def test_a_suggestion_is_a_draft_that_a_person_can_record(archive: Archive, listed: Path) -> None:
    (found, *_) = gazetteer.suggest(listed, "Галдорн")
    (made,) = recording.record(archive, [read_record(json.dumps(found.draft()))])
    assert (made.type, made.change) == ("place", "created")


def test_the_command_tells_where_the_list_is_from(archive: Archive) -> None:
    gazetteer.build(archive.settings.folder / "gazetteer.db", TOWNS, {})
    asked = ["--archive", str(archive.settings.folder), "place", "suggest"]
    told = json.loads(CliRunner().invoke(cli, [*asked, "Peshko", "--json"]).output)
    assert told["origin"] == "GeoNames (geonames.org), CC BY 4.0"
    assert told["suggestions"][0]["draft"]["gazetteer_ids"] == {"geonames": "3"}
    shown = CliRunner().invoke(cli, [*asked, "Peshko"]).output
    assert shown.startswith("Peshko, KI  -1.0000, 179.0000  16,000 people\n")
    assert "no town" in CliRunner().invoke(cli, [*asked, "Nowhere"]).output
