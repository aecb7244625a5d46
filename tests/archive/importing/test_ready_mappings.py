"""Ready mappings: over the public sets where they are here, and over rows that look like theirs."""

from __future__ import annotations

import csv
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from archive import repository
from archive.importing.mapping import read_mapping, ready_mappings
from archive.importing.planning import Plan
from archive.importing.run import Order, import_file
from archive.workspace import Archive
from tests.archive.importing.tables import stored, written

SETS = [
    ("2020pb-json", "2020pb/all-locations-v2.json", 300, 0),
    ("2020pb-csv", "2020pb/all-locations.csv", 300, 0),
    ("ucdp-ged", "ucdp-ged-caf/GEDEvent_v23_1_CAF.geojson", 310, 2),
    ("ovdinfo-2012", "ovdinfo/detentions_2011_2012.csv", 228, 0),
    ("ovdinfo-2013", "ovdinfo/detentions_2013.csv", 235, 1),
    ("killed-in-gaza-press", "killed-in-gaza/press_killed_in_gaza.json", 262, 0),
    ("pinochet-rettig", "pinochet-rettig/pinochet.csv", 300, 0),
]
"""Mapping, file, how many of its rows, and how many of these contradict themselves."""


@pytest.mark.parametrize("name", ready_mappings())
def test_every_ready_mapping_is_understood(name: str) -> None:
    assert read_mapping(name).templates


