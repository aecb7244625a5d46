"""Rows of public data sets as incidents, in the barest way: what a test of search needs of them."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.shape import Json

Row = dict[str, Any]
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
LEVELS = ("public", "restricted", "confidential")


def incidents(folder: Path, name: str, count: int) -> list[Row]:
    """Some incidents of a set, the same ones each time, with levels of access by chance."""
    chosen = random.Random(4)
    rows = list(SETS[name](folder / name))
    some = chosen.sample(rows, min(count, len(rows)))
    return [_with_access(chosen, f"i{n}", row) for n, row in enumerate(some)]


def _with_access(chosen: random.Random, ref: str, row: Row) -> Row:
    full = {key: value for key, value in row.items() if value}
    hidden = [name for name in ("narrative", "place", "date") if name in full]
    paths = [{"path": f"/{name}", "level": chosen.choice(LEVELS)} for name in hidden[:2]]
    access = {"level": chosen.choice(("public", "public", "restricted")), "fields": paths}
    return {"type": "incident", "ref": ref, **full, "access": access}


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


def _point(lon: Any, lat: Any, radius_m: int | None) -> Json:
    try:
        position = [float(lon), float(lat)]
    except (TypeError, ValueError):
        return None
    found: dict[str, Json] = {"geometry": {"type": "Point", "coordinates": position}}
    return found if radius_m is None else {**found, "radius_m": radius_m}


def _texts(**texts: str | None) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text and text.strip()}


def _police_brutality(folder: Path) -> Iterator[Row]:
    for row in json.loads((folder / "all-locations-v2.json").read_text("utf-8"))["data"]:
        yield {
            "title": row["name"] or row["id"],
            "narrative": _texts(en=row["description"]),
            "date": {"edtf": row["date"]} if row["date"] else None,
            "place": _point(row["geolocation"].get("long"), row["geolocation"].get("lat"), 5_000)
            if isinstance(row.get("geolocation"), dict)
            else {"name": f"{row['city']}, {row['state']}"},
            "kinds": ["attack"],
        }


def _police_killings(folder: Path) -> Iterator[Row]:
    for row in _table(folder / "police_killings_2015.csv"):
        month = MONTHS.index(row["month"]) + 1
        yield {
            "title": f"{row['name']} in {row['city']}",
            "narrative": _texts(en=f"{row['cause']}; {row['lawenforcementagency']}"),
            "date": {"edtf": f"{row['year']}-{month:02}-{int(row['day']):02}"},
            "place": _point(row["longitude"], row["latitude"], 300),
            "kinds": ["killing"],
        }


def _press(folder: Path) -> Iterator[Row]:
    for row in json.loads((folder / "press_killed_in_gaza.json").read_text("utf-8")):
        yield {
            "title": row["name_en"] or row["name"],
            "narrative": _texts(en=row.get("notes"), ar=row["name"]),
            "kinds": ["killing"],
        }


def _detentions(folder: Path) -> Iterator[Row]:
    for name in ("detentions_2011_2012.csv", "detentions_2013.csv"):
        for row in _table(folder / name):
            day = datetime.strptime(row["date"], "%d.%m.%Y").date()  # noqa: DTZ007  a day, no time
            yield {
                "language": "ru",
                "title": row["description"].strip() or row["subject"] or "—",
                "narrative": _texts(en=row["description_eng"], ru=row["subject"]),
                "date": {"edtf": day.isoformat()},
                "place": {"name": row["place"]} if row["place"].strip() else None,
                "kinds": ["detention"],
            }


def _rettig(folder: Path) -> Iterator[Row]:
    for row in _table(folder / "pinochet.csv"):
        first, last = row["start_date_daily"], row["end_date_daily"]
        known = first not in ("", "NA") and last not in ("", "NA") and first <= last
        exact = row["exact_coordinates_1"] == "1"
        yield {
            "language": "es",
            "title": f"{row['first_name']} {row['last_name']}",
            "narrative": _texts(es=row["location_1"], en=row["occupation"]),
            "date": {"edtf": f"[{first}..{last}]" if first != last else first} if known else None,
            "place": _point(row["longitude_1"], row["latitude_1"], 100 if exact else None),
            "kinds": ["killing"],
        }


def _conflict(folder: Path) -> Iterator[Row]:
    found = json.loads((folder / "GEDEvent_v23_1_CAF.geojson").read_text("utf-8"))
    for feature in found["features"]:
        row = feature["properties"]
        first, last = row["date_start"][:10], row["date_end"][:10]
        lon, lat = feature["geometry"]["coordinates"][:2]
        yield {
            "title": f"{row['side_a']} and {row['side_b']}",
            "narrative": _texts(en=f"{row['where_description']}. {row['source_headline'] or ''}"),
            "date": {"edtf": first if first == last else f"[{first}..{last}]"},
            "place": _point(lon, lat, 10_000 * int(row["where_prec"])),
            "kinds": ["attack"],
        }


SETS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "2020pb": _police_brutality,
    "fivethirtyeight": _police_killings,
    "killed-in-gaza": _press,
    "ovdinfo": _detentions,
    "pinochet-rettig": _rettig,
    "ucdp-ged-caf": _conflict,
}
"""By the name of the folder."""
