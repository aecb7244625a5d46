"""Pages over HTTP beside Datasette's pages over the same rows: a search, a filter, a record.

Both programs are started anew and asked in turn; what is compared is the processor time that each
takes for a page, because the clock tells of a busy machine as well. Datasette is the program
`datasette` of the extra `bench`; facet suggestions are off.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.figures import Figure

ROUNDS = 12
WAIT_SECONDS = 300.0
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A program that serves pages."""

    base: str
    pid: int
    first: float
    """Seconds of the clock from its start to its first page."""
    spent: float
    """Seconds of the processor until then."""

    def page(self, path: str) -> bytes:
        """One page."""
        with urlopen(self.base + path, timeout=WAIT_SECONDS) as answer:
            found: bytes = answer.read()
            return found

    def cost(self, path: str) -> float:
        """Seconds of the processor for one page, after a first one."""
        self.page(path)
        before = _processor_seconds(self.pid)
        for _ in range(ROUNDS):
            self.page(path)
        return (_processor_seconds(self.pid) - before) / ROUNDS


def measure(archive: Path, rows: Path, word: str) -> Iterator[Figure]:
    """Pages of the archive in `archive`, beside those of the table `incidents` in `rows`."""
    beside = {
        f"/?words={quote(word)}&type=incident": f"/rows/incidents?_search={quote(word)}",
        "/?kind=detention&type=incident": "/rows/incidents?kind=detention&_facet=kind&_facet=place",
    }
    program = shutil.which("datasette", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    ours = [str(Path(sys.executable).with_name("khronika")), "--archive", str(archive), "serve"]
    with served(ours, "/") as our:
        yield Figure("first page after the start", f"{our.first:.2f} s", our.first / 2, "2 s")
        yield Figure("the same, processor", f"{our.spent:.2f} s", our.spent / 2, "2 s")
        ref = sqlite3.connect(rows).execute("SELECT ref, id FROM incidents LIMIT 1").fetchone()
        costs = {path: our.cost(path) for path in (*beside, f"/incident/{ref[0]}")}
        weights = {path: len(our.page(path)) for path in costs}
    for path, weight in weights.items():
        yield Figure(f"weight of {path}", f"{weight / 1024:.0f} KiB", weight / 153_600, "150 KiB")
    if program is None:
        return
    command = [program, "serve", str(rows), "--setting", "suggest_facets", "off"]
    with served(command, "/") as other:
        for path, theirs in beside.items():
            yield _beside(path, costs[path], other.cost(theirs), 0.5)
        path = f"/incident/{ref[0]}"
        yield _beside(path, costs[path], other.cost(f"/rows/incidents/{ref[1]}"), 1.0)


def rows_of(place: Path) -> tuple[Path, str]:
    """The incidents that `the_search` recorded, as a table for Datasette; and a word of theirs."""
    rows = place / "rows.db"
    db = sqlite3.connect(rows)
    db.execute("ATTACH ? AS archive", (str(place / "search" / "khronika.db"),))
    db.execute("ATTACH ? AS texts", (str(place / "fts.db"),))
    db.execute(
        "CREATE TABLE incidents AS SELECT v.record_id AS id, v.ref, v.title, v.date_words AS day,"
        " v.place_words AS place, v.lat, v.lon, x.c0 AS narrative, (SELECT max(value) FROM"
        " archive.terms s WHERE s.record_id = v.record_id AND s.field = 'kind') AS kind"
        " FROM archive.views v JOIN texts.t_content x ON v.ref = json_extract(x.c0, '$.ref')"
        " WHERE v.type = 'incident' AND v.view_hi >= 2"
    )
    db.execute("CREATE UNIQUE INDEX by_id ON incidents (id)")
    db.execute("CREATE INDEX by_kind ON incidents (kind)")
    db.execute("CREATE INDEX by_place ON incidents (place)")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(title, narrative, content='incidents')")
    db.execute("INSERT INTO found (found) VALUES ('rebuild')")
    (narrative,) = db.execute("SELECT narrative FROM incidents LIMIT 1").fetchone()
    db.commit()
    db.close()
    return rows, max(next(iter(json.loads(narrative)["narrative"].values())).split(), key=len)


def _beside(path: str, ours: float, theirs: float, most: float) -> Figure:
    told = f"{ours * 1e3:.1f} / {theirs * 1e3:.1f} ms"
    return Figure(f"processor for {path}", told, ours / theirs / most, f"<= {most} x Datasette")


@contextmanager
def served(command: list[str], path: str) -> Iterator[Server]:
    """A program that serves on a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        base = f"http://127.0.0.1:{port}"
        while True:
            try:
                with urlopen(base + path, timeout=WAIT_SECONDS) as answer:
                    answer.read()
                break
            except OSError:
                if time.perf_counter() - start > WAIT_SECONDS or process.poll() is not None:
                    raise
                time.sleep(0.02)
        first = time.perf_counter() - start
        yield Server(base, process.pid, first, _processor_seconds(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT_SECONDS)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


if __name__ == "__main__":
    for figure in measure(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]):
        print(figure.line(), flush=True)