def first_rows(path: Path, count: int, folder: Path) -> Path:
    """The same file with its first rows alone."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as source:
            lines = list(islice(csv.reader(source), count + 1))
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
        return folder / path.name
    whole = json.loads(path.read_text("utf-8"))
    for name in ("data", "features"):
        if name in whole:
            whole[name] = whole[name][:count]
    return written(folder, json.dumps(whole), path.name)


@pytest.mark.parametrize("known", SETS, ids=[name for name, *_ in SETS])
def test_every_row_of_a_public_set_is_accepted_or_refused_with_its_reason(
    archive: Archive, tmp_path: Path, shared_data: Path, known: tuple[str, str, int, int]
) -> None:
    name, file, rows, refused = known
    problems: list[Any] = []

    def watch(plan: Plan, _progress: object) -> None:
        problems.extend(one.problems for one in plan.refused)

    path = first_rows(shared_data / file, rows, tmp_path)
    outcome = import_file(archive, path, read_mapping(name), Order(dry_run=True), watch)
    assert outcome.progress.rows == rows
    assert (outcome.progress.accepted, outcome.progress.refused) == (rows - refused, refused)
    assert len(problems) == refused
    assert all(problem.reason for some in problems for problem in some)


VICTIM = {
    "individual_id": "1", "group_id": "7", "start_date_daily": "1973-09-12",
    "end_date_daily": "1973-09-14", "start_date_monthly": "1973-09-01",
    "end_date_monthly": "1973-09-01", "last_name": "Primera", "first_name": "Ana", "male": "0",
    "occupation": "NA", "occupation_detail": "baker", "victim_affiliation": "NA",
    "victim_affiliation_detail": "NA", "violence": "Killed", "method": "Gun",
    "perpetrator_affiliation_detail": "Policemen", "nationality": "NA", "age": "30",
    "page": "12",
}  # fmt: skip
for _n in range(1, 7):
    VICTIM |= {f"{name}_{_n}": "NA" for name in (
        "place", "location", "latitude", "longitude", "exact_coordinates"
    )}  # fmt: skip


def victims(*changes: dict[str, str]) -> str:
    rows = [{**VICTIM, **change} for change in changes]
    lines = [",".join(VICTIM), *(",".join(row.values()) for row in rows)]
    return "\r\n".join(lines)


def imported(archive: Archive, path: Path, name: str) -> None:
    outcome = import_file(archive, path, read_mapping(name), Order())
    assert outcome.progress.refused == 0


def test_victims_of_one_event_are_acts_of_one_incident(archive: Archive, tmp_path: Path) -> None:
    rows = victims(
        {"place_1": "Home", "location_1": "A street", "latitude_1": "-33.4",
         "longitude_1": "-70.6", "exact_coordinates_1": "0",
         "location_3": "A barracks", "place_3": "In Custody"},
        {"individual_id": "2", "violence": "Disappearance", "start_date_daily": "NA",
         "end_date_daily": "NA"},
        {"individual_id": "3", **dict.fromkeys(
            ("start_date_daily", "end_date_daily", "start_date_monthly", "end_date_monthly"), "NA"
        )},
    )  # fmt: skip
    imported(archive, written(tmp_path, rows), "pinochet-rettig")
    incident = stored(archive, "rettig-7")
    first, second, third, place = (
        {act["key"]: act for act in incident["acts"]}[key]
        for key in ("v1", "v2", "v3", "v1-place3")
    )
    assert first["date"]["edtf"] == "[1973-09-12..1973-09-14]"
    assert first["place"]["precision"] == "2"
    assert second["date"]["edtf"] == "1973-09"
    assert (second["type"], second["victims"][0]["status_at_end"]) == ("disappearance", "missing")
    assert "date" not in third
    assert place["place"]["name"] == "A barracks"
    assert incident["date"]["edtf"] == "[1973-09-01..1973-09-30]"
    assert incident["kinds"] == ["killing", "detention"]


def test_believed_dates_stay_believed(archive: Archive, tmp_path: Path) -> None:
    row = {
        "id": "xx-town-1", "name": "A march was stopped", "description": "At noon.",
        "date": "2020-05-30", "date_text": "(Believed to be) 2020-05-30", "state": "Land",
        "city": "Town", "tags": ["march"], "geolocation": "10.5, 20.25",
        "links": [{"url": "https://one.example/a", "text": "from above"}],
    }  # fmt: skip
    path = written(tmp_path, json.dumps({"data": [row]}), "list.json")
    imported(archive, path, "2020pb-json")
    incident = stored(archive, "xx-town-1")
    assert incident["date"]["edtf"] == "2020-05-30?"
    assert (incident["date"]["lo"], incident["date"]["hi"]) == ("2020-05-01", "2020-05-31")
    assert incident["place"]["geometry"]["coordinates"] == [20.25, 10.5]
    source = stored(archive, "links-xx-town-1")
    assert (source["urls"], source["note"]) == (["https://one.example/a"], "from above")
    assert incident["citations"][0]["source"] == source["id"]


def test_parties_of_many_events_are_recorded_once(archive: Archive, tmp_path: Path) -> None:
    own = {
        "side_a_new_id": 5, "side_a": "Army of A", "side_b_new_id": 6, "side_b": "Group B",
        "dyad_name": "A - B", "where_coordinates": "Town", "type_of_violence": 3,
        "source_article": "A paper", "date_start": "2009-08-07T00:00:00",
        "date_end": "2009-09-10T00:00:00", "where_description": "near Town", "where_prec": 5,
        "country": "Land", "adm_1": "", "adm_2": "", "low": 2, "high": 4, "deaths_civilians": 2,
    }  # fmt: skip
    features = [
        {"type": "Feature", "properties": {"id": number, **own},
         "geometry": {"type": "Point", "coordinates": [26.5, 5.25]}}
        for number in (1, 2)
    ]  # fmt: skip
    path = written(tmp_path, json.dumps({"features": features}), "events.geojson")
    imported(archive, path, "ucdp-ged")
    with archive.reading() as connection:
        assert len(list(repository.every(connection, "actor"))) == 2
    incident = stored(archive, "ucdp-2")
    assert incident["date"]["edtf"] == "[2009-08-07..2009-09-10]"
    assert incident["counts"][0]["value"] == {"comparator": "between", "lo": 2, "hi": 4}
    assert (incident["place"]["precision"], incident["context_only"]) == ("5", False)
