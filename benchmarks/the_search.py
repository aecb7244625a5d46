"""Searching many incidents in five languages, beside others over the same rows in the same run.

Every class of query asks for counts, facets, months and a page of rows, as a page of the archive
does. With KHRONIKA_BENCH_MILLION=1 in the environment, a million incidents and Tantivy.
"""

from __future__ import annotations

import json
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from archive import founding, recording
from archive.disclosure import CONFIDENTIAL
from archive.search import choosing
from archive.search.choosing import IndexEngine
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from benchmarks.beside_search import Beside, by_datasette, by_sqlite
from benchmarks.figures import Figure, latency, rate
from benchmarks.invented import Inventor
from schemas.records import read_record

QUERIES = 60
MOST_MS = 25
MILLION = os.environ.get("KHRONIKA_BENCH_MILLION") == "1"
ACTORS = 2_000
BATCH = 1_000

Row = dict[str, Any]


def measure(place: Path, incidents: int) -> Iterator[Figure]:
    """The rate of indexing, and every class of query, by each engine."""
    incidents = 1_000_000 if MILLION else incidents
    archive = founding.found_archive(place / "search", person="bench")
    chosen = random.Random(2)
    beside = Beside(place)
    names, samples = _record(archive, incidents, chosen, beside)
    took = beside.finish()
    yield rate(f"  beside: SQLite FTS5: index {incidents:,} rows", incidents, took, 700, "records")
    classes = _classes(_words(samples), names, chosen)
    engines = (IndexEngine.TANTIVY,) if MILLION else tuple(IndexEngine)
    for kind in engines:
        choosing.choose(archive.settings, kind)
        yield from _by(archive, incidents, classes, kind)
    yield from by_sqlite(beside.path, classes, QUERIES, MOST_MS)
    yield from by_datasette(beside.path, classes, QUERIES, MOST_MS)
    archive.close()


