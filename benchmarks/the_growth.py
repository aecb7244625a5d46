"""How each cost grows with the archive: the same work at one size after the other.

    python -m benchmarks.the_growth --sizes 1000 10000 --place /var/tmp/growth
    python -m tests.servers --s3 .venv-s3/bin/ministack -- python -m benchmarks.the_growth

The second keeps the records on PostgreSQL and the bytes in a bucket. Each figure is printed as soon
as it is known, and all of them side by side at the end. With a `--place`, what was measured of a
size is kept there, and not measured again; a size that is not begun before `--minutes` are over is
left out, and it is said so. The largest size that is meant, a million, has to be asked for.

Each figure is told by the clock, and in brackets by the time that this program and those it started
had of the processors, which a busy machine does not lengthen as much. What a server of its own does
is in the first only.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import founding, intake, recording
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL
from archive.places import wanted_by_environment
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from benchmarks.invented import Inventor
from schemas.records import read_record
from tests.archive.samples import by_content
from webui.application import create_app

SIZES = (1_000, 10_000)
MINUTES = 60
AT_ONCE = 1_000
"""Records in one transaction."""
TIMES = 20
"""How often what takes little is done: the middle one is told."""
FILES = 100

Column = dict[str, str]


def main() -> None:
    """Print each figure, then a column for each size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="records")
    options.add_argument("--place", type=Path, help="folder to work in, where figures are kept")
    options.add_argument("--minutes", type=float, default=MINUTES, help="no size is begun later")
    chosen = options.parse_args()
    wanted = wanted_by_environment()
    records = "PostgreSQL" if wanted.server else "SQLite"
    print(f"records in {records}, bytes in a {'bucket' if wanted.bucket else 'folder'}")
    with TemporaryDirectory(dir=chosen.place) as scratch:
        kept = (chosen.place or Path(scratch)) / f"growth-{records.lower()}.json"
        until = time.monotonic() + chosen.minutes * 60
        columns = _measured(Path(scratch), kept, chosen.sizes, until)
    _print_table(columns)


def _measured(place: Path, kept: Path, sizes: Sequence[int], until: float) -> dict[int, Column]:
    """The figures of each size: as they are kept, or measured now."""
    known = json.loads(kept.read_text()) if kept.exists() else {}
    columns = {int(size): column for size, column in known.items()}
    for size in sizes:
        if size in columns:
            continue
        if time.monotonic() > until:
            print(f"{size:>9,}  not measured: the time is up", flush=True)
            continue
        column: Column = {}
        for work, told in _grown(place / f"grown-{size}", size):
            column[work] = told
            print(f"{size:>9,}  {work:34}{told:>20}", flush=True)
        columns[size] = column
        kept.write_text(json.dumps(columns))
        shutil.rmtree(place / f"grown-{size}")
    return {size: columns[size] for size in sizes if size in columns}


def _print_table(columns: dict[int, Column]) -> None:
    print(f"\n{'':34}" + "".join(f"{size:>20,}" for size in columns))
    for work in next(iter(columns.values()), {}):
        print(f"{work:34}" + "".join(f"{column[work]:>20}" for column in columns.values()))


def _grown(folder: Path, size: int) -> Iterator[tuple[str, str]]:
    with closing(founding.found_archive(folder / "archive", person="bench")) as archive:
        yield "import, records a second", _filled(archive, size).rate(size)
        search = engine_of(archive)
        yield "text index, records a second", _cost(search.index_all).rate(size)
        yield "append of one record, ms", _each(lambda: _append(archive))
        yield f"intake of {FILES} files, s", _cost(lambda: _take_in(archive, folder)).told()
        words = Inventor(1).text("en", 40).split()
        asked = cycle(words)
        search.search(SearchQuery(words=words[0]), CONFIDENTIAL)
        yield (
            "search with facets, ms",
            _each(lambda: search.search(SearchQuery(words=next(asked)), CONFIDENTIAL)),
        )
        reader = create_app(archive).test_client()
        reader.get("/incident/m0")
        yield (
            "a record's page, ms",
            _each(lambda: reader.get(f"/incident/m{secrets.randbelow(size)}")),
        )
        reader.get(f"/?words={words[0]}")
        yield "a page of hits, ms", _each(lambda: reader.get(f"/?words={next(asked)}"))
        yield "verify without the bytes, s", _cost(lambda: verify(archive, quick=True)).told()
    program = str(Path(sys.executable).with_name("khronika"))
    asking = [program, "--archive", str(folder / "archive"), "search", words[0], "--facets"]
    yield "start to the first answer, ms", _each(lambda: _run(asking), times=3)


@dataclass(frozen=True, slots=True)
class Cost:
    """What some work took, in seconds."""

    clock: float
    processor: float
    """Of this program and those that it waited for."""

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.clock + other.clock, self.processor + other.processor)

    def told(self, scale: float = 1, places: int = 2) -> str:
        """By the clock, and by the processor in brackets."""
        return f"{self.clock * scale:.{places}f} ({self.processor * scale:.{places}f})"

    def rate(self, count: int) -> str:
        """How many a second, the same way."""
        return f"{count / self.clock:,.0f} ({count / max(self.processor, 0.01):,.0f})"


def _cost(work: Callable[[], object]) -> Cost:
    clock, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    return Cost(time.perf_counter() - clock, sum(after[:4]) - sum(before[:4]))


def _filled(archive: Archive, size: int) -> Cost:
    rows, took = Inventor().incidents(size), Cost(0, 0)
    while some := [read_record(json.dumps(row)) for row in islice(rows, AT_ONCE)]:
        took += _cost(lambda some=some: recording.record(archive, some))
    return took


def _each(work: Callable[[], object], times: int = TIMES) -> str:
    """The middle one by the clock; of the processor, whose clock ticks slowly, the mean."""
    costs = [_cost(work) for _ in range(times)]
    middle = statistics.median(cost.clock for cost in costs)
    mean = statistics.mean(cost.processor for cost in costs)
    return Cost(middle, mean).told(1e3, 1)


def _append(archive: Archive) -> None:
    row = {"type": "source", "kind": "interview", "title": "A conversation"}
    recording.record(archive, [read_record(json.dumps(row))])


def _take_in(archive: Archive, folder: Path) -> None:
    files = folder / "files"
    files.mkdir()
    for number in range(FILES):
        (files / f"{number}.bin").write_bytes(secrets.token_bytes(100_000))
    order = intake.Order(incident="m0")
    list(intake.add(archive, [files], order, by_content(archive)))


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
