"""An invented archive in which search has something to be wrong about: levels, places, names.

No word sounds like another, so that a slow search can tell hits by comparing letters.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from archive import recording
from archive.workspace import Archive
from schemas.shape import Json
from tests.archive.samples import draft

WORDS = [
    "bridge",
    "houses",
    "lantern",
    "orchard",
    "garden",
    "cellar",
    "window",
    "barrel",
    "copper",
    "timber",
    "pebble",
    "thunder",
    "magnet",
    "violin",
    "saddle",
    "fountain",
]
RUSSIAN = ["мосты", "дома", "фонари", "огород", "подвалы", "окна", "бочки", "медь"]
KINDS = ("destruction", "attack", "threat", "detention", "seizure", "killing")
ACTS = ("destruction_of_property", "physical_assault", "detention", "arrest", "looting")
LEVELS = ("public", "restricted", "confidential")
DATES = (
    "2014-12-04", "2014-12", "2014", "[2014-12-05..2015-01-28]", "2014-11-28/2014-12-09",
    "2014-12-11/..", "../2014-12-01", "2014-12-1X", "2014-12-05~", None,
)  # fmt: skip
ACTORS = ("Dobrin Quellmar", "Ilvatha Zorb", "Fennigor", "Hassimund Tarr")
PLACES = (
    ("land", None, (45.7, 43.3), 150_000),
    ("north", "land", (45.7, 44.0), 40_000),
    ("south", "land", None, None),
    ("town", "north", (45.69, 43.98), 5_000),
    ("village", "south", (45.5, 42.9), 900),
    ("edge", "south", (179.99, 10.0), 5_000),
)
PLACE_NAMES = {
    "land": "Vurdia", "north": "Ostrelle", "south": "Kimbath", "town": "Galdorn",
    "village": "Peshko", "edge": "Wenzil",
}  # fmt: skip


def fill(archive: Archive, seed: int, incidents: int = 60) -> None:
    """Record places, actors, items and so many incidents."""
    chosen = random.Random(seed)
    for some in (_places(chosen), _actors(chosen), _incidents(chosen, incidents)):
        recording.record(archive, [draft(row.pop("type"), row.pop("ref"), **row) for row in some])
    recording.record(
        archive, [draft(row.pop("type"), row.pop("ref"), **row) for row in _items(chosen)]
    )


def _places(chosen: random.Random) -> Iterator[dict[str, Any]]:
    for ref, parent, position, radius in PLACES:
        row: dict[str, Any] = {"type": "place", "ref": ref, "names": [{"text": PLACE_NAMES[ref]}]}
        if parent:
            row["parent"] = parent
        if position:
            row["geometry"] = {"type": "Point", "coordinates": list(position)}
            row["radius_m"] = radius
        if ref in ("village", "edge"):
            row["access"] = {"level": chosen.choice(LEVELS)}
        yield row


def _actors(chosen: random.Random) -> Iterator[dict[str, Any]]:
    for number, name in enumerate(ACTORS):
        yield {
            "type": "actor",
            "ref": f"actor-{number}",
            "names": [{"text": name}],
            "access": {"level": LEVELS[number % 3]},
        }


def _incidents(chosen: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        row: dict[str, Any] = {
            "type": "incident",
            "ref": f"i{number}",
            "title": _text(chosen, WORDS, 3),
            "kinds": chosen.sample(KINDS, chosen.randrange(3)),
            "narrative": {"en": _text(chosen, WORDS, 8), "ru": _text(chosen, RUSSIAN, 4)},
            "tags": chosen.sample(("dusk", "dawn", "noon"), chosen.randrange(3)),
            "acts": [_act(chosen) for _ in range(chosen.randrange(3))],
            "access": _access(chosen),
        }
        if (date := chosen.choice(DATES)) is not None:
            row["date"] = {"edtf": date}
        if (place := _place(chosen)) is not None:
            row["place"] = place
        _only_what_is_there(row)
        yield row


def _act(chosen: random.Random) -> dict[str, Json]:
    act: dict[str, Json] = {"type": chosen.choice(ACTS)}
    if chosen.random() < 0.5:
        act["victims"] = [{"actor": f"actor-{chosen.randrange(len(ACTORS))}"}]
    else:
        act["victims"] = [{"description": _text(chosen, WORDS, 2)}]
    return act


def _place(chosen: random.Random) -> dict[str, Json] | None:
    match chosen.randrange(4):
        case 0:
            return None
        case 1:
            return {"place": chosen.choice(PLACES)[0]}
        case 2:
            return {"place": "town", **_position(chosen)}
        case _:
            return {"name": "Somewhere", **_position(chosen)}


def _position(chosen: random.Random) -> dict[str, Json]:
    spot = [round(chosen.uniform(44, 47), 3), round(chosen.uniform(42, 45), 3)]
    found: dict[str, Json] = {"geometry": {"type": "Point", "coordinates": spot}}
    if chosen.random() < 0.8:
        found["radius_m"] = chosen.choice((0, 800, 30_000))
    if chosen.random() < 0.3:
        found |= {"precision": "1", "public_precision": "4", "admin": ["Vurdia", "Ostrelle"]}
    return found


def _access(chosen: random.Random) -> dict[str, Json]:
    fields = [
        {"path": f"/{name}", "level": chosen.choice(LEVELS[1:])}
        for name in chosen.sample(("narrative", "acts", "date", "place", "kinds", "title"), 2)
    ]
    level = chosen.choice(("public", "public", "restricted", "confidential"))
    return {"level": level, "fields": fields}


def _only_what_is_there(row: dict[str, Any]) -> None:
    fields = row["access"]["fields"]
    row["access"]["fields"] = [field for field in fields if row.get(field["path"][1:])]


def _items(chosen: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(8):
        yield {
            "type": "item",
            "ref": f"item-{number}",
            "title": f"{('Sketch', 'Letter')[number % 2]} {WORDS[number]} mountain",
            "documents": [{"incident": f"i{chosen.randrange(20)}"}],
            "access": {"level": LEVELS[number % 3]},
        }


def _text(chosen: random.Random, words: tuple[str, ...] | list[str], count: int) -> str:
    return " ".join(chosen.choices(words, k=count))
