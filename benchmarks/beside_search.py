"""The same questions to others over the same rows: SQLite's full-text search, and Datasette.

SQLite is asked for what a page of the archive shows: the count, twenty rows, kinds and months
counted. Datasette (extra `bench`) answers with its own JSON, twenty rows and two facets, without
looking for further ones. Neither has what is only possible, nor words by their sound.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from archive.search.query import SearchQuery
from benchmarks.figures import Figure, latency

Ask = Callable[[], SearchQuery]
Row = dict[str, Any]
KM_A_DEGREE = 111.2
_FIELDS = "id INTEGER PRIMARY KEY, title TEXT, body TEXT, kind TEXT, day TEXT, lat REAL, lon REAL"


class Beside:
    """A database of its own with the texts of the records."""

    def __init__(self, place: Path) -> None:
        self.path = place / "fts.db"
        self._connection = sqlite3.connect(self.path)
        self._connection.execute(f"CREATE TABLE r ({_FIELDS})")
        self._connection.execute("CREATE VIRTUAL TABLE t USING fts5(title, body, content='r')")

    def add(self, number: int, row: Row) -> None:
        """Keep a record."""
        lon, lat = row["place"]["geometry"]["coordinates"]
        body = json.dumps(row, ensure_ascii=False)
        values = (number, row["title"], body, row["kinds"][0], row["date"]["edtf"], lat, lon)
        self._connection.execute("INSERT INTO r VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def finish(self) -> float:
        """Make the indexes; the seconds that it took."""
        start = time.perf_counter()
        self._connection.execute("INSERT INTO t(t) VALUES ('rebuild')")
        for column in ("kind", "day", "lat"):
            self._connection.execute(f"CREATE INDEX r_{column} ON r ({column})")
        self._connection.commit()
        self._connection.close()
        return time.perf_counter() - start


def by_sqlite(path: Path, classes: dict[str, Ask], times: int, most_ms: float) -> Iterator[Figure]:
    """Every class of query that SQLite has, asked of its own full-text search."""
    connection = sqlite3.connect(path)
    for name, ask in classes.items():
        taken = []
        for query in [ask() for _ in range(times)]:
            if (words := _words(query)) is None:
                break
            start = time.perf_counter()
            _ask_sqlite(connection, query, words)
            taken.append(time.perf_counter() - start)
        if taken:
            yield latency(f"  beside: SQLite FTS5: {name}", taken, most_ms)
    connection.close()


def _ask_sqlite(connection: sqlite3.Connection, query: SearchQuery, words: str) -> None:
    table, tests, values = "r", ["1"], dict[str, Any]()
    if words:
        table, tests, values["words"] = "t JOIN r ON r.id = t.rowid", ["t MATCH :words"], words
    for column, (first, last) in _bounds(query).items():
        tests.append(f"r.{column} BETWEEN :{column}_lo AND :{column}_hi")
        values |= {f"{column}_lo": first, f"{column}_hi": last}
    if query.kinds:
        tests.append("r.kind = :kind")
        values["kind"] = query.kinds[0]
    found = f"FROM {table} WHERE {' AND '.join(tests)}"
    order = "t.rank" if words and query.sort == "relevance" else "r.day DESC"
    for what in (
        f"SELECT count(*) {found}",
        f"SELECT r.id, r.title, r.body {found} ORDER BY {order} LIMIT 20",
        f"SELECT r.kind, count(*) {found} GROUP BY 1 ORDER BY 2 DESC",
        f"SELECT substr(r.day, 1, 7), count(*) {found} GROUP BY 1",
    ):
        connection.execute(what, values).fetchall()


def _words(query: SearchQuery) -> str | None:
    """The search text as FTS5 reads it. None: it has no such search."""
    text = query.words
    if ":" in text or text.endswith("~"):
        return None
    if '"' in text:
        return text
    return " ".join(f'"{one.rstrip("*")}"{"*" * one.endswith("*")}' for one in text.split())


def _bounds(query: SearchQuery) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    if query.date_from:
        found["day"] = query.date_from, query.date_to or "9999"
    if query.bbox:
        west, south, east, north = query.bbox
        found |= {"lat": (south, north), "lon": (west, east)}
    if query.near:
        lat, lon, km = query.near
        reach = km / KM_A_DEGREE
        found |= {"lat": (lat - reach, lat + reach), "lon": (lon - 2 * reach, lon + 2 * reach)}
    return found


def by_datasette(
    path: Path, classes: dict[str, Ask], times: int, most_ms: float
) -> Iterator[Figure]:
    """The same of Datasette, asked within its own process; nothing where it is not installed."""
    if find_spec("datasette") is None:
        return
    for name, taken in asyncio.run(_ask_datasette(path, classes, times)).items():
        yield latency(f"  beside: Datasette: {name}", taken, most_ms)


async def _ask_datasette(path: Path, classes: dict[str, Ask], times: int) -> dict[str, list[float]]:
    settings = {"suggest_facets": 0, "facet_time_limit_ms": 60_000, "sql_time_limit_ms": 60_000}
    datasette = importlib.import_module("datasette.app").Datasette([str(path)], settings=settings)
    await datasette.invoke_startup()
    found: dict[str, list[float]] = {}
    for name, ask in classes.items():
        asked = [(query, _words(query)) for query in (ask() for _ in range(times))]
        addresses = [_address(query, words) for query, words in asked if words is not None]
        for address in addresses:
            start = time.perf_counter()
            answer = await datasette.client.get(address)
            found.setdefault(name, []).append(time.perf_counter() - start)
            assert answer.status_code == 200, answer.text[:200]
    return found


def _address(query: SearchQuery, words: str) -> str:
    asked: list[tuple[str, Any]] = [("_size", 20), ("_facet", "kind"), ("_shape", "objects")]
    if words:
        asked += [("_search", words), ("_searchmode", "raw")]
    for column, (first, last) in _bounds(query).items():
        asked += [(f"{column}__gte", first), (f"{column}__lte", last)]
    asked += [("kind__exact", kind) for kind in query.kinds]
    return f"/fts/r.json?{urlencode(asked)}"
