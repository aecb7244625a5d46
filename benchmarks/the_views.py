"""Searching records of which three audiences see three things, and two teams two more.

Each incident has a field for those cleared for the restricted and one for the confidential; every
third names an actor who is in a compartment. So each has three views, and many have six. The same
incidents without any rule are measured beside them: what keeping views apart costs is the ratio.
Times are of the processor, because other work on the machine is no property of the search.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive import founding, recording
from archive.disclosure.audience import read
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from benchmarks.figures import Figure, latency
from benchmarks.invented import Inventor
from schemas.records import read_record

QUERIES = 40
MOST_MS = 25
ACTORS = 200
BATCH = 1_000
FACETS = ("kind", "actor", "place")
RULES = [
    {"path": "/narrative", "level": "restricted"},
    {"path": "/counts", "level": "confidential"},
    {"path": "/acts/0/victims", "level": "confidential"},
]
AUDIENCES = ("public", "restricted", "restricted+team-a", "restricted+team-b", "confidential+*")

SURNAMES = (
    *("Velimirov", "Welimirow", "Velimiroff", "Велимиров", "Ostrander", "Ostrandre", "Острандер"),
    *("Kalimantan", "Calimantan", "Marrowby"),
)
"""Of people who are many: four spellings of one name, three of another, two of a third."""
WORDS = ("", "first", "Number7", "Velimirov")

Row = dict[str, Any]


def measure(place: Path, incidents: int) -> Iterator[Figure]:
    """Every audience over incidents with three views, and the widest one over the same with one."""
    plain = _filled(place / "one-view", incidents, ruled=False)
    yield from _by(plain, "one view", ("confidential+*",))
    ruled = _filled(place / "views", incidents, ruled=True)
    yield from _by(ruled, "three views", AUDIENCES)
    plain.close()
    ruled.close()


def _filled(place: Path, incidents: int, *, ruled: bool) -> Archive:
    archive = founding.found_archive(place, person="bench")
    chosen = random.Random(5)
    actors = [_actor(number, ruled=ruled) for number in range(ACTORS)]
    recording.record(archive, [read_record(json.dumps(row)) for row in actors])
    batch: list[Row] = []
    for number, row in enumerate(Inventor().incidents(incidents)):
        if number % 3 == 0:
            named = [{"actor": f"a{chosen.randrange(ACTORS)}"} for _ in range(2)]
            row["acts"][0]["perpetrators"] = named
        row["access"] = {"level": "public", "fields": _rules_of(row) if ruled else []}
        batch.append(row)
        if len(batch) == BATCH:
            recording.record(archive, [read_record(json.dumps(one)) for one in batch])
            batch = []
    recording.record(archive, [read_record(json.dumps(one)) for one in batch])
    return archive


def _actor(number: int, *, ruled: bool) -> Row:
    teams = [["team-a"], ["team-b"]][number % 2] if ruled else []
    named = [{"text": f"Number{number} {SURNAMES[number % len(SURNAMES)]}"}]
    access = {"level": "public", "compartments": teams}
    return {
        "type": "actor",
        "ref": f"a{number}",
        "kind": "individual",
        "names": named,
        "access": access,
    }


def _rules_of(row: Row) -> list[Row]:
    return [rule for rule in RULES if rule["path"].split("/")[1] in row]


def _by(archive: Archive, what: str, audiences: tuple[str, ...]) -> Iterator[Figure]:
    engine = engine_of(archive, patience=0)
    for name in audiences:  # people of these compartments work here: there are rows for them
        engine.search(SearchQuery(), read(name))
    start = time.process_time()
    engine.index_all()
    took = time.process_time() - start
    rows = engine.refresh().rows
    yield Figure(f"{what}: index {rows:,} rows", f"{rows / took:,.0f} rows/CPU s", 0, "none")
    for name in audiences:
        for words in WORDS:
            query = SearchQuery(words=words, facets=FACETS, histogram="year")
            yield latency(f"{what}, {name}: {words!r}", list(_times(engine, query, name)), MOST_MS)


def _times(engine: SearchEngine, query: SearchQuery, name: str) -> Iterator[float]:
    audience = read(name)
    engine.search(query, audience)
    for _ in range(QUERIES):
        start = time.process_time()
        engine.search(query, audience)
        yield time.process_time() - start


if __name__ == "__main__":
    import sys
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(Path(folder), int(sys.argv[1])):
            print(figure)
