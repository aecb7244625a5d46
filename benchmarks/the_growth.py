"""How each cost grows with the archive: the same work at one size after the other.

    python -m benchmarks.the_growth --sizes 1000 10000
    python -m tests.servers --s3 .venv-s3/bin/ministack -- python -m benchmarks.the_growth

The second keeps the records on PostgreSQL and the bytes in a bucket.
"""

from __future__ import annotations

import argparse
import json
import secrets
import statistics
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import founding, intake, lookup, recording, repository
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL
from archive.places import wanted_by_environment
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from benchmarks.figures import seconds
from benchmarks.invented import Inventor
from schemas.records import read_record
from tests.archive.samples import by_content

SIZES = (1_000, 10_000)
AT_ONCE = 1_000
"""Records in one transaction."""
TIMES = 20
"""How often what takes little is done: the middle one is told."""
FILES = 100


def main() -> None:
    """Print a column for each size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="records")
    options.add_argument("--place", help="folder to work in")
    chosen = options.parse_args()
    wanted = wanted_by_environment()
    records = "PostgreSQL" if wanted.server else "SQLite"
    print(f"records in {records}, bytes in a {'bucket' if wanted.bucket else 'folder'}")
    print(f"{'':34}" + "".join(f"{size:>14,}" for size in chosen.sizes))
    with TemporaryDirectory(dir=chosen.place) as place:
        columns = [dict(_grown(Path(place), size)) for size in chosen.sizes]
    for work in columns[0]:
        print(f"{work:34}" + "".join(f"{column[work]:>14}" for column in columns))


def _grown(place: Path, size: int) -> Iterator[tuple[str, str]]:
    folder = place / f"grown-{size}"
    with closing(founding.found_archive(folder, person="bench")) as archive:
        yield "import, records a second", f"{size / _filled(archive, size):,.0f}"
        search = engine_of(archive)
        yield "text index, records a second", f"{size / seconds(search.index_all):,.0f}"
        yield "append of one entry, ms", _each(lambda: _append(archive))
        yield f"intake of {FILES} files, s", f"{seconds(lambda: _take_in(archive, place)):.2f}"
        words = Inventor(1).text("en", 40).split()
        asked = iter(words * TIMES)
        search.search(SearchQuery(words=words[0]), CONFIDENTIAL)
        yield (
            "search with facets, ms",
            _each(lambda: search.search(SearchQuery(words=next(asked)), CONFIDENTIAL)),
        )
        yield "a record's page, ms", _each(lambda: _load(archive, secrets.randbelow(size)))
        yield "verify without the bytes, s", f"{seconds(lambda: verify(archive, quick=True)):.2f}"
    yield "start to the first answer, ms", f"{seconds(lambda: _start(folder, words[0])) * 1e3:.0f}"


def _filled(archive: Archive, size: int) -> float:
    rows, took = Inventor().incidents(size), 0.0
    while some := [read_record(json.dumps(row)) for row in islice(rows, AT_ONCE)]:
        took += seconds(lambda some=some: recording.record(archive, some))
    return took


def _each(work: Callable[[], object]) -> str:
    return f"{statistics.median(seconds(work) for _ in range(TIMES)) * 1e3:.1f}"


def _append(archive: Archive) -> None:
    row = {"type": "source", "kind": "interview", "title": "A conversation"}
    recording.record(archive, [read_record(json.dumps(row))])


def _take_in(archive: Archive, place: Path) -> None:
    files = place / secrets.token_hex(8)
    files.mkdir()
    for number in range(FILES):
        (files / f"{number}.bin").write_bytes(secrets.token_bytes(100_000))
    order = intake.Order(incident="m0")
    list(intake.add(archive, [files], order, by_content(archive)))


def _load(archive: Archive, number: int) -> None:
    with archive.reading() as connection:
        summary, record = repository.load(connection, f"m{number}")
        lookup.view_of(connection, record, CONFIDENTIAL)
        repository.linking_to(connection, summary.id)


def _start(folder: Path, word: str) -> None:
    with closing(founding.open_archive(folder)) as archive:
        engine_of(archive).search(SearchQuery(words=word), CONFIDENTIAL)


if __name__ == "__main__":
    main()