def _record(
    archive: Archive, incidents: int, chosen: random.Random, beside: Beside
) -> tuple[list[str], list[Row]]:
    """Record actors and incidents; the names, and some of the incidents. All go `beside`, too."""
    inventor, samples = Inventor(), []
    names = [f"{inventor.text('en', 1)} {inventor.text('es', 1)}".title() for _ in range(ACTORS)]
    actors = [
        {"type": "actor", "ref": f"a{n}", "kind": "individual", "names": [{"text": name}]}
        for n, name in enumerate(names)
    ]
    recording.record(archive, [read_record(json.dumps(row)) for row in actors])
    batch: list[Row] = []
    for number, row in enumerate(inventor.incidents(incidents)):
        if number % 3 == 0:
            row["acts"][0]["victims"].append({"actor": f"a{chosen.randrange(ACTORS)}"})
        if number % (incidents // 400 or 1) == 0:
            samples.append(row)
        beside.add(number, row)
        batch.append(row)
        if len(batch) == BATCH:
            recording.record(archive, [read_record(json.dumps(row)) for row in batch])
            batch = []
    recording.record(archive, [read_record(json.dumps(row)) for row in batch])
    return names, samples


def _words(samples: list[Row]) -> list[list[str]]:
    """Texts as lists of words."""
    return [next(iter(row["narrative"].values())).split() for row in samples]


def _by(
    archive: Archive, incidents: int, classes: dict[str, Callable[[], SearchQuery]], kind: str
) -> Iterator[Figure]:
    engine = engine_of(archive, patience=0)
    start = time.perf_counter()
    engine.index_all()
    took = time.perf_counter() - start
    yield rate(f"{kind}: index {incidents:,} incidents", incidents, took, 700, "records")
    size = sum(path.stat().st_size for path in archive.settings.index.rglob("*") if path.is_file())
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure(f"{kind}: size of the index", f"{size / 1e6:,.0f} MB", 0, "none")
    yield Figure(f"{kind}: most memory so far", f"{used:,.0f} MB", 0, "none")
    start = time.perf_counter()
    engine_of(archive).search(SearchQuery(words="first"), CONFIDENTIAL)
    took = time.perf_counter() - start
    yield Figure(f"{kind}: first answer of a new process", f"{took:.2f} s", took / 2, "2 s")
    engine.search(SearchQuery(words="warm"), CONFIDENTIAL)
    engine.settle()  # as `khronika serve` does
    for name, ask in classes.items():
        yield latency(f"{kind}: {name}", list(_times(engine, ask)), MOST_MS)
    yield from _one_more(archive, engine, kind)


def _times(engine: SearchEngine, ask: Callable[[], SearchQuery]) -> Iterator[float]:
    for query in [ask() for _ in range(QUERIES)]:
        start = time.perf_counter()
        engine.search(query, CONFIDENTIAL)
        yield time.perf_counter() - start


def _classes(
    texts: list[list[str]], names: list[str], chosen: random.Random
) -> dict[str, Callable[[], SearchQuery]]:
    counted = Counter(word for text in texts for word in text).most_common()
    common, rare = [word for word, _ in counted[:40]], [word for word, _ in counted[-4000:]]
    words = [word for text in texts for word in text]

    def day() -> str:
        return f"20{chosen.randrange(10, 24)}-0{chosen.randrange(1, 10)}"

    def box() -> tuple[float, float, float, float]:
        west, south = chosen.uniform(20, 50), chosen.uniform(30, 50)
        return west, south, west + 8, south + 8

    def two(mark: str) -> SearchQuery:
        text = chosen.choice(texts)
        at = chosen.randrange(len(text) - 1)
        return SearchQuery(words=f"{mark}{text[at]} {text[at + 1]}{mark}")

    def misspelt() -> SearchQuery:
        word = chosen.choice([word for word in words if len(word) > 5])
        return SearchQuery(words=f"{word[:3]}{word[4:]}~")

    asked: dict[str, Callable[[], SearchQuery]] = {
        "a rare word": lambda: SearchQuery(words=chosen.choice(rare)),
        "a common word": lambda: SearchQuery(words=chosen.choice(common)),
        "two words": lambda: two(""),
        "a phrase": lambda: two('"'),
        "a beginning": lambda: SearchQuery(words=chosen.choice(words)[:4] + "*"),
        "a misspelt word": misspelt,
        "a name": lambda: SearchQuery(words=chosen.choice(names)),
        "word, dates, kind": lambda: SearchQuery(
            words=chosen.choice(words), date_from=day(), date_to="2024", kinds=("attack",)
        ),
        "word, map extent, newest": lambda: SearchQuery(
            words=chosen.choice(words), bbox=box(), sort="newest"
        ),
        "common word, cells": lambda: SearchQuery(words=chosen.choice(common), cells=1),
        "word, dates, place": lambda: SearchQuery(
            words=chosen.choice(words), date_from=day(), date_to="2024", place=chosen.choice(words)
        ),
        "nothing": SearchQuery,
        "no words, dates": lambda: SearchQuery(date_from=day(), date_to="2024"),
        "no words, map extent, newest, cells": lambda: SearchQuery(
            bbox=box(), sort="newest", cells=1
        ),
        "no words, near, cells": lambda: SearchQuery(
            near=(45, 40, chosen.uniform(50, 500)), cells=1
        ),
    }
    return {name: partial(_with_months, ask) for name, ask in asked.items()}


def _with_months(ask: Callable[[], SearchQuery]) -> SearchQuery:
    return replace(ask(), histogram="month")


def _one_more(archive: Archive, engine: SearchEngine, kind: str) -> Iterator[Figure]:
    """What it costs the person who records, and how soon the words are found."""
    recorded, found = [], []
    for number, row in enumerate(Inventor(seed=9).incidents(20)):
        row["ref"] = f"late-{kind}-{number}"
        row["title"] = f"latecomer{kind}{number}"
        draft = read_record(json.dumps(row))
        start = time.perf_counter()
        recording.record(archive, [draft])
        recorded.append(time.perf_counter() - start)
        results = engine_wait(engine, row["title"])
        assert results == 1
        found.append(time.perf_counter() - start)
    yield latency(f"{kind}: one more is recorded", recorded, 100)
    yield latency(f"{kind}: one more is recorded and found by its words", found, 1000)


def engine_wait(engine: SearchEngine, word: str) -> int:
    """Bring the index up to the log, as a running server does, and look for a word."""
    engine.index_all()
    return engine.search(SearchQuery(words=word), CONFIDENTIAL).certain
