"""Searching many incidents, beside SQLite's own full-text search over the same texts."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archive import founding, recording
from archive.disclosure import CONFIDENTIAL
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from benchmarks.figures import Figure, latency, rate
from benchmarks.invented import Inventor
from schemas.records import read_record

QUERIES = 60
MOST_MS = 25


def measure(place: Path, incidents: int) -> Iterator[Figure]:
    """The rate of indexing, and every class of query."""
    archive = founding.found_archive(place / "search", person="bench")
    inventor = Inventor()
    rows = list(inventor.incidents(incidents))
    for first in range(0, incidents, 1000):
        drafts = [read_record(json.dumps(row)) for row in rows[first : first + 1000]]
        recording.record(archive, drafts)
    engine = engine_of(archive)
    start = time.perf_counter()
    engine.search(SearchQuery(words="", limit=1), CONFIDENTIAL)
    took = time.perf_counter() - start
    yield rate(f"index {incidents:,} incidents, search included", incidents, took, 700, "records")
    words = [word for row in rows[:400] for word in next(iter(row["narrative"].values())).split()]
    chosen = random.Random(2)
    for name, ask in _classes(words, chosen).items():
        times = []
        for _ in range(QUERIES):
            query = ask()
            start = time.perf_counter()
            engine.search(query, CONFIDENTIAL)
            times.append(time.perf_counter() - start)
        yield latency(f"search {name} among {incidents:,}", times, MOST_MS)
    yield _full_text(rows, words, place)
    yield _one_more(archive, inventor)
    archive.close()


def _classes(words: list[str], chosen: random.Random) -> dict[str, Callable[[], SearchQuery]]:
    def day() -> str:
        return f"20{chosen.randrange(10, 24)}-0{chosen.randrange(1, 10)}"

    def box() -> tuple[float, float, float, float]:
        west, south = chosen.uniform(20, 50), chosen.uniform(30, 50)
        return west, south, west + 8, south + 8

    return {
        "one word": lambda: SearchQuery(words=chosen.choice(words)),
        "two words": lambda: SearchQuery(words=" ".join(chosen.sample(words, 2))),
        "a prefix": lambda: SearchQuery(words=chosen.choice(words)[:4] + "*"),
        "word, date, kind": lambda: SearchQuery(
            words=chosen.choice(words), date_from=day(), date_to="2024", kinds=("attack",)
        ),
        "word, map extent": lambda: SearchQuery(words=chosen.choice(words), bbox=box()),
        "no words, dates": lambda: SearchQuery(words="", date_from=day(), date_to="2024"),
        "no words, near": lambda: SearchQuery(words="", near=(45, 40, chosen.uniform(50, 500))),
    }


def _full_text(rows: list[dict[str, object]], words: list[str], place: Path) -> Figure:
    connection = sqlite3.connect(place / "fts.db")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(body)")
    texts = ((json.dumps(row, ensure_ascii=False),) for row in rows)
    connection.executemany("INSERT INTO t VALUES (?)", texts)
    chosen, times = random.Random(2), []
    for _ in range(QUERIES):
        query = f'"{chosen.choice(words)}"'
        start = time.perf_counter()
        connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (query,)).fetchone()
        connection.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20", (query,)
        ).fetchall()
        times.append(time.perf_counter() - start)
    connection.close()
    return latency("  beside: SQLite FTS5, one word, count and 20 best", times, MOST_MS)


def _one_more(archive: Archive, inventor: Inventor) -> Figure:
    engine, times = engine_of(archive), []
    for number, row in enumerate(inventor.incidents(10)):
        row["ref"] = f"late{number}"
        draft = read_record(json.dumps(row))
        start = time.perf_counter()
        recording.record(archive, [draft])
        engine.search(SearchQuery(words="", limit=1), CONFIDENTIAL)
        times.append(time.perf_counter() - start)
    return latency("one incident recorded, durable and found", times, 1000)
