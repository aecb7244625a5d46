"""Pages over HTTP beside Datasette's pages over the same rows: a search, a filter, a record.

Both programs are started anew and asked in turn; what is compared is the processor time that each
takes for a page, because the clock tells of a busy machine as well. The first time that a page is
asked for does not count. Datasette is the program
`datasette` of the extra `bench`; facet suggestions are off.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.figures import Figure, seconds

ROUNDS = 24
WAIT_SECONDS = 300.0


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
        """Seconds of the processor for one page."""
        before = _processor_seconds(self.pid)
        self.page(path)
        return _processor_seconds(self.pid) - before


FACETS = "_facet=kind&_facet=place"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page."""

    name: str
    ours: list[str]
    theirs: list[str]
    """The corresponding pages of Datasette."""
    most: float
    """How many times as long ours may take."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is asked for: the same of both programs."""

    words: list[str]
    records: list[tuple[str, str]]
    """Ids and refs."""

    def kinds(self) -> list[Kind]:
        """Each kind of page. Ours counts in every list, and has a map and a timeline in it."""
        found = [f"/?words={quote(word)}&type=incident" for word in self.words]
        theirs = [f"/rows/incidents?_search={quote(word)}" for word in self.words]
        filtered = "/?kind=detention&type=incident"
        counted = [f"{path}&{FACETS}" for path in theirs]
        rows = [f"/rows/incidents/{key}" for key, _ in self.records]
        return [
            Kind("search for a word", found, theirs, 0.5),
            Kind("search for a word, with facets", found, counted, 0.5),
            Kind(
                "filter, with facets", [filtered], [f"/rows/incidents?kind=detention&{FACETS}"], 0.5
            ),
            Kind("a record", [f"/incident/{quote(ref)}" for _, ref in self.records], rows, 1),
        ]


def measure(archive: Path, rows: Path, sample: Sample) -> Iterator[Figure]:
    """Pages of the archive in `archive`, beside those of the table `incidents` in `rows`."""
    program = shutil.which("datasette", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    command = [program or "", "serve", str(rows), "--setting", "suggest_facets", "off"]
    ours = [str(Path(sys.executable).with_name("khronika")), "--archive", str(archive), "serve"]
    with served(ours, "/") as our:
        yield Figure("first page after the start", f"{our.first:.2f} s", our.first / 2, "2 s")
        yield Figure("the same, processor", f"{our.spent:.2f} s", our.spent / 2, "2 s")
        found = sample.kinds()[0].ours[0]
        first = our.first + seconds(lambda: our.page(found))
        yield Figure("first answer after the start", f"{first:.2f} s", first / 2, "2 s")
        with served(command, "/") if program else nullcontext() as other:
            for kind in sample.kinds():
                weight = max(len(our.page(path)) for path in kind.ours)
                told = f"{weight / 1024:.0f} KiB"
                yield Figure(f"weight: {kind.name}", told, weight / 153_600, "150 KiB")
                if other is not None:
                    yield _beside(kind, *_costs(our, other, kind))


def _costs(our: Server, other: Server, kind: Kind) -> tuple[float, float]:
    """What a page takes of the processor, ours and theirs: in the middle of those asked in turn."""
    ours, theirs = [], []
    for warm in (True, False):
        for number in range(ROUNDS):
            took = our.cost(kind.ours[number % len(kind.ours)])
            takes = other.cost(kind.theirs[number % len(kind.theirs)])
            if not warm:
                ours.append(took)
                theirs.append(takes)
    return statistics.median(ours), statistics.median(theirs)


def rows_of(archive: Path, rows: Path) -> Sample:
    """Write the incidents of an archive into the database `rows` for Datasette; some of them.

    What is there already is taken as it is. A row has what the list of the archive shows, and the
    whole record, as its page does.
    """
    with closing(sqlite3.connect(rows.absolute().as_uri(), uri=True)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'found'").fetchone():
            uri = (archive / "khronika.db").absolute().as_uri()
            db.execute("ATTACH ? AS archive", (f"{uri}?mode=ro",))
            for statement in _ROWS:
                db.execute(statement)
            db.commit()
        some = db.execute("SELECT id, ref, record FROM incidents ORDER BY id LIMIT ?", (ROUNDS,))
        chosen = [(key, ref, json.loads(record)) for key, ref, record in some]
    texts = [next(iter(record["narrative"].values())) for _, _, record in chosen]
    return Sample(
        [max(text.split(), key=len) for text in texts],
        [(key, ref) for key, ref, _ in chosen],
    )


_ROWS = (
    """CREATE TABLE incidents (id TEXT PRIMARY KEY, ref TEXT, title TEXT, day TEXT, place TEXT,
    lat REAL, lon REAL, kind TEXT, record TEXT)""",
    """INSERT INTO incidents SELECT v.record_id, v.ref, v.title, v.date_words, v.place_words, v.lat,
    v.lon, json_extract(s.body, '$.kinds[0]'), s.body FROM archive.views v
    CROSS JOIN archive.records r ON r.id = v.record_id CROSS JOIN archive.revisions s
    ON s.record_id = r.id AND s.revision = r.revision
    WHERE v.type = 'incident' AND v.view_hi >= 2""",
    "CREATE INDEX by_kind ON incidents (kind)",
    "CREATE INDEX by_place ON incidents (place)",
    'CREATE VIRTUAL TABLE found USING fts5(title, record, content="incidents")',
    "INSERT INTO found (found) VALUES ('rebuild')",
)
"""The tables are gone through in the order in which they stand: each is found by its key."""


def _beside(kind: Kind, ours: float, theirs: float) -> Figure:
    told = f"{ours * 1e3:.1f} / {theirs * 1e3:.1f} ms"
    ratio = ours / theirs / kind.most
    return Figure(f"processor: {kind.name}", told, ratio, f"<= {kind.most} x Datasette")


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
    """What the threads of a program that are alive had of the processor (proc_pid_schedstat(5))."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9


def main() -> None:
    """Measure the pages of an archive that is there."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("archive", type=Path, help="folder of an archive with incidents")
    options.add_argument("rows", type=Path, help="their table for Datasette; made if need be")
    chosen = options.parse_args()
    for figure in measure(chosen.archive, chosen.rows, rows_of(chosen.archive, chosen.rows)):
        print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
